"""Settings of selling: kept as records, refused in words, never a crash."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, insert, select

from crm_desktop.enums import Purpose
from crm_desktop.errors import PermissionDenied, ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import history, opening, records, undo
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.documents.pdf import print_pdf
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import (
    ApprovalLimits,
    LetterheadSettings,
    QuoteSettings,
    Texts,
)
from crm_desktop.services.sales.papers import placeholders, standard_texts
from crm_desktop.services.sales.papers.letterheads import Letterhead
from crm_desktop.services.workspace import Workspace
from tests.making import new, save
from tests.services.documents import reading, samples
from tests.stores import assert_sound, opened, together

IBAN = "DE89370400440532013000"
STANDARD = LetterheadSettings()
OURS = replace(
    STANDARD,
    tagline="Light and desks",
    colour="#1F6F78",
    iban="de89 3704 0044 0532 0130 00",
    bic="cobadeffxxx",
    bank="Hansebank",
    paper="Letter",
)


def stored_in(workspace: Workspace, name: str, content: Any) -> None:
    """A setting as another program, or a hand, may have left it."""
    with workspace.writing(Purpose.EDIT) as tx:
        row = {"id": uuid7(), "name": name, "name_key": name, "content": content}
        stamps = {"created_at": tx.now, "updated_at": tx.now}
        tx.session.execute(insert(table("setting")).values(**row, **stamps))


def paper(workspace: Workspace) -> Letterhead:
    return settings.paper(workspace)


def test_a_new_office_has_paper_with_its_own_details(workspace: Workspace) -> None:
    office = office_of(workspace)
    save(
        workspace,
        office,
        street="Hafenstr. 12\nHof 2",
        postcode="20459",
        city="Hamburg",
        phone="+49 40 555",
        vat_id="DE123456789",
    )
    found = paper(workspace)
    assert found.seller.name == "Test office"
    assert found.seller.return_address == "Test office · Hafenstr. 12, Hof 2 · 20459 Hamburg"
    assert found.seller.footer == (
        ("Test office", "Hafenstr. 12", "Hof 2", "20459 Hamburg"),
        ("+49 40 555",),
        ("DE123456789",),
    )
    assert (found.paper, found.problems, found.payment("Q-1")) == ("A4", (), None)


def office_of(workspace: Workspace) -> Any:
    with workspace.reading() as tx:
        key = tx.session.execute(select(table("office").c.id)).scalar_one()
    return records.load(workspace, "office", key)


def test_an_american_office_prints_on_letter(workspace: Workspace) -> None:
    save(workspace, office_of(workspace), country="US")
    assert paper(workspace).paper == "Letter"


def test_a_letterhead_is_kept_and_undone_like_any_record(workspace: Workspace) -> None:
    settings.save_letterhead(workspace, OURS, STANDARD)
    found = settings.load(workspace)
    assert found.letterhead == replace(OURS, iban=IBAN, bic="COBADEFFXXX")
    printed = paper(workspace)
    assert (printed.paper, printed.seller.colour) == ("Letter", "#1F6F78")
    assert printed.seller.footer[-1][0] == "Hansebank"
    payment = printed.payment("O-2026-0001")
    assert payment is not None
    assert (payment.name, payment.iban) == ("Test office", IBAN)
    settings.save_letterhead(workspace, replace(found.letterhead, tagline=""), found.letterhead)
    assert settings.load(workspace).letterhead.tagline == ""
    undo.undo(workspace)
    assert settings.load(workspace).letterhead.tagline == "Light and desks"
    undo.undo(workspace)
    assert settings.load(workspace).letterhead == STANDARD
    assert_sound(workspace)


def test_what_was_changed_stands_in_the_history(workspace: Workspace) -> None:
    settings.save_letterhead(workspace, OURS, STANDARD)
    settings.save_approval_limits(workspace, ApprovalLimits(Decimal(10)), ApprovalLimits())
    labels = [each.label for each in history.recent(workspace)][:2]
    assert labels == ["Change the approval limits", "Change the letterhead"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "check digits"),
        ({"bic": "COBA"}, "8 or 11"),
        ({"colour": "blue"}, "no colour"),
        ({"paper": "A3"}, "A4 or Letter"),
        ({"tagline": "x" * 201}, "200 characters"),
        ({"footer": (("a",),) * 5}, "4 columns"),
        ({"footer": (("a",) * 8,)}, "7 lines"),
        ({"footer": (("a" * 61,),)}, "60 characters"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    workspace: Workspace, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationFailed, match=words) as refused:
        settings.save_letterhead(workspace, replace(STANDARD, **changes), STANDARD)
    assert set(refused.value.problems) == set(changes)
    assert settings.load(workspace).letterhead == STANDARD


def test_keys_that_are_not_known_are_kept(workspace: Workspace) -> None:
    stored_in(workspace, settings.LETTERHEAD, {"colour": "#000000", "hologram": {"on": True}})
    found = settings.load(workspace).letterhead
    settings.save_letterhead(workspace, replace(found, tagline="New"), found)
    kept = settings_content(workspace, settings.LETTERHEAD)
    assert kept == {"colour": "#000000", "hologram": {"on": True}, "tagline": "New"}


def settings_content(workspace: Workspace, name: str) -> Any:
    with workspace.reading() as tx:
        setting = table("setting")
        found = select(setting.c.content).where(setting.c.name == name)
        return tx.session.execute(found).scalar_one()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([1, 2], "cannot be read"),
        ({"colour": "mauve", "tagline": "Good"}, "“colour” cannot be used"),
        ({"carry": "yes", "tagline": "Good"}, "“carry” cannot be used"),
        ({"footer": ["a"], "tagline": "Good"}, "“footer” cannot be used"),
        ({"iban": "DE00", "tagline": "Good"}, "“iban” cannot be used"),
    ],
)
def test_bad_content_falls_back_with_a_sentence(
    workspace: Workspace, content: Any, told: str
) -> None:
    stored_in(workspace, settings.LETTERHEAD, content)
    found = settings.load(workspace)
    assert any(told in words for words in found.told)
    assert found.letterhead.colour == STANDARD.colour
    assert paper(workspace).problems == found.told
    if isinstance(content, dict):
        assert found.letterhead.tagline == "Good"
        # and it can be put right
        settings.save_letterhead(
            workspace, replace(found.letterhead, colour="#112233", carry=False), found.letterhead
        )
        assert settings.load(workspace).letterhead.colour == "#112233"


def test_bad_limits_and_texts_fall_back_too(workspace: Workspace) -> None:
    stored_in(workspace, settings.LIMITS, {"discount": "much", "margin": "12.5"})
    stored_in(workspace, settings.QUOTES, {"validity_days": 0, "tax_mode": "line"})
    stored_in(workspace, settings.TEXTS, {"de": {"quote": {"intro": "{nobody}", "closing": "Ja"}}})
    stored_in(workspace, settings.LOGO, {"picture": "no base64"})
    found = settings.load(workspace)
    assert found.limits == ApprovalLimits(margin=Decimal("12.5"))
    assert found.quotes == QuoteSettings(tax_mode="line")
    assert found.texts.of("de", Kind.QUOTE).closing == "Ja"
    assert found.texts.of("de", Kind.QUOTE).intro == standard_texts.of("de", Kind.QUOTE).intro
    assert (found.logo, len(found.told)) == (b"", 4)


def test_two_who_change_different_things_both_keep_them(workspace: Workspace) -> None:
    settings.save_letterhead(workspace, replace(STANDARD, tagline="Mine"), STANDARD)
    settings.save_letterhead(workspace, replace(STANDARD, bank="Theirs"), STANDARD)
    found = settings.load(workspace).letterhead
    assert (found.tagline, found.bank) == ("Mine", "Theirs")
    with pytest.raises(ValidationFailed, match="Somebody else") as refused:
        settings.save_letterhead(workspace, replace(STANDARD, tagline="Late"), STANDARD)
    assert set(refused.value.problems) == {"tagline"}


def test_two_at_once_make_one_setting(address: str) -> None:
    with opened(address) as one, opened(address) as other:
        answers = together(
            lambda: settings.save_letterhead(one, replace(STANDARD, tagline="A"), STANDARD),
            lambda: settings.save_letterhead(other, replace(STANDARD, bank="B"), STANDARD),
        )
        assert answers == [None, None]
        with one.reading() as tx:
            found = select(func.count()).select_from(table("setting"))
            assert tx.session.execute(found).scalar_one() == 1
        paper = settings.load(one).letterhead
        assert (paper.tagline, paper.bank) == ("A", "B")


def test_who_may_only_read_cannot_change_them(workspace: Workspace) -> None:
    reader = replace(workspace, permissions=opening.permissions_of("readonly", alone=False))
    assert settings.load(reader).letterhead == STANDARD
    with pytest.raises(PermissionDenied):
        settings.save_letterhead(reader, OURS, STANDARD)


# ---------------------------------------------------------------------------------- logo


def test_a_logo_is_kept_small_and_taken_off_again(workspace: Workspace) -> None:
    small = samples.logo()
    settings.save_logo(workspace, small)
    assert paper(workspace).seller.logo == small
    settings.save_logo(workspace, samples.logo(4000, 1500))
    with Image.open(BytesIO(paper(workspace).seller.logo)) as picture:
        assert picture.width <= 1600
        assert picture.height <= 640
    settings.save_logo(workspace, b"")
    assert paper(workspace).seller.logo == b""


def test_the_logo_of_our_details_is_printed_until_there_is_another(workspace: Workspace) -> None:
    ours = samples.logo(100, 100)
    save(workspace, office_of(workspace), logo=ours)
    assert paper(workspace).seller.logo == ours
    settings.save_logo(workspace, samples.logo())
    assert paper(workspace).seller.logo == samples.logo()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "PNG or JPEG"),
        (b"<svg xmlns='x'/>", "drawing"),
        (b"x" * 10_000_001, "10 MB"),
    ],
)
def test_what_is_no_logo_is_refused(workspace: Workspace, data: bytes, words: str) -> None:
    with pytest.raises(ValidationFailed, match=words):
        settings.save_logo(workspace, data)


# --------------------------------------------------------------------------------- texts


def test_own_texts_stand_before_the_standard_ones(workspace: Workspace) -> None:
    none = Texts()
    german = Texts(intro="Guten Tag {contact}, hier Angebot {number}:", payment_terms="30 Tage")
    settings.save_texts(workspace, "de", Kind.QUOTE, german, none)
    settings.save_texts(workspace, "de_AT", Kind.QUOTE, Texts(intro="Servus {contact}:"), none)
    texts = paper(workspace).texts
    assert texts.of("de", Kind.QUOTE).intro == german.intro
    assert texts.of("de-AT", Kind.QUOTE).intro == "Servus {contact}:"
    assert texts.of("de_AT", Kind.QUOTE).payment_terms == "30 Tage"
    assert texts.of("de", Kind.QUOTE).closing == "Wir freuen uns auf Ihren Auftrag."
    assert texts.of("fr", Kind.QUOTE) == standard_texts.of("fr", Kind.QUOTE)
    assert texts.of("xx", Kind.ORDER) == standard_texts.of("en", Kind.ORDER)


def test_a_text_of_nothing_prints_nothing(workspace: Workspace) -> None:
    settings.save_texts(workspace, "de", Kind.QUOTE, Texts(closing=""), Texts())
    assert paper(workspace).texts.of("de", Kind.QUOTE).closing == ""
    settings.save_texts(workspace, "de", Kind.QUOTE, Texts(), Texts(closing=""))
    assert paper(workspace).texts.of("de", Kind.QUOTE).closing != ""


@pytest.mark.parametrize("words", ["Dear {nobody},", "Dear {contact", "50 % } off", "{}"])
def test_unknown_placeholders_are_refused(workspace: Workspace, words: str) -> None:
    with pytest.raises(ValidationFailed):
        settings.save_texts(workspace, "en", Kind.QUOTE, Texts(intro=words), Texts())


def test_gaps_without_a_value_close() -> None:
    assert placeholders.filled("Dear {contact},\n{number} {what}", {"number": "7"}) == (
        "Dear,\n7 {what}"
    )


def test_each_language_of_documents_has_standard_texts() -> None:
    from crm_desktop.services.documents.words import VOCABULARIES

    assert set(standard_texts.STANDARD) == set(VOCABULARIES)


def test_a_document_is_dressed_and_printed(workspace: Workspace) -> None:
    settings.save_letterhead(workspace, OURS, STANDARD)
    mine = Texts(
        intro="Guten Tag {contact}, Angebot {number} vom {date} an {company}:",
        payment_terms="{payable} in 30 Tagen an {office}",
        accept="Ja, ich will.",
    )
    settings.save_texts(workspace, "de", Kind.QUOTE, mine, Texts())
    content = samples.small_quote(intro="", closing="", terms=(("Garantie", "2 Jahre"),))
    dressed = paper(workspace).dressed(
        content, company="Sonnenschein", person="Frau Müller", delivery_terms="Frei Haus"
    )
    assert dressed.intro.startswith("Guten Tag Frau Müller, Angebot AN-2026-0042 vom 21.")
    assert [label for label, _ in dressed.terms] == ["Zahlung", "Lieferung", "Garantie"]
    assert dressed.payment is None  # a quote is not paid
    printed = reading.squeezed(reading.text(print_pdf(dressed).data))
    for words in ("Light and desks", "Ja, ich will.", "Frei Haus", "in 30 Tagen an Test office"):
        assert reading.squeezed(words) in printed
    order = paper(workspace).dressed(samples.small_quote(kind=Kind.ORDER, intro="Eigenes"))
    assert order.intro == "Eigenes"
    assert order.payment is not None
    assert order.payment.iban == IBAN


# -------------------------------------------------------------------- limits and defaults


def test_approval_limits_say_why(workspace: Workspace) -> None:
    limits = ApprovalLimits(Decimal(10), Decimal("12.5"), Decimal(50_000))
    settings.save_approval_limits(workspace, limits, ApprovalLimits())
    with workspace.reading() as tx:
        found = settings.approval_limits(tx)
    assert found == limits
    told = found.reasons(discount=Decimal("10.5"), margin=Decimal(3), net=Decimal("50000.01"))
    assert told == [
        "The discount of 10.5 % is above 10 %.",
        "The margin of 3 % is below 12.5 %.",
        "The net amount of 50,000.01 is above 50,000.00.",
    ]
    at_limit = found.reasons(discount=Decimal(10), margin=Decimal("12.5"), net=Decimal(50_000))
    assert at_limit == []
    assert found.reasons(discount=None, margin=None, net=None) == []
    for wrong in (ApprovalLimits(Decimal(101)), ApprovalLimits(net=Decimal(-1))):
        with pytest.raises(ValidationFailed):
            settings.save_approval_limits(workspace, wrong, limits)


def test_quote_defaults_know_coin_and_price_list(workspace: Workspace) -> None:
    with workspace.reading() as tx:
        found = settings.quote_defaults(tx)
    assert (found.validity_days, found.tax_mode, found.rounding_step) == (30, "document", None)
    new(workspace, "price_list", name="Old", currency="EUR")
    retail = new(workspace, "price_list", name="Retail", currency="EUR", is_default=True)
    wanted = QuoteSettings(14, True, "line", True)
    settings.save_quote_settings(workspace, wanted, QuoteSettings())
    with workspace.reading() as tx:
        found = settings.quote_defaults(tx)
        swiss = settings.quote_defaults(tx, "CHF")
    assert (found.validity_days, found.prices_include_tax, found.tax_mode) == (14, True, "line")
    assert found.rounding_step is None
    assert found.price_list is not None
    assert found.price_list.id == retail.id
    assert swiss.rounding_step == Decimal("0.05")
    with pytest.raises(ValidationFailed, match="days"):
        settings.save_quote_settings(workspace, replace(wanted, validity_days=0), wanted)
