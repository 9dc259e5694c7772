"""Pictures of the import: its columns, a report of prices, and values that matched nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

if TYPE_CHECKING:
    from pathlib import Path

    from crm_desktop.ui.import_dialog import ImportDialog
    from tests.tools.screenshots import Studio

DEALS = """opportunity_id,sales_agent,product,account,deal_stage,close_date,close_value
P1,Moses Frase,Rackk 600,Almacenes Sur,Won,2026-03-01,1054
P2,Moses Frase,Rackk 600,Harbour Ltd,Engaging,2026-03-04,517
P3,Darcel Schlecht,Label-Printer,Cobalt Labs,Won,2026-04-11,4514
"""
PRODUCTS = "Code,Product name,Price\nR6,Rack 600,189\nLP,Label printer,420\n"
REPORT = [
    ["Racks & Co. KG"],
    ["Price list 2026, valid from 1 January 2026"],
    [],
    ["Art.", "What it is", "Colour", "Pack", "Net"],
    ["Steel racks"],
    ["RK-1", "Rack 100, galvanised, with five shelves", "grey", 1, 1489],
    ["RK-2", "Rack 200", "blue", 1, 1612.5],
    ["Shelves"],
    ["SH-1", "Shelf", "grey", 10, 12.4],
]


def _dialog(studio: Studio, path: Path) -> ImportDialog:
    studio.window.transfers.import_file(path)
    studio.settle()
    dialog = studio.window.transfers.dialog
    assert dialog is not None
    return dialog


def mapping_columns(studio: Studio) -> None:
    """A price list that nobody knows: the page on which one says how it is read."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in REPORT:
        sheet.append(row)
    path = studio.home / "prices 2026.xlsx"
    book.save(path)
    dialog = _dialog(studio, path)
    studio.shoot("import_refused", dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("product"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    studio.settle()
    for head, place in (("Art.", "code"), ("What it is", "name"), ("Net", "name")):
        box = dialog.columns.boxes[head]
        box.setCurrentIndex(box.findData(place))
    studio.settle()
    studio.shoot("import_columns", dialog)
    dialog.reject()


def mapping_values(studio: Studio) -> None:
    """Values that matched nothing."""
    products, deals = studio.home / "things.csv", studio.home / "pipeline.csv"
    products.write_text(PRODUCTS, "utf-8")
    deals.write_text(DEALS, "utf-8")
    dialog = _dialog(studio, products)
    dialog.run()
    studio.settle()
    dialog.close_button.click()
    studio.settle()
    dialog = _dialog(studio, deals)
    studio.shoot("import_unmatched", dialog)
    dialog.tabs.setCurrentIndex(1)
    studio.settle()
    studio.shoot("import_values", dialog)
    dialog.reject()
    studio.window.commands["undo"].trigger()
    studio.settle()


PLACES = (mapping_columns, mapping_values)
