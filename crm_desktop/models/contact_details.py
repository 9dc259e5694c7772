"""Columns of phones, e-mails, addresses, web links and tags, wherever they hang."""

from __future__ import annotations

from sqlalchemy import false

from crm_desktop.models.base import Row
from crm_desktop.models.declarative import Mapped, mapped_column
from crm_desktop.models.types import Key


class Primary(Row):
    """One of several, one of which may be the main one."""

    is_primary: Mapped[bool] = mapped_column(default=False, server_default=false())


class PhoneRow(Primary):
    """A phone number.

    number is what was typed; e164 (ITU-T E.164, NULL where it cannot be told) and extension are
    read from it; digits is what search finds; digits_reversed serves "ends with" by an index.
    """

    number: Mapped[str]
    type: Mapped[str | None]
    extension: Mapped[str | None]
    e164: Mapped[str | None]
    digits: Mapped[str] = mapped_column(Key, default="", server_default="")
    digits_reversed: Mapped[str] = mapped_column(Key, default="", server_default="")
    do_not_call: Mapped[bool] = mapped_column(default=False, server_default=false())


class EmailRow(Primary):
    """An e-mail address; email_key is the normalised one that matching and search compare."""

    address: Mapped[str]
    type: Mapped[str | None]
    email_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    bounced: Mapped[bool] = mapped_column(default=False, server_default=false())


class AddressRow(Primary):
    """A postal address."""

    type: Mapped[str | None]
    street: Mapped[str | None]
    extra: Mapped[str | None]
    po_box: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str | None]


class WebLinkRow(Primary):
    """A web site or a profile."""

    url: Mapped[str]
    type: Mapped[str | None]


class TagRow(Row):
    """A label; tags are equal where their keys (folded) are."""

    tag: Mapped[str]
    tag_key: Mapped[str] = mapped_column(Key, default="", server_default="")
