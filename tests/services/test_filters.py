"""Each filter finds on both databases what a plain look at the records finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crm_desktop.errors import ValidationFailed
from crm_desktop.models.folding import fold, search_words
from crm_desktop.models.types import uuid7
from crm_desktop.services import listing, matching, records
from crm_desktop.services.catalog import ENTITIES, EntityType, Field, Kind, Record, Ref, Role
from crm_desktop.services.derived import columns
from crm_desktop.services.filter_paths import OPS, RELATIONS
from crm_desktop.services.queries import AnyOf, Filter, ListQuery, Op
from crm_desktop.services.workspace import Workspace
from tests.random_work import Office
from tests.stores import DATABASES, new_store, opened

NOW = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # the night after the clocks went forward
EQUAL = (Op.EQ, Op.NE, Op.IN)
EXISTS = (Op.EMPTY, Op.NOTEMPTY)
FILTERED = ("person", "company", "activity", "note")


class World(NamedTuple):
    """A store and everything in it, loaded."""

    workspace: Workspace
    records: dict[str, dict[UUID, Record]]

    def __repr__(self) -> str:
        return "World"


@pytest.fixture(scope="module", params=DATABASES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with new_store(request.param, request) as address, opened(address) as workspace:
        workspace = replace(workspace, clock=lambda: NOW)
        Office(workspace, 7).work(160)
        for entity in ("person", "company"):  # days around the present one
            for i in range(-3, 4):
                values = {"last_name": f"day {i}", "name": f"day {i}"}
                key = records.create(workspace, entity, values).id
                call: dict[str, Any] = {"kind": "call", "subject": "s", "status": "planned"}
                call["due_at"] = NOW + timedelta(days=i)
                call["links"] = ({entity: Ref(key, "")},)
                records.create(workspace, "activity", call)
                whole = {**call, "due_at": None, "due_on": call["due_at"].date()}
                key = records.create(workspace, entity, values).id
                whole["links"] = ({entity: Ref(key, "")},)
                records.create(workspace, "activity", whole)
        yield World(workspace, {key: everything(workspace, key) for key in ENTITIES})


def everything(workspace: Workspace, entity: str) -> dict[UUID, Record]:
    keys: list[UUID] = []
    for trash in (False, True):
        vector = listing.ids(workspace, ListQuery(entity, trash=trash)).vector
        keys += [UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)]
    return records.load_many(workspace, entity, keys)


# ---------------------------------------------------------------- a plain look


def holds(world: World, record: Record, item: Filter | AnyOf) -> bool:
    """Whether a record meets a filter, by the words of the documentation."""
    if isinstance(item, AnyOf):
        return any(holds(world, record, one) for one in item.filters)
    kind = ENTITIES[record.entity]
    head, _, rest = item.path.partition(".")
    if head in RELATIONS.get(record.entity, {}):
        return rows_hold(related(world, record, head), rest, item, world)
    field = kind.field(head)
    if field.kind == Kind.TAGS:
        rows = [{"tag": tag} for tag in record.values[head]]
        return rows_hold([(_TAG, row) for row in rows], rest, item, world)
    if field.kind == Kind.MULTI:
        return rows_hold([(field, row) for row in record.values[head]], rest, item, world)
    if field.kind == Kind.REF and rest:
        ref = record.values[head]
        far = ref and world.records[field.entity].get(ref.id)
        return bool(far) and holds(world, far, Filter(rest, item.op, item.values))
    if head == "display_name":
        return name_meets(record, item)
    value = record.values[head]
    if head == "due_at" and value is None:
        value = record.values["due_on"]  # the whole day
    return meets(field, value, item, whole=kind)


def without_commas(name: str) -> str:
    return " ".join(fold(name).replace(",", " ").split()) or fold(name)


def name_meets(record: Record, item: Filter) -> bool:
    """A name is sorted otherwise than it reads: `Ruiz Anna` and `Anna Ruiz`."""
    shown = record.values["display_name"]
    sorted_by = columns("person", record.values)["name_key"]
    if item.op in EXISTS:
        return (shown == "") == (item.op == Op.EMPTY)
    if item.op in EQUAL:
        return compare(shown, item)
    form = without_commas if item.op in (Op.CONTAINS, Op.PREFIX) else fold
    by_key = text_test(sorted_by, item, form, words=True)
    by_sight = item.op in (Op.CONTAINS, Op.PREFIX) and text_test(shown.lower(), item, str.lower)
    return by_key or by_sight


_TAG = Field(key="tags", label="Tags", kind=Kind.TAGS, children=(Field(key="tag", label="Tag"),))


def related(world: World, record: Record, head: str) -> list[tuple[Any, Any]]:
    relation = RELATIONS[record.entity][head]
    out: list[tuple[Any, Any]] = []
    for other in world.records[relation.entity].values():
        if other.deleted:
            continue
        if relation.there == "id":
            points = [other.values[relation.here.removesuffix("_id")]]
        else:
            points = [row[record.entity] for row in other.values["links"]]
        if any(ref and ref.id == record.id for ref in points):
            out.append((None, other))
    return out


def rows_hold(rows: list[tuple[Any, Any]], rest: str, item: Filter, world: World) -> bool:
    mode, _, path = rest.partition(".")
    if mode not in ("any", "none"):
        mode, path = "", rest
    if item.op == Op.NONE or (not path and item.op in EXISTS):
        return (item.op == Op.NOTEMPTY and mode != "none") == bool(rows)
    if item.op == Op.NE and not mode:
        equal = Filter(item.path, Op.EQ, item.values)
        return not any(row_holds(row, path, equal, world) for row in rows)
    return any(row_holds(row, path, item, world) for row in rows) != (mode == "none")


def row_holds(row: tuple[Any, Any], path: str, item: Filter, world: World) -> bool:
    field, values = row
    if field is None:
        label = ENTITIES[values.entity].label
        return holds(world, values, Filter(path or label, item.op, item.values))
    main = field.children[0]
    part = field.child(path) if path else main
    return meets(part, values[part.key], item, tags=field.kind == Kind.TAGS, main=part is main)


def meets(
    field: Field,
    value: Any,
    item: Filter,
    *,
    whole: EntityType | None = None,
    tags: bool = False,
    main: bool = False,
) -> bool:
    if item.op in EXISTS:
        return (value in (None, "")) == (item.op == Op.EMPTY)
    if main and field.role == Role.PHONE:
        return phone_test(value, item)
    if field.kind == Kind.REF:
        if item.op in EQUAL and all(isinstance(v, Ref) for v in item.values):
            return equal(value, item, lambda v: v)
        value = value and value.label
    folded = tags or (field.kind == Kind.REF and value) or (field.sort_key and whole)
    if item.op == Op.NE and field.kind == Kind.REF and value is None:
        return True
    if tags:
        return text_test(search_words(value), item, search_words, words=True)
    if main and field.role == Role.EMAIL:
        return text_test(value.casefold(), item, str.casefold, words=True)
    if folded and isinstance(value, str):
        return text_test(fold(value), item, fold, words=True)
    if item.op in (Op.CONTAINS, Op.PREFIX):
        if value is None:
            return False
        return text_test(str(value).lower(), item, str.lower)
    if field.kind == Kind.DATETIME:
        return moment_test(value, item)
    if item.op == Op.WITHIN:
        return value is not None and in_days(value, item)
    return compare(value, item)


def equal(value: Any, item: Filter, form: Callable[[Any], Any]) -> bool:
    hit = value in [form(v) for v in item.values[: None if item.op == Op.IN else 1]]
    return hit != (item.op == Op.NE)


def text_test(value: str, item: Filter, form: Callable[[str], str], words: bool = False) -> bool:
    wanted = [form(getattr(v, "label", v)) for v in item.values]
    if item.op == Op.CONTAINS:
        parts = [w for v in wanted for w in v.split()] if words else wanted[:1]
        return all(part in value for part in parts)
    if item.op == Op.PREFIX:
        return value.startswith(wanted[0])
    return compare(value, Filter(item.path, item.op, tuple(wanted)))


def phone_test(value: str, item: Filter) -> bool:
    digits = matching.phone(value, "DE")
    wanted = ["".join(c for c in v if c.isdigit()) for v in item.values]
    if item.op == Op.CONTAINS:
        return all(w in digits.digits for w in wanted)
    if item.op == Op.PREFIX:
        return digits.digits.startswith(wanted[0])
    hit = any(digits.digits_reversed.startswith(w.lstrip("0")[::-1]) for w in wanted)
    return hit != (item.op == Op.NE)


def compare(value: Any, item: Filter) -> bool:
    if value is None:
        return item.op == Op.NE
    first = item.values[0]
    tests: dict[Op, Callable[[], bool]] = {
        Op.EQ: lambda: value == first,
        Op.NE: lambda: value != first,
        Op.IN: lambda: value in item.values,
        Op.LT: lambda: value < first,
        Op.LE: lambda: value <= first,
        Op.GT: lambda: value > first,
        Op.GE: lambda: value >= first,
        Op.BETWEEN: lambda: first <= value <= item.values[1],
    }
    return tests[item.op]()


def moment_test(value: date | None, item: Filter) -> bool:
    """A day stands for all of its moments. A whole day is over when the next one begins."""
    if value is None:
        return item.op == Op.NE
    is_whole = not isinstance(value, datetime)
    day = value if is_whole else value.astimezone().date()
    if item.op == Op.WITHIN:
        return in_days(day, item)
    if item.op == Op.IN:
        return any(moment_test(value, Filter("", Op.EQ, (v,))) for v in item.values)
    if is_whole and isinstance(item.values[0], datetime):
        if item.op in EQUAL:
            return item.op == Op.NE
        return compare(day, Filter("", item.op, tuple(v.astimezone().date() for v in item.values)))
    return compare(value if isinstance(item.values[0], datetime) else day, item)


def in_days(day: date, item: Filter) -> bool:
    today, days = NOW.astimezone().date(), item.values[0]
    other = today + timedelta(days=days)
    return min(today, other) <= day <= max(today, other)


# ---------------------------------------------------------------- random filters


def paths(entity: str, depth: int = 2) -> list[tuple[str, Field | None]]:
    """What can be asked of an entity: (path, field that is compared)."""
    out: list[tuple[str, Field | None]] = []
    for field in ENTITIES[entity].fields:
        if field.is_child_table:
            modes = ("", ".any", ".none")
            out += [(f"{field.key}{mode}", field) for mode in modes]
            if field.kind == Kind.MULTI:
                for child in field.children:
                    if not child.derived:
                        out += [(f"{field.key}{mode}.{child.key}", child) for mode in modes]
            continue
        out.append((field.key, field))
        if field.kind == Kind.REF and depth:
            out += [(f"{field.key}.{path}", far) for path, far in paths(field.entity, 0)]
    for head, relation in RELATIONS.get(entity, {}).items() if depth else ():
        if relation.entity not in FILTERED:
            continue  # lists and favourites: who is on them is not in their values
        out += [(head, None), (f"{head}.any", None), (f"{head}.none", None)]
        for path, far in paths(relation.entity, 0):
            out += [(f"{head}{mode}.{path}", far) for mode in ("", ".any", ".none")]
    return out


PATHS = {entity: paths(entity) for entity in FILTERED}


def values_of(world: World, field: Field) -> list[Any]:
    """Values of that kind that occur, to be asked for."""
    found: dict[Any, None] = {}

    def note(part: Field, value: Any) -> None:
        if value is not None and part.kind == field.kind and part.role == field.role:
            if not isinstance(value, dict | list | bytes | tuple):
                found[value] = None

    for entity, kept in world.records.items():
        for record in kept.values():
            for part in ENTITIES[entity].fields:
                value = record.values[part.key]
                if part.kind == Kind.MULTI:
                    for row in value:
                        for child in part.children:
                            note(child, row[child.key])
                elif part.kind == Kind.TAGS:
                    if field.kind == Kind.TAGS:
                        found |= dict.fromkeys(value)
                else:
                    note(part, value)
    return list(found)


def main_of(field: Field | None) -> Field:
    if field is None:
        return Field(key="", label="", kind=Kind.LONGTEXT)
    return field.children[0] if field.kind == Kind.MULTI else field


@st.composite
def filters(draw: st.DrawFn, world: World, entity: str) -> Filter:
    path, field = draw(st.sampled_from(PATHS[entity]))
    compared = main_of(field)
    is_rows = field is None or field.is_child_table
    ops = sorted(OPS[compared.kind] | ({Op.NONE} if is_rows else set()))
    if compared.role == Role.PHONE and not path.startswith(("owner", "user")):
        ops = [op for op in ops if op not in (Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN)]
    op = draw(st.sampled_from(ops))
    if op in (Op.EMPTY, Op.NOTEMPTY, Op.NONE):
        return Filter(path, op)
    count = 2 if op == Op.BETWEEN else draw(st.integers(1, 3)) if op == Op.IN else 1
    values = tuple(draw(value(world, compared, op)) for _ in range(count))
    if op == Op.BETWEEN:
        first, second = values
        values = (first, first) if type(first) is not type(second) else tuple(sorted(values))
    return Filter(path, op, values)


@st.composite
def value(draw: st.DrawFn, world: World, field: Field, op: Op) -> Any:
    if op == Op.WITHIN:
        return draw(st.sampled_from((-10_000, -30, -3, -1, 0, 1, 2, 30, 10_000)))
    known = values_of(world, field)
    if op in (Op.CONTAINS, Op.PREFIX):
        words = [getattr(v, "label", v) for v in known] or ["x"]
        return draw(pieces(str(draw(st.sampled_from(words))), field, op))
    others: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.INT: st.integers(-10, 100),
        Kind.MONEY: st.decimals(-1000, 1000, places=4),
        Kind.DATE: st.dates(date(1980, 1, 1), date(2030, 1, 1)),
        Kind.BOOL: st.booleans(),
        Kind.REF: st.builds(Ref, st.builds(uuid7), st.just("Nobody")),
        Kind.DATETIME: st.one_of(
            st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            st.dates(date(2026, 3, 25), date(2026, 4, 2)),
        ),
    }
    if field.role == Role.PHONE:
        return draw(st.sampled_from([v for v in known if v.strip("0 +/()")] or ["030 1"]))
    other = others.get(field.kind, st.sampled_from(("x", "Anna", "Lupa", "zz")))
    return draw(st.one_of(st.sampled_from(known), other) if known else other)


@st.composite
def pieces(draw: st.DrawFn, word: str, field: Field, op: Op) -> str:
    if field.role == Role.PHONE:
        digits = "".join(c for c in word if c.isdigit()).lstrip("0") or "1"
        return digits[: draw(st.integers(1, len(digits)))]
    start = 0 if op == Op.PREFIX else draw(st.integers(0, max(0, len(word) - 1)))
    piece = word[start : start + draw(st.integers(1, 8))] or "x"
    if "ς" not in piece and "Σ" not in piece:
        piece = draw(st.sampled_from((piece, piece.lower())))
    return piece


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_filter_finds_what_a_plain_look_finds(world: World, data: st.DataObject) -> None:
    entity = data.draw(st.sampled_from(FILTERED))
    one = filters(world, entity)
    item = data.draw(one)
    if data.draw(st.booleans()):
        item = AnyOf((item, data.draw(one)))
    assume(not any(in_words_of_people(one) for one in parts(item)))
    asked = ListQuery(entity, filters=(item,))
    vector = listing.ids(world.workspace, asked).vector
    found = {UUID(bytes=vector[i : i + 16]) for i in range(0, len(vector), 16)}
    living = [r for r in world.records[entity].values() if not r.deleted]
    wanted = {r.id for r in living if holds(world, r, item)}
    assert found == wanted
    assert listing.count(world.workspace, asked) == len(wanted)
    again = ListQuery.from_json(asked.to_json())  # as a saved view
    if not any(isinstance(v, Ref) for f in parts(item) for v in f.values):
        assert listing.ids(world.workspace, again).vector == vector


NAMES_PEOPLE = frozenset(
    {"links", "person", "manager", "referred_by", "reports_to", "ties", "other"}
)


def in_words_of_people(item: Filter) -> bool:
    """A piece of the name of somebody pointed at: found as it reads and as it is sorted.

    The plain look folds the name as it reads, which the store does not keep.
    """
    return item.op in (Op.CONTAINS, Op.PREFIX) and bool(NAMES_PEOPLE & {*item.path.split(".")})


def parts(item: Filter | AnyOf) -> tuple[Filter, ...]:
    return item.filters if isinstance(item, AnyOf) else (item,)


@settings(max_examples=60)
@given(data=st.data())
def test_two_filters_are_both_met(world: World, data: st.DataObject) -> None:
    items = tuple(data.draw(filters(world, "person")) for _ in range(2))
    assume(not any(in_words_of_people(item) for item in items))
    vector = listing.ids(world.workspace, ListQuery("person", filters=items)).vector
    living = [r for r in world.records["person"].values() if not r.deleted]
    wanted = {r.id for r in living if all(holds(world, r, item) for item in items)}
    assert {vector[i : i + 16] for i in range(0, len(vector), 16)} == {k.bytes for k in wanted}


ANY_VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
    st.sampled_from(("9999-12-31", "0001-01-01", "1e999", "\x00", "\ud800", "-" * 40, "9" * 40)),
)


@settings(max_examples=400)
@given(data=st.data())
def test_any_filter_is_answered_or_refused_in_words(world: World, data: st.DataObject) -> None:
    """A saved view of another version, a typo at the prompt, JSON from anywhere."""
    entity = data.draw(st.sampled_from(list(ENTITIES)))
    known = PATHS.get(entity) or [(f.key, f) for f in ENTITIES[entity].fields]
    path = data.draw(st.one_of(st.sampled_from([p for p, _ in known]), st.text(max_size=20)))
    more = data.draw(st.sampled_from(("", "", ".any", ".x", ".any.any", ".owner" * 3)))
    values = tuple(data.draw(st.lists(ANY_VALUE, max_size=3)))
    item = Filter(path + more, data.draw(st.sampled_from(Op)), values)
    try:
        listing.count(world.workspace, ListQuery(entity, filters=(item,)))
    except ValidationFailed as refused:
        assert str(refused).endswith(".")


# ---------------------------------------------------------------- some by hand


def people(workspace: Workspace, *items: Filter) -> list[str]:
    rows = listing.first(workspace, ListQuery("person", filters=items), ("display_name",))
    return [row.cells[0] for row in rows]


def test_equal_names_are_equal_as_they_are_shown(workspace: Workspace) -> None:
    records.create(workspace, "person", {"first_name": "Anna", "last_name": "Ruiz"})
    assert people(workspace, Filter("display_name", Op.EQ, ("Anna Ruiz",))) == ["Anna Ruiz"]
    assert people(workspace, Filter("display_name", Op.CONTAINS, ("ruiz ANNA",))) == ["Anna Ruiz"]
    assert people(workspace, Filter("display_name", Op.PREFIX, ("ruiz",))) == ["Anna Ruiz"]
    assert people(workspace, Filter("display_name", Op.NE, ("Anna Ruiz",))) == []


def test_places_in_any_spelling(workspace: Workspace) -> None:
    address = {"city": "Łódź", "country": "PL"}
    records.create(workspace, "person", {"last_name": "Żak", "addresses": (address,)})
    for city in ("Łódź", "łódź", "LODZ", "lodz"):
        assert people(workspace, Filter("city", Op.EQ, (city,))) == ["Żak"]


def test_text_in_any_case(workspace: Workspace) -> None:
    records.create(workspace, "person", {"last_name": "Ключ", "note": "Прайс-лист 100%_x"})
    for piece in ("прайс", "ПРАЙС", "Прайс", "лист 100%", "%_X"):
        assert people(workspace, Filter("note", Op.CONTAINS, (piece,))) == ["Ключ"], piece
    for piece in ("100_", "%x", "прайслист"):
        assert people(workspace, Filter("note", Op.CONTAINS, (piece,))) == [], piece


def test_a_phone_without_its_country(workspace: Workspace) -> None:
    phones = ({"number": "030 1234567"},)
    records.create(workspace, "person", {"last_name": "Ruiz", "phones": phones})
    for number in ("+49 30 1234567", "030 1234567", "030/12345-67", "1234567"):
        assert people(workspace, Filter("phones", Op.EQ, (number,))) == ["Ruiz"], number
    assert people(workspace, Filter("phones", Op.EQ, ("030 1234568",))) == []
    with pytest.raises(ValidationFailed, match="needs a number"):
        people(workspace, Filter("phones", Op.EQ, ("abc",)))


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Filter("shoe_size", Op.EQ, ("44",)), "Contact has no field 'shoe_size'. Known are: disp"),
        (Filter("phones.any.colour", Op.EQ, ("x",)), "no field 'phones.any.colour'"),
        (Filter("company.shoe_size", Op.EQ, ("x",)), "Company has no field 'shoe_size'"),
        (Filter("last_name.x", Op.EQ, ("x",)), "no field 'last_name.x'"),
        (
            Filter("photo", Op.EQ, ("x",)),
            "Photo cannot be compared with 'eq'. Possible: empty, not",
        ),
        (Filter("do_not_call", Op.LT, (True,)), "Do not call cannot be compared with 'lt'"),
        (Filter("do_not_call", Op.EQ, ("maybe",)), "Do not call needs yes or no, not maybe"),
        (Filter("birthday", Op.EQ, ("soon",)), "Birthday needs a date like 2026-10-01, not soon"),
        (Filter("birthday", Op.WITHIN, ("x",)), "Birthday needs a number of days, not x"),
        (Filter("birthday", Op.BETWEEN, ("2026-01-01",)), "Birthday needs two values"),
        (Filter("last_name", Op.EQ), "Last name needs a value, not nothing"),
        (Filter("company.employees", Op.GT, ("many",)), "Employees needs a number, not many"),
        (Filter("company.employees", Op.GT, ("1.5",)), "Employees needs a whole number"),
        (Filter("company.employees", Op.GT, ("1e12",)), "Employees is too large"),
        (Filter("company.credit_limit", Op.GT, ("0.00001",)), "more than 4 decimal places"),
    ],
)
def test_what_makes_no_sense_is_said(workspace: Workspace, item: Filter, words: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        people(workspace, item)
    assert words in str(refused.value)


def test_values_as_typed_at_a_prompt(workspace: Workspace) -> None:
    company = {"name": "Lupa", "employees": 50, "credit_limit": Decimal("1000.5")}
    records.create(workspace, "company", company)

    def count(path: str, op: Op, *values: str) -> int:
        asked = ListQuery("company", filters=(Filter(path, op, values),))
        return listing.count(workspace, asked)

    assert count("employees", Op.GE, "50") == 1
    assert count("credit_limit", Op.EQ, "1000.50") == 1
    assert count("competitor", Op.EQ, "no") == 1
    assert count("created_at", Op.EQ, workspace.clock().astimezone().date().isoformat()) == 1
    assert count("created_at", Op.LT, "2020-01-01T00:00:00Z") == 0
    assert count("owner", Op.EQ, workspace.actor.name.upper()) == 1
    assert count("owner", Op.EQ, str(workspace.actor.id)) == 1


NAMES = (("Anna", "Schmidt"), ("José", "Núñez"), ("Jürgen", "Größe"), ("Олена", "Коваленко"))


@pytest.mark.parametrize(("given", "family"), NAMES)
def test_a_person_who_is_named_is_found_in_each_order_of_the_name(
    world: World, given: str, family: str
) -> None:
    workspace = world.workspace
    named = records.create(workspace, "person", {"first_name": given, "last_name": family})
    told = {"last_name": f"who knows {family}", "referred_by": Ref(named.id, "")}
    other = records.create(workspace, "person", told)
    call = {"kind": "call", "subject": "s", "status": "planned"}
    asked = records.create(
        workspace, "activity", {**call, "links": ({"person": Ref(named.id, "")},)}
    )
    orders = (f"{given} {family}", f"{family}, {given}", f"{family} {given}", f"{family},{given}")
    for words in (form(each) for each in orders for form in (str, str.lower, str.upper, fold)):
        for key, path, wanted in (
            ("person", "referred_by", other.id),
            ("person", "referred_by.display_name", other.id),
            ("activity", "links.any.person", asked.id),
        ):
            query = ListQuery(key, filters=(Filter(path, Op.CONTAINS, (words,)),))
            found = [UUID(bytes=row.id) for row in listing.first(workspace, query, (), 10)]
            assert wanted in found, (path, words)
    for each in (asked, other, named):
        records.delete(workspace, each.entity, [each.id])
