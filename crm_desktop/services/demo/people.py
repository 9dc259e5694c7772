"""People of the demo, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from crm_desktop.services.demo.companies import RATINGS, SOURCES, Core, Cores
from crm_desktop.services.demo.office import OWNERS
from crm_desktop.services.demo.phrases import BACKGROUND, FACTS, LOCAL, TAGS
from crm_desktop.services.demo.rows import DemoPerson, Values
from crm_desktop.services.demo.tables import (
    City,
    Pattern,
    Region,
    Word,
    english_jobs,
    fill,
    in_latin,
    regions,
    slots,
    split,
)

_PREFIXES = {
    "de": ("Dr.", "Dr.", "Dr.", "Prof. Dr.", "Dipl.-Ing."),
    "it": ("Dott.", "Ing.", "Avv."),
    "pl": ("dr", "mgr inż.", "inż."),
    "ro": ("Dr.", "Ing."),
    "pt": ("Dr.", "Eng."),
    "es": ("Dr.", "Ing."),
    "en": ("Dr", "Dr", "Prof."),
    "el": ("Δρ.",),
}
_SUFFIXES = ("Jr.", "PhD", "MBA", "III")
_CHANNELS = ("phone", "phone", "email", "email", "email", "message", "visit", "letter")
_GENDERS = ("male", "female")
_HOSTS = ("postbox.example", "mailhome.example", "letterbox.example", "inbox.example")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FACT_SOURCES = ("Call", "Meeting", "Lunch", "Trade fair")
_PURPOSES = ("newsletter", "newsletter", "newsletter", "phone", "events")


def people(count: int, seed: int, companies: int, today: datetime) -> Iterator[DemoPerson]:
    """People 0 to count - 1, who work in companies 0 to companies - 1."""
    make = _People(seed, companies, today)
    for index in range(count):
        yield make(index)


class _People:
    """Draws one person after the other."""

    def __init__(self, seed: int, companies: int, today: datetime) -> None:
        self._random = Random(seed * 4 + 2)
        self._draw = self._random.random
        self._companies = companies
        self._cores = Cores(seed)
        self._regions = regions()
        self._slots = slots()
        self._abroad = in_latin()
        self._english = english_jobs()
        self._tags = tuple(tag.format(year=today.year) for tag in split(TAGS))
        self._background = tuple(BACKGROUND.strip().splitlines())
        self._facts = tuple(
            (kind, text)
            for kind, _, text in (line.partition(" | ") for line in FACTS.strip().splitlines())
        )
        self._days = tuple(today.date() - timedelta(days=days) for days in range(1600))
        self._moments = tuple(today - timedelta(days=days) for days in range(1600))
        self._minutes = tuple(timedelta(minutes=minutes) for minutes in range(600))

    def __call__(self, index: int) -> DemoPerson:
        draw = self._draw
        core: Core | None = None
        company: int | None = None
        if self._companies and draw() < 0.92:
            # The first companies have more people than the last.
            x = draw()
            company = int(self._companies * x * (0.4 + 0.6 * x))
            core = self._cores(company)
            region, city, owner, firm = core.region, core.city, core.owner, core.short
        else:
            region = self._regions[self._slots[int(draw() * 100)]][draw() < 0.3]
            city = region.cities[int(draw() * len(region.cities))]
            owners = OWNERS[region.place.territory]
            owner, firm = owners[int(draw() * len(owners))], ""
        home = region
        if draw() < 0.06:
            region = self._abroad[int(draw() * len(self._abroad))]
        woman = draw() < 0.47
        age = 2 + int(draw() * 1300)
        values: Values = {}
        given, family, display = self._name(values, region, woman)
        if core is not None or draw() < 0.4:
            self._job(values, home, woman, native=region is home)
        values["addresses"] = self._addresses(home, city, core)
        self._reach(values, city, core, given.slug, family.slug)
        self._sales(values, core, age)
        self._personal(values, home, city, age, firm)
        values["created_at"] = self._moments[age] - self._minutes[int(draw() * 600)]
        tongue = "" if home.latin or region is not home else home.language
        return DemoPerson(
            index,
            values,
            company,
            owner,
            display,
            display if region.family_first else given.text,
            firm,
            city.name,
            tongue if tongue in LOCAL else "",
            woman,
            age,
            self._random.getrandbits(60),
        )

    def _name(self, values: Values, region: Region, woman: bool) -> tuple[Word, Word, str]:
        draw = self._draw
        words = region.given[woman]
        given = words[int(draw() * len(words))]
        words = region.families[woman]
        family = words[int(draw() * len(words))]
        last = family.text
        if region.two_families and draw() < 0.55:
            last = f"{last} {words[int(draw() * len(words))].text}"
        values["first_name"] = given.text
        values["last_name"] = last
        luck = draw()
        if region.family_first:
            display = self._family_first(values, region, given, family)
            if luck < 0.15 and region.key != "ja":
                english = self._abroad[0].given[woman]
                values["nickname"] = english[int(draw() * len(english))].text
        elif region.patronymics[0] and luck < 0.4:
            fathers = region.patronymics[woman]
            values["middle_name"] = fathers[int(draw() * len(fathers))]
            display = f"{given.text} {values['middle_name']} {last}"
        else:
            display = f"{given.text} {last}"
            if luck < 0.15 or luck > 0.98:
                self._around(values, region, luck)
        if luck > 0.55:
            values["salutation"] = region.dear[woman].format(last)
        if luck > 0.1:
            values["gender"] = _GENDERS[woman]
        return given, family, display

    def _around(self, values: Values, region: Region, luck: float) -> None:
        """A title, an initial or a suffix."""
        draw = self._draw
        if luck < 0.05:
            prefixes = _PREFIXES.get(region.language)
            if prefixes:
                values["prefix"] = prefixes[int(draw() * len(prefixes))]
        elif region.key == "en-US":
            if luck < 0.15:
                values["middle_name"] = "ABCDEFGHJKLMNPRST"[int(draw() * 17)] + "."
            else:
                values["suffix"] = _SUFFIXES[int(draw() * 4)]

    def _family_first(self, values: Values, region: Region, given: Word, family: Word) -> str:
        """Write 王小明, 佐藤 花子, and how it is read."""
        glue = " " if region.key == "ja" else ""
        display = f"{family.text}{glue}{given.text}"
        values["name_override"] = display
        values["phonetic_name"] = f"{family.reading} {given.reading}"
        return display

    def _job(self, values: Values, home: Region, woman: bool, *, native: bool) -> None:
        draw = self._draw
        jobs = home.jobs[woman] if native and draw() < 0.5 else self._english
        values["job_title"], values["department"] = jobs[int(draw() * len(jobs))]
        if draw() < 0.04:
            assistants, families = home.given[1], home.families[1]
            first = assistants[int(draw() * len(assistants))].text
            last = families[int(draw() * len(families))].text
            values["assistant"] = f"{last}{first}" if home.family_first else f"{first} {last}"

    def _addresses(self, home: Region, city: City, core: Core | None) -> tuple[Values, ...]:
        draw = self._draw
        luck = draw()
        if luck > 0.92:
            return ()
        found: list[Values] = []
        if core is not None:
            found.append(
                {
                    "street": core.street,
                    "type": "work",
                    "postcode": core.postcode,
                    "city": city.name,
                    "region": city.region,
                    "country": home.place.country,
                    "is_primary": True,
                }
            )
        if core is None or luck < 0.07:
            street = home.streets[int(draw() * len(home.streets))]
            found.append(
                {
                    "street": street.format(n=1 + int(draw() * 120)),
                    "type": "home",
                    "postcode": fill(city.postcode, draw),
                    "city": city.name,
                    "region": city.region,
                    "country": home.place.country,
                    "is_primary": core is None,
                }
            )
        return tuple(found)

    def _reach(
        self, values: Values, city: City, core: Core | None, given: str, family: str
    ) -> None:
        """Telephones, e-mail addresses, profiles."""
        draw = self._draw
        luck = draw()
        phones: list[Values] = []
        # Without an address nobody could tell the country of a number.
        abroad = not values["addresses"]
        if core is not None and luck < 0.72:
            phones.append(self._phone(city.landlines, "work", abroad, phones))
        if luck > 0.35 and luck < 0.97:
            phones.append(self._phone(city.mobiles, "mobile", abroad, phones))
        if luck > 0.96 or (core is None and luck < 0.35):
            phones.append(self._phone(city.landlines, "home", abroad, phones))
        values["phones"] = tuple(phones)
        luck = draw()
        mails: list[Values] = []
        if core is not None and luck < 0.95:
            local = f"{given}.{family}" if luck < 0.75 else f"{given[:1]}.{family}"
            mails.append({"address": f"{local}@{core.domain}", "type": "work", "is_primary": True})
        if core is None or luck > 0.9:
            number = 10 + int(draw() * 90)
            address = f"{given}.{family}{number}@{_HOSTS[number & 3]}"
            mails.append({"address": address, "type": "home", "is_primary": not mails})
        if luck > 0.74 and luck < 0.75:
            mails[0]["bounced"] = True
        values["emails"] = tuple(mails)
        values["web_links"] = ()
        if luck < 0.17:
            url = f"https://linkedin.example/in/{given}-{family}"
            values["web_links"] = ({"url": url, "type": "linkedin", "is_primary": True},)

    def _phone(
        self, patterns: tuple[Pattern, ...], kind: str, abroad: bool, before: list[Values]
    ) -> Values:
        draw = self._draw
        luck = draw()
        written = patterns[0 if abroad else int(draw() * len(patterns))]
        number = fill(written, draw)
        phone: Values = {"number": number, "type": kind, "is_primary": not before}
        if luck < 0.09 and kind == "work":
            extension = str(10 + int(draw() * 90))
            if luck < 0.05:
                phone["number"] = f"{number} ext. {extension}"
            else:
                phone["extension"] = extension
        elif luck > 0.985:
            phone["do_not_call"] = True
        return phone

    def _sales(self, values: Values, core: Core | None, age: int) -> None:
        """Status, rating, source, tags and consent."""
        draw = self._draw
        luck = draw()
        if core is not None:
            values["status"] = core.status if luck < 0.9 else "prospect"
        else:
            values["status"] = "prospect" if luck < 0.7 else ("press" if luck < 0.85 else "other")
        rating, source = RATINGS[int(draw() * 8)], SOURCES[int(draw() * 14)]
        if rating:
            values["rating"] = rating
        if source:
            values["lead_source"] = source
        luck = draw()
        tags = self._tags
        if luck < 0.5:
            values["tags"] = ()
        else:
            first = tags[int(draw() * len(tags))]
            second = tags[int(draw() * len(tags))]
            values["tags"] = (first,) if luck < 0.8 or first == second else (first, second)
        luck = draw()
        values["consents"] = ()
        if luck < 0.4:
            consent: Values = {
                "purpose": _PURPOSES[int(draw() * 5)],
                "basis": "consent" if luck < 0.3 else "legitimate interest",
                "given_on": self._days[age],
                "source": "Web form" if luck < 0.15 else "Trade fair",
            }
            if luck < 0.03:
                consent["withdrawn_on"] = self._days[age >> 1]
                values["do_not_mail"] = True
            values["consents"] = (consent,)
        elif luck > 0.985:
            values["do_not_call"] = True
        elif luck > 0.7:
            values["preferred_channel"] = _CHANNELS[int(draw() * 8)]

    def _personal(self, values: Values, home: Region, city: City, age: int, firm: str) -> None:
        draw = self._draw
        luck = draw()
        if luck < 0.8:
            values["language"] = home.place.language
        if luck < 0.12:
            values["time_zone"] = home.place.zone
        if luck > 0.68:
            year = 2001 - int(draw() * 45)
            values["birthday"] = date(year, 1 + int(draw() * 12), 1 + int(draw() * 28))
        values["facts"] = ()
        luck = draw()
        if luck < 0.2:
            first = self._fact(city, age)
            second = self._fact(city, age) if luck < 0.05 else first
            same = first["value"] == second["value"]
            values["facts"] = (first,) if same else (first, second)
        elif luck > 0.88:
            text = self._background[int(draw() * len(self._background))]
            if firm or "{" not in text:
                values["note"] = text.format(company=firm)

    def _fact(self, city: City, age: int) -> Values:
        draw = self._draw
        kind, text = self._facts[int(draw() * len(self._facts))]
        return {
            "value": text.format(city=city.name, month=_MONTHS[int(draw() * 12)]),
            "kind": kind,
            "noted_on": self._days[int(draw() * age)],
            "source": _FACT_SOURCES[int(draw() * 4)],
        }
