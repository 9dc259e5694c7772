"""Pictures of contacts that are one: which other one, and the two side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref

if TYPE_CHECKING:
    from tests.tools.screenshots import Studio

NOTE = "Prefers e-mail. Met at the fair in Łódź; asks for prices without freight."


def _make(studio: Studio, entity: str, **values: Any) -> Record:
    made: list[Record] = []
    call = records.create.call(entity, values)
    studio.program.tasks.command(studio.window, call, done=made.append)
    studio.settle()
    return made[0]


def _twice(studio: Studio) -> tuple[Record, Record]:
    """Somebody who was typed in twice."""
    company = _make(studio, "company", name="Berg Maschinen GmbH")
    one = _make(
        studio,
        "person",
        first_name="Anna",
        last_name="Berg",
        company=Ref(company.id, company.label),
        job_title="Head of Purchasing",
        status="customer",
        phones=({"number": "+49 30 555 0187", "type": "work"},),
        emails=({"address": "anna.berg@berg-maschinen.example", "type": "work"},),
        addresses=({"street": "Hafenstr. 12", "city": "Hamburg", "postcode": "20457"},),
        tags=("Key account",),
        note="Decides together with the works council.",
    )
    other = _make(
        studio,
        "person",
        first_name="A.",
        last_name="Berg",
        company=Ref(company.id, company.label),
        job_title="Purchasing",
        status="prospect",
        language="de",
        phones=({"number": "+49 (30) 5550187"}, {"number": "+49 171 5550133", "type": "mobile"}),
        emails=({"address": "a.berg@berg-maschinen.example", "type": "work"},),
        tags=("Fair 2026",),
        note=NOTE,
    )
    who = ({"person": Ref(other.id, other.label)},)
    for kind, subject in (("call", "Prices for 2027"), ("meeting", "Visit"), ("email", "Offer")):
        _make(studio, "activity", kind=kind, subject=subject, status="done", links=who)
    for title in ("Conveyor, hall 2", "Spare parts 2027"):
        contact = Ref(other.id, other.label)
        _make(studio, "deal", title=title, contact=contact, company=Ref(company.id, company.label))
    return one, other


def merging(studio: Studio) -> None:
    one, other = _twice(studio)
    window = studio.window
    window.show_page("person")
    window.page.refresh()
    studio.settle()
    window.page.reveal(one.id)
    studio.settle()
    window.commands["merge"].trigger()
    studio.settle()
    asking = window.merge_work().asking
    assert asking is not None
    studio.shoot("merge_other", asking)
    asking.chosen.emit(other.id)
    asking.reject()
    studio.settle()
    dialog = window.merge_work().dialog
    assert dialog is not None
    studio.shoot("merge", dialog)
    dialog.same.click()
    studio.shoot("merge_same", dialog)
    dialog.merge_button.click()
    studio.settle()
    studio.shoot("merged")
    window.work.undo()
    studio.settle()
    window.toast.hide()


PLACES: tuple[Callable[[Studio], None], ...] = (merging,)
