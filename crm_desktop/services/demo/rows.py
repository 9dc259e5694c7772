"""What the demo hands out: values in the catalogue's shapes, references as places in a row.

`values` has the keys and shapes of `Record.values`, without references: those are numbers here,
counted from 0 in the order in which the companies and people were made, and in `colleagues()`.
A field without a value is left out; rows of a multi field have no `id` yet.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Values = dict[str, Any]


class DemoCompany(NamedTuple):
    """A company; `parent` is one that was made before it."""

    place: int
    values: Values
    owner: int
    parent: int | None


class DemoPerson(NamedTuple):
    """A person.

    Attributes:
        place: from 0, in the order in which they are made.
        display: the name as people read it.
        called: the name in a sentence.
        firm, city: the words for the company and the place.
        tongue: language the office writes in to this person, empty for English alone.
        age: days since the record was made.
        spice: what the timeline of this person is drawn from.
    """

    place: int
    values: Values
    company: int | None
    owner: int
    display: str
    called: str
    firm: str
    city: str
    tongue: str
    woman: bool
    age: int
    spice: int


class DemoActivity(NamedTuple):
    """An activity; its links are the person and the company of that person."""

    values: Values
    person: int
    company: int | None
    owner: int


class DemoNote(NamedTuple):
    """A note; its links are the person and, with every other one, the company."""

    values: Values
    person: int
    company: int | None
    owner: int
