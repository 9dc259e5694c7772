from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from crm_desktop.enums import Purpose
from crm_desktop.errors import Conflict, NotFound, UserError, ValidationFailed
from crm_desktop.models.tables import table
from crm_desktop.models.types import uuid7
from crm_desktop.services import history, listing, records
from crm_desktop.services.catalog import ENTITIES, Record, Ref
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.workspace import Cancel, Workspace
from tests.making import new, ref, save
from tests.stores import assert_sound, scalar

PHOTO = b"\x89PNG\r\n\x1a\n\x00\xff'\""
MOMENT = datetime(2026, 3, 29, 1, 30, 0, 123_456, tzinfo=UTC)


def rows(record: Record, key: str, *parts: str) -> list[Any]:
    """Parts of child rows; of one part alone its values."""
    if len(parts) == 1:
        return [row[parts[0]] for row in record.values[key]]
    return [tuple(row[part] for part in parts) for row in record.values[key]]


# ---------------------------------------------------------------- create


def test_what_is_created_can_be_loaded(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa GmbH")
    boss = new(workspace, last_name="Chief")
    given: dict[str, Any] = {
        "prefix": "Dr.",
        "first_name": "Anna María",
        "last_name": "Ruiz",
        "company": ref(company),
        "manager": ref(boss),
        "birthday": date(1988, 2, 29),
        "do_not_mail": True,
        "photo": PHOTO,
        "note": "first line\n\nthird line",
        "status": "customer",
        "tags": ("VIP", "Fair 2026"),
        "phones": (
            {"number": "030 123456", "type": "work"},
            {"number": "+49 171 55555 ext. 12", "type": "mobile", "is_primary": True},
        ),
        "emails": ({"address": "Anna@Lupa.example", "type": "work"},),
        "addresses": ({"street": "Weg 1\n2. Stock", "city": "Ulm", "country": "DE"},),
        "facts": ({"value": "has two dogs", "noted_on": date(2026, 1, 2)},),
        "ties": ({"other": ref(boss), "kind": "friend"},),
    }
    made = records.create(workspace, "person", given)
    found = records.load(workspace, "person", made.id)
    assert found == made
    assert (found.version, found.deleted, found.label) == (1, False, "Dr. Anna María Ruiz")
    for key in ("prefix", "birthday", "photo", "note", "status", "company", "manager", "tags"):
        assert found.values[key] == given[key], key
    assert found.values["company"].label == "Lupa GmbH"
    assert rows(found, "phones", "number", "type", "is_primary") == [
        ("+49 171 55555 ext. 12", "mobile", True),
        ("030 123456", "work", False),
    ]
    assert rows(found, "phones", "e164", "extension") == [
        ("+4917155555", "12"),
        ("+4930123456", None),
    ]
    assert rows(found, "emails", "address", "is_primary") == [("Anna@Lupa.example", True)]
    assert rows(found, "ties", "other", "kind") == [(ref(boss), "friend")]
    assert (found.values["city"], found.values["country"]) == ("Ulm", "DE")
    assert found.values["do_not_mail"] is True
    assert found.values["do_not_call"] is False
    assert found.values["owner"].id == workspace.actor.id
    assert found.values["origin"] == "manual"
    assert_sound(workspace)


def test_money_and_moments_come_back_exactly(workspace: Workspace) -> None:
    company = new(workspace, "company", name="x", annual_revenue=Decimal("99999999999999.9999"))
    assert company.values["annual_revenue"] == Decimal("99999999999999.9999")
    call = new(workspace, "activity", kind="call", subject="s", status="done", done_at=MOMENT)
    assert call.values["done_at"] == MOMENT
    assert call.values["done_at"].tzinfo is UTC


@pytest.mark.parametrize("entity", ENTITIES)
def test_each_entity_can_be_created_edited_deleted(workspace: Workspace, entity: str) -> None:
    least: dict[str, Mapping[str, Any]] = {
        "person": {"last_name": "Ruiz"},
        "activity": {"kind": "call", "subject": "s", "status": "planned"},
        "note": {"body": "b"},
        "user": {"name": "n", "login": "somebody", "role": "rep"},
        "saved_view": {"name": "n", "entity": "person", "content": {"a": [1, "ü", None]}},
        "lead": {"company_name": "Lupa"},
        "deal": {"title": "t"},
        "product": {"name": "n", "code": "c", "kind": "goods"},
        "price_list": {"name": "n", "currency": "EUR"},
        "lost_reason": {"name": "n", "kind": "other"},
        "quota": {
            "name": "n",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 3, 31),
            "amount": Decimal(1),
            "currency": "EUR",
        },
        "currency": {"name": "n", "code": "XTS", "minor_units": 2},
        "tax_class": {"name": "n", "category": "S"},
    }
    if entity == "stage":
        pipeline = ref(new(workspace, "pipeline", name="p"))
        least["stage"] = {
            "name": "n",
            "pipeline": pipeline,
            "kind": "open",
            "probability": Decimal(10),
        }
    if entity in ("attachment", "number_series"):
        pytest.skip("made in their own ways, see test_attachments.py and test_numbering.py")
    record = new(workspace, entity, **least.get(entity, {"name": "n"}))
    told = ("entity", "code", "currency", "rate")
    field = next(f for f in ENTITIES[entity].editable() if f.kind == "text" and f.key not in told)
    saved = save(workspace, record, **{field.key: "Something else"})
    assert saved.version == 2
    assert records.load(workspace, entity, record.id).values[field.key] == "Something else"
    assert records.delete(workspace, entity, (record.id,)).count == 1
    assert records.load(workspace, entity, record.id).deleted
    assert_sound(workspace)


