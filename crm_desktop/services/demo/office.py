"""Our own side of the demo: the office, its teams and its twelve people.

In these dicts a reference is a place in the other list: `team` in `teams()`, `lead` and `head` in
`colleagues()`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

_TEAMS = (
    # name, lead, part of
    ("Sales", 0, None),
    ("DACH & Nordics", 1, 0),
    ("West & South", 5, 0),
    ("East", 3, 0),
    ("Overseas", 7, 0),
    ("Office", 10, None),
)
_COLLEAGUES = (
    # name, login, job title, department, role, team
    ("Maria Ionescu", "maria", "Managing Director", "Management", "owner", 0),
    ("Henrik Lindqvist", "henrik", "Head of Sales", "Sales", "manager", 1),
    ("Katharina Weiß", "katharina", "Sales Representative", "Sales", "rep", 1),
    ("Олена Шевченко", "olena", "Regional Sales Manager", "Sales", "manager", 3),
    ("Andrei Țurcanu", "andrei", "Sales Representative", "Sales", "rep", 3),
    ("Camille Lefèvre", "camille", "Sales Representative", "Sales", "rep", 2),
    ("Marco Bianchi", "marco", "Sales Representative", "Sales", "rep", 2),
    ("Grace Okafor", "grace", "Sales Representative", "Sales", "rep", 4),
    ("王思远", "siyuan", "Sales Representative", "Sales", "rep", 4),
    ("Δήμητρα Παππά", "dimitra", "Sales Representative", "Sales", "rep", 2),
    ("Paulina Wójcik", "paulina", "Sales Assistant", "Administration", "assistant", 5),
    ("Tobias Krämer", "tobias", "IT Administrator", "IT", "admin", 5),
)
_DEPARTMENTS = (("Management", 0), ("Sales", 1), ("Administration", 10), ("IT", 11))
_MILESTONES = (
    (
        "Founded in Hamburg",
        date(2009, 4, 1),
        "Two people, one customer, a rented desk in the Speicherstadt.",
    ),
    ("First thousand customers", date(2014, 9, 15), "Celebrated on a barge on the Elbe."),
    ("Office in Bucharest", date(2016, 3, 7), "Sales for Romania, Moldova and Ukraine."),
    ("Own warehouse", date(2019, 6, 3), "4,000 m² in Hamburg-Billbrook."),
    ("Office in Shanghai", date(2022, 11, 21), "Purchasing and sales for Asia."),
)

# Who looks after a territory; the first one has the most of it.
OWNERS: dict[str, tuple[int, ...]] = {
    "DACH": (2, 2, 1, 0),
    "Nordics": (1, 1, 2),
    "UK & Ireland": (7, 7, 1),
    "North America": (7, 7, 0),
    "Latin America": (6, 7),
    "France & Benelux": (5, 5, 5, 6),
    "Southern Europe": (6, 9, 5),
    "Central Europe": (4, 2, 3),
    "Eastern Europe": (3, 4, 4, 3, 0),
    "Asia-Pacific": (8, 8, 8, 7),
    "Middle East & Africa": (9, 9, 7),
}


def office() -> dict[str, Any]:
    """Our office."""
    return {
        "name": "Meridian Trade",
        "legal_name": "Meridian Trade GmbH",
        "street": "Am Sandtorkai 48",
        "postcode": "20457",
        "city": "Hamburg",
        "region": "Hamburg",
        "country": "DE",
        "phone": "+49 40 66969 120",
        "email": "office@meridiantrade.example",
        "web": "https://meridiantrade.example",
        "vat_id": "DE 811 234 569",
        "registration_no": "HRB 112233",
        "currency": "EUR",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "about": "Equipment for warehouses and workshops: scanners, racks, packing, safety.",
        "departments": tuple({"name": name, "head": head} for name, head in _DEPARTMENTS),
        "milestones": tuple(
            {"title": title, "day": day, "note": note} for title, day, note in _MILESTONES
        ),
    }


def teams() -> list[dict[str, Any]]:
    """The teams; a team stands behind the one it is part of."""
    return [{"name": name, "lead": lead, "parent": parent} for name, lead, parent in _TEAMS]


def colleagues() -> list[dict[str, Any]]:
    """Twelve people; the first one owns the office."""
    return [
        {
            "name": name,
            "login": login,
            "email": f"{login}@meridiantrade.example",
            "phone": f"+49 40 66969 {121 + place}",
            "job_title": title,
            "department": department,
            "role": role,
            "team": team,
            "active": True,
        }
        for place, (name, login, title, department, role, team) in enumerate(_COLLEAGUES)
    ]
