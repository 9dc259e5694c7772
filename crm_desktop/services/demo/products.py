"""What the sample office sells: equipment for warehouses and workshops."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

CATEGORIES = (
    # name, part of
    ("Warehouse", None),
    ("Racks", 0),
    ("Handling", 0),
    ("Packing", 0),
    ("Identification", None),
    ("Scanners", 4),
    ("Labels", 4),
    ("Safety", None),
    ("Services", None),
)
PRICE_LISTS = (
    # name, currency, parent, percent off the list price
    ("Retail", "EUR", None, 0),
    ("Wholesale", "EUR", 0, 7),
    ("Export", "USD", None, 0),
)


class DemoProduct(NamedTuple):
    """A product; category and components are places in the lists here."""

    code: str
    name: str
    category: int
    kind: str
    unit: str
    list_price: Decimal
    cost: Decimal
    warranty_months: int | None
    serial_tracked: bool
    components: tuple[tuple[str, int], ...] = ()


def _goods(
    code: str,
    name: str,
    category: int,
    price: str,
    cost: str,
    months: int = 24,
    serial: bool = False,
) -> DemoProduct:
    return DemoProduct(
        code, name, category, "goods", "pcs", Decimal(price), Decimal(cost), months, serial
    )


def _service(code: str, name: str, kind: str, unit: str, price: str, cost: str) -> DemoProduct:
    return DemoProduct(
        code, name, 8, kind, unit, Decimal(price), Decimal(cost), None, serial_tracked=False
    )


PRODUCTS: tuple[DemoProduct, ...] = (
    _goods("RK-100", "Pallet rack, basic bay 2.7 m", 1, "489.00", "301.50", 60),
    _goods("RK-110", "Pallet rack, extension bay 2.7 m", 1, "379.00", "228.00", 60),
    _goods("RK-120", "Pallet rack, beam pair 2,700 mm", 1, "64.50", "37.20", 60),
    _goods("RK-200", "Shelving, boltless, 5 levels", 1, "129.90", "74.80", 60),
    _goods("RK-210", "Shelving, additional level", 1, "22.40", "11.90", 60),
    _goods("RK-300", "Cantilever rack, single sided", 1, "742.00", "468.00", 60),
    _goods("RK-400", "Mezzanine floor, per square metre", 1, "168.00", "112.40", 60),
    _goods("HD-100", "Pallet truck 2,500 kg", 2, "449.00", "287.00", 24, serial=True),
    _goods("HD-110", "Pallet truck with scale", 2, "998.00", "655.00", 24, serial=True),
    _goods("HD-200", "Electric pallet truck 1,500 kg", 2, "2890.00", "2044.00", 24, serial=True),
    _goods("HD-300", "Lifting table 500 kg", 2, "689.00", "431.00", 24, serial=True),
    _goods("HD-400", "Trolley, folding", 2, "89.90", "48.30"),
    _goods("HD-410", "Trolley, 2 decks", 2, "159.00", "91.70"),
    _goods("HD-500", "Roll container", 2, "118.00", "72.00"),
    _goods("PK-100", "Stretch film, roll 500 mm", 3, "8.95", "5.12", 0),
    _goods("PK-110", "Stretch film, pre-stretched", 3, "7.2350", "4.1875", 0),
    _goods("PK-200", "Carton 400 x 300 x 200 mm", 3, "0.6840", "0.3975", 0),
    _goods("PK-210", "Carton 600 x 400 x 400 mm", 3, "1.3950", "0.8420", 0),
    _goods("PK-300", "Packing tape, 66 m", 3, "1.8900", "0.9300", 0),
    _goods("PK-400", "Strapping machine, semi-automatic", 3, "1190.00", "802.00", 24, serial=True),
    _goods("PK-500", "Pallet wrapper", 3, "6450.00", "4730.00", 24, serial=True),
    _goods("SC-100", "Hand scanner, 2D, cable", 5, "199.90", "121.40", 36, serial=True),
    _goods("SC-110", "Hand scanner, 2D, wireless", 5, "329.00", "204.50", 36, serial=True),
    _goods("SC-200", "Mobile computer, 5 inch", 5, "1149.00", "786.00", 24, serial=True),
    _goods("SC-210", "Mobile computer, rugged", 5, "1589.00", "1102.00", 36, serial=True),
    _goods("SC-300", "Charging cradle, 4 bays", 5, "289.00", "165.00"),
    _goods("SC-310", "Spare battery", 5, "68.00", "34.00", 12),
    _goods("LB-100", "Label printer, desktop", 6, "389.00", "241.00", 24, serial=True),
    _goods("LB-110", "Label printer, industrial", 6, "1690.00", "1188.00", 24, serial=True),
    _goods("LB-200", "Labels 100 x 150 mm, roll of 500", 6, "9.4500", "5.0300", 0),
    _goods("LB-210", "Ribbon, resin, 110 mm", 6, "14.2000", "7.6500", 0),
    _goods("SF-100", "Safety shoes S3", 7, "79.90", "44.10", 6),
    _goods("SF-110", "Hard hat", 7, "18.50", "8.90", 12),
    _goods("SF-200", "Rack protector, yellow", 7, "24.90", "11.60", 12),
    _goods("SF-210", "Guard rail, per metre", 7, "96.00", "57.00", 12),
    _goods("SF-300", "First-aid cabinet, filled", 7, "112.00", "68.00", 12),
    _service("SV-100", "Installation, fitter", "hours", "h", "62.00", "38.00"),
    _service("SV-110", "Project planning", "hours", "h", "94.00", "52.00"),
    _service("SV-200", "Rack inspection, EN 15635", "service", "pcs", "390.00", "210.00"),
    _service("SV-210", "Training on site", "service", "day", "1180.00", "640.00"),
    _service("SV-300", "Delivery within 48 hours", "service", "pcs", "95.00", "71.00"),
    _service("SV-400", "Device management", "subscription", "month", "4.9000", "1.2000"),
    _service("SV-410", "Service contract, scanners", "subscription", "year", "89.00", "41.00"),
    DemoProduct(
        "BN-100",
        "Starter set goods receipt",
        5,
        "bundle",
        "set",
        Decimal("1249.00"),
        Decimal("802.30"),
        24,
        serial_tracked=False,
        components=(("SC-110", 2), ("LB-100", 1), ("LB-200", 5), ("SV-110", 2)),
    ),
)