def test_a_new_colleague_is_active(workspace: Workspace) -> None:
    """What is not said is what the model says, not "no"."""
    user = new(workspace, "user", name="Kim", login="kim", role="rep")
    assert user.values["active"] is True


def test_a_retried_create_makes_nothing_twice(workspace: Workspace) -> None:
    key = uuid7()
    first = records.create(workspace, "person", {"last_name": "Ruiz"}, record_id=key)
    again = records.create(workspace, "person", {"last_name": "Ruiz"}, record_id=key)
    assert first == again
    assert listing.count(workspace, ListQuery("person")) == 1


def test_what_will_not_do_is_refused_whole(workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed) as refused:
        new(workspace, first_name="Anna", birthday="1988", phones=({"number": "none"},))
    assert set(refused.value.problems) == {"birthday", "phones"}
    assert listing.count(workspace, ListQuery("person")) == 0


def test_a_contact_without_a_name_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed, match="needs a name"):
        new(workspace, job_title="CEO")


def test_a_reference_to_nothing_is_refused_in_words(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="does not exist"):
        new(workspace, last_name="Ruiz", company=Ref(uuid7(), "Nowhere"))
    assert listing.count(workspace, ListQuery("person")) == 0


def test_a_second_colleague_with_the_same_login_is_refused_in_words(workspace: Workspace) -> None:
    new(workspace, "user", name="Kim", login="kim", role="rep")
    with pytest.raises(UserError, match="already"):
        new(workspace, "user", name="Kim Two", login="kim", role="rep")


def test_unknown_kinds_and_keys(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="no kind of record called 'sheep'"):
        new(workspace, "sheep", name="Dolly")
    with pytest.raises(NotFound, match="does not exist"):
        records.load(workspace, "person", uuid7())


# ---------------------------------------------------------------- save


def test_a_save_writes_the_given_fields_alone(workspace: Workspace) -> None:
    before = new(workspace, first_name="Anna", last_name="Ruiz", phones=({"number": "030 123456"},))
    after = save(workspace, before, first_name="Maria")
    assert after.version == 2
    assert after.label == "Maria Ruiz"
    assert rows(after, "phones", "number") == ["030 123456"]
    assert after == records.load(workspace, "person", before.id)


def test_a_save_that_changes_nothing_is_none(workspace: Workspace) -> None:
    before = new(workspace, first_name="Anna", last_name="Ruiz", tags=("a", "b"))
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    after = save(workspace, before, first_name=" Anna ", tags=("a", "b"), note="")
    assert after == before
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets


def test_an_old_version_is_a_conflict_with_theirs(workspace: Workspace) -> None:
    mine = new(workspace, first_name="Anna", last_name="Ruiz")
    theirs = save(workspace, mine, first_name="Maria")
    with pytest.raises(Conflict) as conflict:
        save(workspace, mine, first_name="Ann")
    assert conflict.value.theirs == theirs
    assert records.load(workspace, "person", mine.id) == theirs


def test_an_old_version_that_wants_what_is_there_is_none(workspace: Workspace) -> None:
    mine = new(workspace, first_name="Anna", last_name="Ruiz")
    theirs = save(workspace, mine, first_name="Maria")
    assert save(workspace, mine, first_name="Maria") == theirs


