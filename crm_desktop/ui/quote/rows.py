"""The lines of a quote while they are written: pure functions from lines to lines.

A line is a mapping of the fields of `lines`, never changed in place. Beside them it has a key of
its own, which stays when it moves, and the key of the bundle it is a part of. Positions, and the
positions of bundles, are made when the lines are handed to a service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

Row = Mapping[str, Any]
Rows = tuple[Row, ...]

KEY, BUNDLE = "_key", "_bundle"
CHOOSABLE = frozenset({"option", "alternative"})
SOLD = frozenset({"product", "text"}) | CHOOSABLE
# What a line may be without being one that somebody would miss.
_FILLED = ("product", "code", "description", "quantity", "unit_price", "discount_percent", "cost")
ONE = Decimal(1)
_GROUPS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_keys = count(1)


def fresh(kind: str = "text", **values: Any) -> Row:
    """A new line."""
    return {"kind": kind, **values, KEY: next(_keys), BUNDLE: values.get(BUNDLE)}


def key_of(row: Row) -> int:
    """The key that a line keeps wherever it goes."""
    return row[KEY]


def opened(given: Iterable[Mapping[str, Any]]) -> Rows:
    """The lines of a record, in their order."""
    lines = sorted(given, key=lambda row: (row.get("position") is None, row.get("position") or 0))
    keys = {row.get("position"): next(_keys) for row in lines if row.get("position") is not None}
    made: list[Row] = []
    for row in lines:
        key = keys.pop(row.get("position"), None) or next(_keys)
        made.append({**row, KEY: key, BUNDLE: None})
    at = {row.get("position"): row[KEY] for row in reversed(made)}
    return tuple(
        {**row, BUNDLE: at.get(row.get("bundle_position"))}
        if row.get("bundle_position") is not None
        else row
        for row in made
    )


def is_blank(row: Row) -> bool:
    """Nothing is filled in: a line that was only begun."""
    plain = row.get("kind") in (None, "product", "text")
    return plain and all(row.get(key) in (None, "") for key in _FILLED)


def stored(rows: Rows, *, blanks: bool = False) -> tuple[dict[str, Any], ...]:
    """The lines as a service takes them. `blanks`: with those that are only begun, as notes."""
    kept = [row for row in rows if blanks or not is_blank(row)]
    places = {row[KEY]: at for at, row in enumerate(kept, 1)}
    return tuple(_plain(row, at, places, blanks) for at, row in enumerate(kept, 1))


def _plain(row: Row, at: int, places: Mapping[int, int], blanks: bool) -> dict[str, Any]:
    plain = {key: value for key, value in row.items() if not key.startswith("_")}
    plain["position"], plain["bundle_position"] = at, places.get(row[BUNDLE])
    if blanks and is_blank(row):
        plain["kind"] = "note"  # it has no number and costs nothing
    return plain


def index_of(rows: Rows, key: int | None) -> int:
    """Where a line stands; -1 where it does not."""
    return next((at for at, row in enumerate(rows) if row[KEY] == key), -1)


# ------------------------------------------------------------------------------------ changes


def put(rows: Rows, key: int, values: Mapping[str, Any]) -> Rows:
    """The lines with other values in one of them."""
    return tuple({**row, **values} if row[KEY] == key else row for row in rows)


def inserted(rows: Rows, at: int, new: Sequence[Row]) -> Rows:
    """New lines before the one that stands at a place; never inside a bundle they are not of."""
    while 0 < at < len(rows) and rows[at][BUNDLE] is not None and _foreign(rows[at], new):
        at += 1
    return (*rows[:at], *new, *rows[at:])


def _foreign(row: Row, new: Sequence[Row]) -> bool:
    return all(each[BUNDLE] != row[BUNDLE] for each in new)


def removed(rows: Rows, keys: Collection[int]) -> Rows:
    """The lines without some, and without the parts of these."""
    return tuple(row for row in rows if row[KEY] not in keys and row[BUNDLE] not in keys)


def moved(rows: Rows, keys: Collection[int], step: int) -> Rows:
    """Lines that stand together, one place up (-1) or down (1); a bundle goes with its parts."""
    blocks = _blocks(rows)
    chosen = [any(row[KEY] in keys or row[BUNDLE] in keys for row in block) for block in blocks]
    if not any(chosen):
        return rows
    first, last = chosen.index(True), len(chosen) - 1 - chosen[::-1].index(True)
    if first == last and (inside := _moved_inside(blocks[first], keys, step)) is not None:
        blocks[first] = inside
    elif (first + step < 0) or (last + step >= len(blocks)):
        return rows
    elif step < 0:
        blocks[first - 1 : last + 1] = [*blocks[first : last + 1], blocks[first - 1]]
    else:
        blocks[first : last + 2] = [blocks[last + 1], *blocks[first : last + 1]]
    return tuple(row for block in blocks for row in block)


def _blocks(rows: Rows) -> list[list[Row]]:
    """Each line with the parts that follow it."""
    blocks: list[list[Row]] = []
    for row in rows:
        if blocks and row[BUNDLE] is not None and blocks[-1][0][KEY] == row[BUNDLE]:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _moved_inside(block: list[Row], keys: Collection[int], step: int) -> list[Row] | None:
    """A part moves among the parts of its bundle; None where the whole bundle is meant."""
    places = [at for at, row in enumerate(block) if row[KEY] in keys]
    if not places or places[0] == 0:
        return None
    first, last = places[0], places[-1]
    if first + step < 1 or last + step >= len(block):
        return block
    made = list(block)
    if step < 0:
        made[first - 1 : last + 1] = [*block[first : last + 1], block[first - 1]]
    else:
        made[first : last + 2] = [block[last + 1], *block[first : last + 1]]
    return made


# ------------------------------------------------------------------------------------ choices


def toggled(rows: Rows, key: int) -> Rows:
    """Choose an option or leave it out; choose an alternative in the place of the others."""
    at = index_of(rows, key)
    row = rows[at]
    if row.get("kind") == "option":
        return put(rows, key, {"unselected": not row.get("unselected")})
    if row.get("kind") != "alternative":
        return rows
    group = {rows[place][KEY] for place in group_of(rows, at)}
    return tuple(
        {**each, "unselected": each[KEY] != key} if each[KEY] in group else each for each in rows
    )


def group_of(rows: Rows, at: int) -> list[int]:
    """The places of the alternatives of the same group, the one at `at` among them."""
    name = rows[at].get("alternative_group")
    if name:
        return [
            place
            for place, row in enumerate(rows)
            if row.get("kind") == "alternative" and row.get("alternative_group") == name
        ]
    places = [at]
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(rows) and _unnamed(rows[place]):
            places.append(place)
            place += step
    return sorted(places)


def _unnamed(row: Row) -> bool:
    return row.get("kind") == "alternative" and not row.get("alternative_group")


def made_options(rows: Rows, keys: Collection[int]) -> Rows:
    """These lines may be chosen by the customer; again: they are lines like others."""
    changing = [row for row in rows if row[KEY] in keys and row.get("kind") in SOLD]
    back = bool(changing) and all(row.get("kind") == "option" for row in changing)
    kinds = {row[KEY]: _sold_as(row) if back else "option" for row in changing}
    return tuple(
        {**row, "kind": kinds[row[KEY]], "unselected": not back, "alternative_group": None}
        if row[KEY] in kinds
        else row
        for row in rows
    )


def made_alternatives(rows: Rows, keys: Collection[int]) -> Rows:
    """These lines are alternatives of one another; one alone, of the line above it."""
    chosen = [at for at, row in enumerate(rows) if row[KEY] in keys and row.get("kind") in SOLD]
    if len(chosen) == 1:
        above = _sold_above(rows, chosen[0])
        if above is None:
            return rows
        chosen.insert(0, above)
    if len(chosen) < 2:
        return rows
    if all(rows[at].get("kind") == "alternative" for at in chosen):
        return _plain_again(rows, [rows[at][KEY] for at in chosen])
    joined = next((g for at in chosen if (g := rows[at].get("alternative_group"))), None)
    group = joined or _free_group(rows)
    made = list(rows)
    for at in chosen:
        made[at] = {**rows[at], "kind": "alternative", "alternative_group": group}
    return _one_counts(tuple(made), group)


def _sold_above(rows: Rows, at: int) -> int | None:
    for place in range(at - 1, -1, -1):
        if rows[place].get("kind") in SOLD and rows[place][BUNDLE] is None:
            return place
        if rows[place].get("kind") == "heading":
            return None
    return None


def _free_group(rows: Rows) -> str:
    taken = {row.get("alternative_group") for row in rows}
    return next((name for name in _GROUPS if name not in taken), str(len(taken)))


def _one_counts(rows: Rows, group: str) -> Rows:
    members = [row for row in rows if row.get("alternative_group") == group]
    first = next((row for row in members if not row.get("unselected")), members[0])
    return tuple(
        {**row, "unselected": row[KEY] != first[KEY]}
        if row.get("alternative_group") == group
        else row
        for row in rows
    )


def _plain_again(rows: Rows, keys: Collection[int]) -> Rows:
    plain = {"unselected": False, "alternative_group": None}
    return tuple(
        {**row, "kind": _sold_as(row), **plain} if row[KEY] in keys else row for row in rows
    )


def _sold_as(row: Row) -> str:
    return "product" if row.get("product") is not None else "text"


# ------------------------------------------------------------------------------------ bundles


def parts_of(rows: Rows, key: int) -> Rows:
    """The parts of a bundle."""
    return tuple(row for row in rows if row[BUNDLE] == key)


def bundles(rows: Rows) -> set[int]:
    """The keys of lines that have parts."""
    return {row[BUNDLE] for row in rows if row[BUNDLE] is not None}


def _part(part: Mapping[str, Any], bundle: int) -> Row:
    return {"kind": "product", **part, KEY: next(_keys), BUNDLE: bundle}


def with_parts(row: Row, parts: Iterable[Mapping[str, Any]]) -> Rows:
    """A bundle and its parts as lines."""
    key = key_of(row)
    return (row, *(_part(part, key) for part in parts))


def split(rows: Rows, heads: Collection[int]) -> Rows:
    """Bundles become the lines they consist of, each chosen as the bundle was."""
    at = {row[KEY]: row for row in rows if row[KEY] in heads}
    parted = {row[BUNDLE] for row in rows if row[BUNDLE] in at}
    made: list[Row] = []
    for row in rows:
        if row[KEY] in parted:
            continue
        head = at.get(row[BUNDLE])
        made.append(row if head is None else _freed(row, head))
    return tuple(made)


def _freed(part: Row, head: Row) -> Row:
    """A part on its own: an option where the bundle was one, with the bundle's discount."""
    made: dict[str, Any] = {**part, BUNDLE: None}
    if head.get("kind") == "option" and part.get("kind") in SOLD:
        made |= {"kind": "option", "unselected": head.get("unselected")}
    if part.get("discount_percent") is None and part.get("discount_amount") is None:
        made["discount_percent"] = head.get("discount_percent")
    return made


def within(rows: Rows) -> set[int]:
    """The keys of parts whose price is in that of their bundle."""
    priced = {row[KEY] for row in rows if row.get("unit_price") is not None}
    return {row[KEY] for row in rows if row[BUNDLE] in priced and row.get("unit_price") is None}


def adopted(rows: Rows, sent: Rows, saved: Rows) -> Rows:
    """The lines with the ids they were given in the store: `sent` became `saved`, in order."""
    kept = [row[KEY] for row in sent if not is_blank(row)]
    ids = {key: row.get("id") for key, row in zip(kept, saved, strict=False)}
    return tuple({**row, "id": ids[row[KEY]]} if ids.get(row[KEY]) else row for row in rows)
