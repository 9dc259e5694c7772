from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from crm_desktop.services.catalog import Record
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import Texts
from crm_desktop.services.sales.quoting import quote_mail, quotes
from crm_desktop.services.workspace import Workspace
from tests.services import quoting


def written(workspace: Workspace, quote: Record, to: str) -> Any:
    pdf = quotes.pdf(workspace, quote.id).data
    letter = quote_mail.letter(workspace, quote.id, to, pdf)
    mail: Any = message_from_bytes(letter.data, policy=default)
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == pdf
    assert mail.get_body().get_content().replace("\r\n", "\n") == letter.text
    assert mail["Subject"] == letter.subject
    return mail


def test_a_draft_speaks_the_language_of_the_customer(workspace: Workspace) -> None:
    quote = quoting.sent(workspace, title="Regały do hali 3")
    mail = written(workspace, quote, "Kasia <kasia@lodz.example>")
    text = mail.get_body().get_content()
    number = quote.values["number"]
    assert mail["X-Unsent"] == "1"
    assert mail["To"] == "kasia@lodz.example"
    assert mail["Subject"] == f"Oferta {number}: Regały do hali 3"
    assert mail["Content-Language"] == "pl"
    assert "Dziękujemy za zapytanie" in text
    assert "Razem:" in text
    assert "Oczekujemy na Państwa zamówienie." in text


def test_a_draft_has_the_words_of_the_office(workspace: Workspace) -> None:
    own = Texts("Guten Tag, hier ist {number}.", "Bis bald", None, None, None)
    settings.save_texts(workspace, "de", quote_mail.Kind.QUOTE, own, Texts())
    quote = quoting.sent(workspace, language="de")
    text = written(workspace, quote, "a@b.example").get_body().get_content()
    assert f"Guten Tag, hier ist {quote.values['number']}." in text
    assert "Bis bald" in text


def test_a_title_makes_no_headers(workspace: Workspace) -> None:
    quote = quoting.sent(workspace)
    with workspace.reading() as tx:
        content = quote_mail.quote_documents.content_of(tx, quote.id, quote_mail.Kind.QUOTE)
    words = quote_mail.Words(content.language, "EUR")
    object.__setattr__(content, "title", "Racks\r\nBcc: all@x.example")
    assert "\n" not in quote_mail.subject_of(content, words)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ann@ox.example", "ann@ox.example"),
        (" Ann Ox <ann@ox.example> ", "ann@ox.example"),
        ("Ann Ox", ""),
        ("ann@ox.example, bob@ox.example", ""),
        ("ann@ox.example\nBcc: x@y.example", ""),
        ("a@b@c", ""),
        ("", ""),
        ("ann@öx.example", ""),
    ],
)
def test_only_a_sound_address_is_taken(typed: str, address: str) -> None:
    assert quote_mail.address_in(typed) == address


def test_a_revision_says_so(workspace: Workspace) -> None:
    first = quoting.sent(workspace)
    key = quotes.revise(workspace, first.id)
    quotes.send(workspace, key, quoting.records.load(workspace, "quote", key).version)
    again = quoting.records.load(workspace, "quote", key)
    mail = written(workspace, again, "")
    assert mail["To"] is None
    assert "2" in mail["Subject"].removeprefix(f"Oferta {first.values['number']}")
