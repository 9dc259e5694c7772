"""What happened with the people of the demo, what is planned, and what was noted.

Each person's timeline is drawn from that person alone: whether people come in one go or in pieces
makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from crm_desktop.services.demo import phrases
from crm_desktop.services.demo.rows import DemoActivity, DemoNote, DemoPerson, Values
from crm_desktop.services.demo.tables import Draw, split

_QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 40, 50, 60, 80, 100, 120, 200, 250)
_PRIORITIES = ("high", *("normal",) * 7, "low")
# How often of a hundred each kind is done, and planned.
_DONE = (
    *(("call",) * 38 + ("email",) * 26 + ("meeting",) * 12 + ("task",) * 12),
    *(("visit",) * 5 + ("demo",) * 3 + ("message",) * 3 + ("letter",)),
)
_NEXT = (
    *(("call",) * 36 + ("task",) * 28 + ("meeting",) * 18 + ("email",) * 8),
    *(("visit",) * 6 + ("demo",) * 4),
)
# Minutes of the kinds that have an end.
_MINUTES = {
    "meeting": (30, 45, 60, 60, 90),
    "visit": (60, 90, 120, 180),
    "demo": (30, 45, 60),
}
# Statuses of meetings that were in the calendar, outcome for those that took place.
_KEPT = ("done",) * 46 + ("cancelled",) * 3 + ("no-show",)
_PRONOUNS = (
    {"he": "he", "He": "He", "his": "his", "him": "him"},
    {"he": "she", "He": "She", "his": "her", "him": "her"},
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_OPEN, _STEPS = 6 * 12, 116  # the working day in steps of five minutes of UTC: 6:00 to 15:40
_PAST = 560


class Line(NamedTuple):
    """One line of `phrases`."""

    subject: str
    text: str
    next_step: str


class _Lines(NamedTuple):
    """The lines for everybody, and those for people without a company."""

    every: tuple[Line, ...]
    alone: tuple[Line, ...]

    def draw(self, person: DemoPerson, draw: Draw) -> Line:
        lines = self.every if person.firm else self.alone
        return lines[int(draw() * len(lines))]


@cache
def _lines(text: str) -> _Lines:
    found: list[Line] = []
    for line in text.strip().splitlines():
        parts = [" ".join(part.split()) for part in line.split("|")]
        found.append(Line(*[*parts, "", ""][:3]))
    alone = tuple(line for line in found if "{company}" not in "".join(line))
    return _Lines(tuple(found), alone)


class _Moments:
    """Working hours before and after a moment."""

    def __init__(self, today: datetime) -> None:
        self.today = today
        midnight = datetime.combine(today.date(), time(0), today.tzinfo)
        days = (midnight - timedelta(days=back) for back in range(_PAST * 2))
        self.past = tuple(day for day in days if day.weekday() < 5)[:_PAST]
        ahead = (midnight + timedelta(days=on) for on in range(1, 31))
        self.ahead = tuple(day for day in ahead if day.weekday() < 5)
        self.steps = tuple(timedelta(minutes=5 * (_OPEN + step)) for step in range(_STEPS))
        passed = (today - midnight) // timedelta(minutes=5) - _OPEN
        # What is left of today for what happened, and for what is still to come.
        weekday = midnight.weekday() < 5
        self.passed = min(max(passed, 0), _STEPS) if weekday else _STEPS
        self.left = max(passed + 6, 0) if weekday else _STEPS
        self.midnight = midnight

    def before(self, age: int, draw: Draw) -> datetime:
        """A moment of the last `age` days, more likely a recent one."""
        x = draw()
        day = int(max(min(age * 5 // 7 - 2, _PAST), 1) * x * x)
        steps = _STEPS
        if not day:
            steps = self.passed
            if not steps:
                day, steps = 1, _STEPS
        return self.past[day] + self.steps[int(draw() * steps)]

    def after(self, draw: Draw) -> datetime:
        """A moment of the next thirty days; of today as long as it lasts."""
        luck = draw()
        if luck < 0.15 and self.left < _STEPS:
            return self.midnight + self.steps[self.left + int(draw() * (_STEPS - self.left))]
        day = self.ahead[int(luck * luck * len(self.ahead))]
        return day + self.steps[int(draw() * _STEPS)]


class _Timeline:
    """Draws what happened with one person after the other."""

    def __init__(self, today: datetime, salt: int) -> None:
        self._random = Random(0)
        self._draw = self._random.random
        self._salt = salt
        self.moments = _Moments(today)
        self._products = tuple(split(phrases.PRODUCTS))
        self._said: list[Line] = []

    def begin(self, person: DemoPerson) -> tuple[Draw, dict[str, object]]:
        """What this person's rows are drawn with, and the words for their texts."""
        self._random.seed(person.spice ^ self._salt)
        self._said.clear()
        words: dict[str, object] = {
            "first": person.called,
            "company": person.firm,
            "city": person.city,
            **_PRONOUNS[person.woman],
        }
        return self._draw, words

    def vary(self, words: dict[str, object], at: datetime) -> None:
        """Other things for the next text, numbers and dates as they were at that time."""
        draw = self._draw
        words["product"] = self._products[int(draw() * len(self._products))]
        words["qty"] = _QUANTITIES[int(draw() * len(_QUANTITIES))]
        words["num"] = f"{at.year}-{100 + int(draw() * 900)}"
        words["month"] = _MONTHS[(at.month + int(draw() * 5)) % 12]
        words["week"] = (at.month * 30 // 7 + int(draw() * 8)) % 52 + 1
        words["year"] = at.year + (at.month > 8)

    def line(self, lines: _Lines, person: DemoPerson) -> Line:
        """A line for a person; another one where this one was said already."""
        found = lines.draw(person, self._draw)
        if found in self._said:
            found = lines.draw(person, self._draw)
        self._said.append(found)
        return found


class _Activities(_Timeline):
    def __init__(self, today: datetime) -> None:
        super().__init__(today, 0x5EED)
        self._calls = {outcome: _lines(text) for outcome, (_, text) in phrases.CALLS.items()}
        self._outcomes = tuple(
            outcome for outcome, (share, _) in phrases.CALLS.items() for _ in range(share)
        )
        self._done = {
            "meeting": _lines(phrases.MEETINGS),
            "visit": _lines(phrases.VISITS),
            "demo": _lines(phrases.DEMOS),
            "task": _lines(phrases.TASKS),
            "message": _lines(phrases.MESSAGES),
            "letter": _lines(phrases.LETTERS),
        }
        self._mails = (_lines(phrases.MAILS_IN), _lines(phrases.MAILS_OUT))
        self._planned = {kind: _lines(text) for kind, text in phrases.PLANNED.items()}
        self._places = _lines(phrases.PLACES_TO_MEET.replace(";", "\n"))
        self._local = {
            tongue: (_lines(calls), _lines(mails))
            for tongue, (calls, mails, _) in phrases.LOCAL.items()
        }

    def of(self, person: DemoPerson) -> Iterator[DemoActivity]:
        """What happened with a person, and what is next."""
        draw, words = self.begin(person)
        status = person.values["status"]
        many = 10 if status == "customer" else 5
        done = 0 if draw() < 0.07 else int(draw() * many)
        for _ in range(done):
            yield self._row(person, self._past(person, words))
        if draw() < 0.2:
            yield self._row(person, self._future(person, words))

    def _row(self, person: DemoPerson, values: Values) -> DemoActivity:
        # Now and then a colleague fills in.
        owner = person.owner if self._draw() < 0.93 else int(self._draw() * 10)
        return DemoActivity(values, person.place, person.company, owner)

    def _past(self, person: DemoPerson, words: dict[str, object]) -> Values:
        draw = self._draw
        kind = _DONE[int(draw() * 100)]
        at = self.moments.before(person.age, draw)
        self.vary(words, at)
        values: Values = {"kind": kind, "status": "done", "due_at": at, "done_at": at}
        if kind == "call":
            line = self._call(person, values)
        elif kind == "email":
            line = self._mail(person, values)
        else:
            line = self.line(self._done[kind], person)
            if kind in _MINUTES:
                self._met(person, values, words)
            elif kind == "task":
                values["outcome"] = "done"
            else:
                inward = line.subject.startswith("Message from")
                values["direction"] = "in" if inward else "out"
        self._written(values, line, words)
        values["priority"] = "normal"
        values["created_at"] = at
        return values

    def _call(self, person: DemoPerson, values: Values) -> Line:
        draw = self._draw
        outcome = self._outcomes[int(draw() * 100)]
        reached = outcome.startswith("reached")
        values["outcome"] = outcome
        values["direction"] = "in" if reached and draw() < 0.25 else "out"
        if reached:
            values["duration"] = 2 + int(draw() * draw() * 35)
        elif outcome == "voicemail":
            values["duration"] = 1
        if outcome == "reached-positive" and person.tongue and draw() < 0.25:
            return self.line(self._local[person.tongue][0], person)
        return self.line(self._calls[outcome], person)

    def _mail(self, person: DemoPerson, values: Values) -> Line:
        draw = self._draw
        out = draw() < 0.6
        values["direction"] = "out" if out else "in"
        if person.tongue and draw() < 0.25:
            line = self.line(self._local[person.tongue][1], person)
            answer = line.subject.startswith(("Re", "AW", "R:", "Odp", "回复"))
            values["direction"] = "in" if answer else "out"
            return line
        return self.line(self._mails[out], person)

    def _met(self, person: DemoPerson, values: Values, words: dict[str, object]) -> None:
        """When, where and with whom; whether it took place."""
        draw = self._draw
        lengths = _MINUTES[values["kind"]]
        minutes = lengths[int(draw() * len(lengths))]
        at: datetime = values["due_at"]
        end = at + timedelta(minutes=minutes)
        if end > self.moments.today and values["status"] == "done":
            at, end = at - timedelta(days=7), end - timedelta(days=7)
        values["due_at"], values["end_at"], values["duration"] = at, end, minutes
        if values["kind"] != "visit":
            values["place"] = self._places.draw(person, draw).subject.format_map(words)
        if values["kind"] == "meeting":
            mails = person.values["emails"]
            guest: Values = {"name": person.display, "response": "accepted"}
            if mails:
                guest["email"] = mails[0]["address"]
            values["attendees"] = (guest,)
        if values["status"] == "done":
            values["status"] = _KEPT[int(draw() * 50)]
            if values["status"] == "done":
                values["done_at"], values["outcome"] = end, "held"
            else:
                del values["done_at"]

    def _future(self, person: DemoPerson, words: dict[str, object]) -> Values:
        draw = self._draw
        kind = _NEXT[int(draw() * 100)]
        late = draw() < 0.22
        at = self._overdue() if late else self.moments.after(draw)
        self.vary(words, at)
        values: Values = {
            "kind": kind,
            "status": "planned",
            "due_at": at,
            "priority": _PRIORITIES[int(draw() * 9)],
            "created_at": min(at, self.moments.today) - timedelta(days=1 + int(draw() * 14)),
        }
        if kind in _MINUTES and not late:
            self._met(person, values, words)
        elif kind in ("call", "email"):
            values["direction"] = "out"
        self._written(values, self.line(self._planned[kind], person), words)
        return values

    def _overdue(self) -> datetime:
        day = self.moments.past[1 + int(self._draw() * 8)]
        return day + self.moments.steps[int(self._draw() * _STEPS)]

    def _written(self, values: Values, line: Line, words: dict[str, object]) -> None:
        values["subject"] = line.subject.format_map(words)
        # The words speak of what took place.
        if line.text and values["status"] in ("done", "planned"):
            values["description"] = line.text.format_map(words)
        if line.next_step and values["status"] == "done" and self._draw() < 0.8:
            values["next_step"] = line.next_step.format_map(words)


class _Notes(_Timeline):
    def __init__(self, today: datetime) -> None:
        super().__init__(today, 0x9075)
        self._texts = _lines(phrases.NOTES)
        self._local = {tongue: _lines(texts[2]) for tongue, texts in phrases.LOCAL.items()}

    def of(self, person: DemoPerson) -> Iterator[DemoNote]:
        """Nothing about most people, one note about many, two or three about some."""
        draw, words = self.begin(person)
        luck = draw()
        many = 0 if luck > 0.4 else (1 if luck > 0.08 else (2 if luck > 0.02 else 3))
        for _ in range(many):
            at = self.moments.before(person.age, draw)
            self.vary(words, at)
            texts = self._texts
            if person.tongue and draw() < 0.25:
                texts = self._local[person.tongue]
            values: Values = {
                "body": self.line(texts, person).subject.format_map(words),
                "pinned": draw() < 0.06,
                "created_at": at,
            }
            company = person.company if draw() < 0.5 else None
            yield DemoNote(values, person.place, company, person.owner)


def activities(people: Iterable[DemoPerson], today: datetime) -> Iterator[DemoActivity]:
    """About three of each person: calls, mails, meetings; a fifth have one planned."""
    timeline = _Activities(today)
    for person in people:
        yield from timeline.of(person)


def notes(people: Iterable[DemoPerson], today: datetime) -> Iterator[DemoNote]:
    """About one for every second person."""
    timeline = _Notes(today)
    for person in people:
        yield from timeline.of(person)