def test_a_record_in_the_trash_is_not_edited(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz")
    records.delete(workspace, "person", (record.id,))
    with pytest.raises(NotFound, match="in the trash"):
        save(workspace, record, first_name="Anna")


def test_the_name_cannot_be_emptied(workspace: Workspace) -> None:
    for key in ("last_name", "first_name"):
        record = new(workspace, **{key: "Ruiz"})
        with pytest.raises(ValidationFailed, match="needs a name"):
            save(workspace, record, **{key: ""})
        assert records.load(workspace, "person", record.id) == record


def test_an_odd_value_from_elsewhere_does_not_block_an_edit_beside_it(workspace: Workspace) -> None:
    """An import or a colleague with psql wrote it; the form does not even show it."""
    record = new(workspace, last_name="Ruiz", emails=({"address": "a@b.example"},))
    people, mails = table("person"), table("person_email")
    with workspace.writing(Purpose.IMPORT) as tx:
        tx.session.execute(update(mails).values(address="see note", email_key="see note"))
        tx.session.execute(update(people).values(birthday=date(2999, 1, 1)))
    after = save(workspace, record, job_title="CEO")
    assert after.values["job_title"] == "CEO"
    with pytest.raises(ValidationFailed, match="future"):
        save(workspace, after, birthday=date(2999, 1, 2))


# ---------------------------------------------------------------- child rows


def test_child_rows_are_added_changed_removed(workspace: Workspace) -> None:
    one, two = {"number": "030 123451"}, {"number": "030 123452"}
    record = new(workspace, last_name="Ruiz", phones=(one, two))
    first, second = record.values["phones"]
    changed = save(workspace, record, phones=({**first, "type": "fax"}, {"number": "030 123453"}))
    assert rows(changed, "phones", "number", "type") == [
        ("030 123451", "fax"),
        ("030 123453", None),
    ]
    assert changed.values["phones"][0]["id"] == first["id"]
    assert second["id"] not in {row["id"] for row in changed.values["phones"]}
    assert_sound(workspace)


def test_rows_without_ids_that_say_the_same_are_the_same_rows(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz", phones=({"number": "030 123451"},))
    again = save(workspace, record, phones=({"number": "030 123451"}, {"number": "030 123452"}))
    assert again.values["phones"][0]["id"] == record.values["phones"][0]["id"]


def test_the_order_of_rows_and_tags_is_no_change(workspace: Workspace) -> None:
    record = new(
        workspace,
        last_name="Ruiz",
        tags=("a", "b"),
        facts=({"value": "one"}, {"value": "two"}),
        phones=({"number": "030 123451"}, {"number": "030 123452"}),
    )
    one, two = record.values["phones"]
    facts = tuple(reversed(record.values["facts"]))
    after = save(workspace, record, tags=("b", "a"), facts=facts, phones=(two, one))
    assert after.version == record.version


def test_one_row_is_the_main_one(workspace: Workspace) -> None:
    record = new(
        workspace, last_name="Ruiz", emails=({"address": "a@b.example"}, {"address": "c@d.example"})
    )
    assert rows(record, "emails", "is_primary") == [True, False]
    first, second = record.values["emails"]
    swapped = save(
        workspace, record, emails=(first | {"is_primary": False}, second | {"is_primary": True})
    )
    assert rows(swapped, "emails", "address") == ["c@d.example", "a@b.example"]
    only = save(workspace, swapped, emails=(first,))
    assert rows(only, "emails", "is_primary") == [True]


def test_empty_rows_are_left_out(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz", phones=({"number": " "}, {"number": "030 123451"}))
    assert rows(record, "phones", "number") == ["030 123451"]


def test_tags_that_fold_alike_are_one(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz", tags=("Café", "cafe", "CAFÉ", "Fair  2026"))
    assert record.values["tags"] == ("Café", "Fair 2026")
    renamed = save(workspace, record, tags=("VIP",))
    assert renamed.values["tags"] == ("VIP",)
    assert_sound(workspace)


def test_a_tag_can_be_spelled_anew(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz", tags=("vip",))
    assert save(workspace, record, tags=("VIP",)).values["tags"] == ("VIP",)


def test_the_main_phone_names_a_contact_without_a_name(workspace: Workspace) -> None:
    record = new(workspace, phones=({"number": "030 123451"},))
    assert record.label == "030 123451"
    assert save(workspace, record, phones=({"number": "030 99999"},)).label == "030 99999"
    assert_sound(workspace)


# ---------------------------------------------------------------- people and companies


def test_the_main_company_stands_among_all_companies(workspace: Workspace) -> None:
    one, two = (new(workspace, "company", name=name) for name in ("One", "Two"))
    person = new(workspace, last_name="Ruiz", company=ref(one))
    assert rows(person, "companies", "company") == [ref(one)]
    person = save(workspace, person, company=ref(two))
    assert rows(person, "companies", "company") == [ref(two)]
    (link,) = person.values["companies"]
    person = save(workspace, person, companies=(link | {"role": "CEO"},))
    person = save(workspace, person, company=ref(one))
    assert rows(person, "companies", "company", "role") == [(ref(two), "CEO"), (ref(one), None)]


def test_the_main_company_stays_among_all_companies(workspace: Workspace) -> None:
    company = new(workspace, "company", name="One")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    person = save(workspace, person, companies=())
    assert rows(person, "companies", "company") == [ref(company)]


def test_a_renamed_company_is_renamed_with_its_people(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Old name")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    nameless = new(workspace, company=ref(company))
    assert nameless.label == "Old name"
    save(workspace, company, name="Neuer Name")
    assert records.load(workspace, "person", person.id).values["company"].label == "Neuer Name"
    assert records.load(workspace, "person", nameless.id).label == "Neuer Name"
    assert listing.count(workspace, ListQuery("person", text="neuer")) == 2
    assert listing.count(workspace, ListQuery("person", text="old")) == 0
    assert_sound(workspace)


def test_a_form_that_knows_an_old_name_of_the_company(workspace: Workspace) -> None:
    """It was opened before a colleague gave the company another one."""
    old = new(workspace, "company", name="Old")
    save(workspace, old, name="New")
    made = new(workspace, last_name="Ruiz", company=ref(old))
    edited = save(workspace, new(workspace, last_name="Ruiz"), company=ref(old))
    assert [r.values["company"].label for r in (made, edited)] == ["New", "New"]
    assert listing.count(workspace, ListQuery("person", text="new")) == 2
    assert_sound(workspace)


def test_a_form_that_names_a_company_in_the_trash(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz")
    records.delete(workspace, "company", (company.id,))
    with pytest.raises(ValidationFailed, match="Lupa is in the trash"):
        new(workspace, last_name="Ruiz", company=ref(company))
    with pytest.raises(ValidationFailed, match="Lupa is in the trash"):
        save(workspace, person, company=ref(company))


def test_people_stay_when_their_company_goes(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    nameless = new(workspace, company=ref(company), emails=({"address": "x@lupa.example"},))
    records.delete(workspace, "company", (company.id,))
    left = records.load(workspace, "person", person.id)
    assert (left.values["company"], left.values["companies"], left.deleted) == (None, (), False)
    assert left.version > person.version
    assert listing.count(workspace, ListQuery("person", text="lupa")) == 1  # by its address
    assert records.load(workspace, "person", nameless.id).label == "x@lupa.example"
    assert_sound(workspace)


# ---------------------------------------------------------------- activities and their dates


def test_an_activity_whose_contact_is_exchanged(workspace: Workspace) -> None:
    """A link is never moved: the dates and the history of both contacts are right."""
    one, two = (new(workspace, last_name=name) for name in ("One", "Two"))
    call = new(
        workspace,
        "activity",
        kind="call",
        subject="s",
        status="done",
        done_at=MOMENT,
        links=({"person": ref(one)},),
    )
    (link,) = call.values["links"]
    save(workspace, call, links=(link | {"person": ref(two)},))

    def last(record: Record) -> Any:
        return records.load(workspace, "person", record.id).values["last_contact_at"]

    assert (last(one), last(two)) == (None, MOMENT)
    for record in (one, two):
        assert len(history.of(workspace, "person", record.id)) >= 2
    assert_sound(workspace)


# ---------------------------------------------------------------- delete and restore


def test_delete_takes_along_what_belongs_to_the_record(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz", phones=({"number": "030 123451"},), tags=("VIP",))
    done = records.delete(workspace, "person", (record.id,))
    assert (done.count, done.words) == (1, "Deleted Ruiz.")
    gone = records.load(workspace, "person", record.id)
    assert (gone.deleted, gone.values["phones"], gone.values["tags"]) == (True, (), ())
    assert listing.count(workspace, ListQuery("person")) == 0
    assert listing.count(workspace, ListQuery("person", trash=True)) == 1
    assert listing.count(workspace, ListQuery("person", text="ruiz")) == 0


def test_restore_brings_back_what_went_with_the_record(workspace: Workspace) -> None:
    record = new(
        workspace, last_name="Ruiz", phones=({"number": "030 123451"}, {"number": "030 123452"})
    )
    kept = record.values["phones"][0]
    record = save(workspace, record, phones=(kept,))
    records.delete(workspace, "person", (record.id,))
    done = records.restore(workspace, "person", (record.id,))
    assert (done.count, done.words) == (1, "Restored Ruiz.")
    back = records.load(workspace, "person", record.id)
    assert rows(back, "phones", "number") == [kept["number"]]
    assert back.version > record.version
    assert_sound(workspace)


def test_a_restored_company_has_its_ties_again(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(
        workspace, last_name="Ruiz", companies=({"company": ref(company), "role": "Board"},)
    )
    records.delete(workspace, "company", (company.id,))
    records.restore(workspace, "company", (company.id,))
    assert rows(records.load(workspace, "person", person.id), "companies", "role") == ["Board"]


def test_what_comes_back_meets_what_went_meanwhile(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", company=ref(company))
    records.delete(workspace, "person", (person.id,))
    records.delete(workspace, "company", (company.id,))
    records.restore(workspace, "person", (person.id,))
    assert records.load(workspace, "person", person.id).values["company"] is None
    assert_sound(workspace)


def test_a_tie_does_not_come_back_to_somebody_who_is_gone(workspace: Workspace) -> None:
    company = new(workspace, "company", name="Lupa")
    person = new(workspace, last_name="Ruiz", companies=({"company": ref(company)},))
    records.delete(workspace, "company", (company.id,))
    records.delete(workspace, "person", (person.id,))
    records.restore(workspace, "company", (company.id,))
    assert_sound(workspace)


def test_deleting_twice_and_restoring_the_living_is_nothing(workspace: Workspace) -> None:
    record = new(workspace, last_name="Ruiz")
    assert records.restore(workspace, "person", (record.id,)).count == 0
    assert records.delete(workspace, "person", (record.id, record.id)).count == 1
    assert records.delete(workspace, "person", (record.id,)).count == 0
    assert records.delete(workspace, "person", (uuid7(),)).count == 0


def test_many_are_deleted_as_one(workspace: Workspace) -> None:
    keys = [new(workspace, last_name=str(i)).id for i in range(5)]
    sets = scalar(workspace, "SELECT count(*) FROM change_set")
    done = records.delete(workspace, "person", keys)
    assert (done.count, done.words) == (5, "Deleted 5 contacts.")
    assert scalar(workspace, "SELECT count(*) FROM change_set") == sets + 1


# ---------------------------------------------------------------- what a commit announces


def test_a_commit_says_what_it_touched(workspace: Workspace) -> None:
    told: list[Changes] = []
    listening = workspace.during(Cancel(), lambda *_: None, told.append)
    company = records.create(listening, "company", {"name": "Lupa"})
    person = records.create(listening, "person", {"last_name": "Ruiz", "company": ref(company)})
    made, linked = told
    assert (made.entities, made.ids) == ({"company"}, {company.id})
    assert linked.entities == {"person"}
    assert linked.ids == {person.id, company.id}  # whose page shows the new tie
    assert linked.touches(company.id)
    assert not linked.touches(uuid7())
    records.save(listening, "person", person.id, {"last_name": "Ruiz"}, version=1)
    assert not told[2]


def test_a_rolled_back_command_announces_nothing(workspace: Workspace) -> None:
    told: list[Changes] = []
    listening = workspace.during(Cancel(), lambda *_: None, told.append)
    with pytest.raises(ValidationFailed):
        records.create(listening, "person", {})
    assert told == []


def test_load_many(workspace: Workspace) -> None:
    made = {r.id: r for r in (new(workspace, last_name=str(i)) for i in range(3))}
    found = records.load_many(workspace, "person", [*made, uuid7()])
    assert found == made
    assert records.load_many(workspace, "person", []) == {}


def test_stamps(workspace: Workspace) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    record = new(workspace, last_name="Ruiz")
    assert before < record.values["created_at"] == record.values["updated_at"]
    saved = save(workspace, record, first_name="Anna")
    assert saved.values["created_at"] == record.values["created_at"]
    assert saved.values["updated_at"] > record.values["updated_at"]
    person = scalar(workspace, "SELECT updated_by FROM person")
    assert UUID(bytes=person) if isinstance(person, bytes) else person == workspace.actor.id
