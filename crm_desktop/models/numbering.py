"""Numbers of documents: how they look, and how far they have been given out."""

from __future__ import annotations

from crm_desktop.models.base import LIVE, Base, RecordRow, sorted_by
from crm_desktop.models.declarative import Index, Mapped, mapped_column
from crm_desktop.models.types import BigKey, Key


class NumberSeries(RecordRow, Base):
    """How the numbers of one kind of document look: `Q-{year}-{number:4}`."""

    __tablename__ = "number_series"
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Key, default="", server_default="")
    kind: Mapped[str]
    pattern: Mapped[str]
    __table_args__ = (
        *sorted_by("number_series", "name_key"),
        Index(
            "uq_number_series_kind", "kind", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        {"info": {"tracked": True}},
    )


class NumberCounter(Base):
    """The last number given out of a kind in a period.

    Not tracked: an undo must not give a number out a second time.
    """

    __tablename__ = "number_counter"
    kind: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)  # "2026"; "" where it never begins anew
    last: Mapped[int] = mapped_column(BigKey)
