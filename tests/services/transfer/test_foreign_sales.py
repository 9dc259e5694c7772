"""Sales tables as other programs export them: each column leads where it belongs, or is told of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import records
from crm_desktop.services.catalog import Record, Ref
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.figures import currency_of, figure, percent
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.transfer.order_heads import places
from crm_desktop.services.transfer.report import ImportReport
from crm_desktop.services.transfer.table_kinds import kind_of
from crm_desktop.services.workspace import Workspace
from tests.services.transfer.test_orders import counts, take
from tests.services.transfer.test_sales_tables import all_of, write

HUBSPOT = """Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,\
Associated Company,Currency
91,Renewal,Closed Won,12500.50,2026-03-05 16:21,2026-01-12 09:30,Lupa,EUR
92,New,Appointment Scheduled,,2026-06-30 00:00,2026-02-01 10:00,,EUR
93,Lost,Closed Lost,0,2026-02-11 00:00,2026-01-20 10:00,,EUR
"""
PIPEDRIVE = """Deal - ID,Deal - Title,Deal - Organization,Deal - Value,Deal - Currency of Value,\
Deal - Stage,Deal - Status,Deal - Expected close date,Deal - Won time
1,Acme,Lupa,"1,250.00",USD,Proposal Made,Open,2026-05-14,
2,Beta,,500,EUR,Proposal Made,Won,2026-02-14,2026-02-10 11:00:00
3,Gamma,,900,EUR,Qualified,Lost,2026-02-14,
"""
SALESFORCE = """Id,AccountId,Name,StageName,ExpectedRevenue,Amount,CloseDate,CreatedDate
006A,001X,100 seats,Closed Won,5000,50000,2026-03-31,2026-01-05T10:00:00.000Z
006B,001Y,Beta,Prospecting,1000,10000,2026-04-05,2026-02-06T10:00:00.000Z
"""
DYNAMICS = """(Do Not Modify) Opportunity;Topic;Potential Customer;Account;Contact;\
Est. Close Date;Est. Revenue;Actual Close Date;Owner;Status
a1;Big;Lupa;Lupa;Bob;30.06.2026;€ 12.500,00;;Jane;Open
a2;Small;;;;28.02.2026;€ 900,00;20.02.2026;Jane;Won
"""
ODOO = """id,name,partner_id,contact_name,email_from,stage_id,user_id,expected_revenue,date_deadline
x.1,Quote for 12 tables,Lupa,Willie,w@a.example,Qualified,Marc,19800.0,2026-04-01
x.2,5 chairs,,,,Won,Marc,1800.0,2026-02-01
"""
ACT = """Opportunity Name,Status,Stage,Total,Est. Close Date,Open Date,Company
Widgets,Open,Initial Communication,"$4,200.00",2/15/2026,1/3/2026,Lupa
More,Closed - Won,Commitment,"$1,000.00",1/25/2026,1/3/2026,
"""
DEALS = {
    "hubspot": (
        HUBSPOT,
        {"91": ("won", D("12500.5")), "92": ("open", None), "93": ("lost", D(0))},
    ),
    "pipedrive": (
        PIPEDRIVE,
        {"1": ("open", D(1250)), "2": ("won", D(500)), "3": ("lost", D(900))},
    ),
    "salesforce": (SALESFORCE, {"006A": ("won", D(50000)), "006B": ("open", D(10000))}),
    "dynamics": (DYNAMICS, {"a1": ("open", D(12500)), "a2": ("won", D(900))}),
    "odoo": (ODOO, {"x.1": ("open", D(19800)), "x.2": ("won", D(1800))}),
    "act": (ACT, {"00001": ("open", D(4200)), "00002": ("won", D(1000))}),
}


@pytest.mark.parametrize("name", DEALS)
def test_deals_of_other_programs(workspace: Workspace, tmp_path: Path, name: str) -> None:
    words, wanted = DEALS[name]
    records.create(workspace, "company", {"name": "Lupa"})
    path = write(tmp_path / f"{name}.csv", words)
    assert counts(rehearsed(workspace, path)) == counts(take(workspace, path))
    found = {each.values["number"]: each for each in all_of(workspace, "deal")}
    assert {
        key: (each.values["status"], each.values["amount"]) for key, each in found.items()
    } == wanted
    first = found[next(iter(wanted))].values
    if name != "salesforce":  # its accounts are ids of a table that is not there
        assert first["company"].label == "Lupa"
    assert first["expected_close"] in DAYS
    assert counts(take(workspace, path)) == {"unchanged": len(wanted)}


DAYS = {date(2026, 3, 5), date(2026, 5, 14), date(2026, 3, 31), date(2026, 6, 30)}
DAYS |= {date(2026, 4, 1), date(2026, 2, 15)}


def rehearsed(workspace: Workspace, path: Path) -> ImportReport:
    return importing.rehearse_all(workspace, [path], ImportOptions())


def test_the_days_of_one_column_tell_how_those_of_another_are_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    take(workspace, write(tmp_path / "act.csv", ACT))
    days = {each.values["created_at"].astimezone().date() for each in all_of(workspace, "deal")}
    assert days == {date(2026, 1, 3)}
    assert {each.values["currency"] for each in all_of(workspace, "deal")} == {"USD"}


def test_deals_without_numbers_are_known_by_title_and_place(
    workspace: Workspace, tmp_path: Path
) -> None:
    words = "Deal Name,Stage,Amount\nRack,Qualified,5\nRack,Qualified,7\n"
    path = write(tmp_path / "deals.csv", words)
    assert counts(take(workspace, path)) == {"created": 2}
    assert counts(rehearsed(workspace, path)) == {"unchanged": 2}
    assert counts(take(workspace, path)) == {"unchanged": 2}
    write(path, words.replace(",7", ",8"))
    assert counts(take(workspace, path)) == {"updated": 1, "unchanged": 1}


# ------------------------------------------------------------------------------------- orders

SHOPIFY = """Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,\
Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
Billing Name,Billing Zip,Id
#1001,bob@a.example,paid,fulfilled,EUR,125.00,4.90,19.96,129.90,0.00,2026-01-05 09:59:00 +0100,\
2,T-Shirt,25.00,TS,Bob Smith,'10115,82
#1001,bob@a.example,,,,,,,,,2026-01-05 09:59:00 +0100,1,Mug,75.00,MUG,,,
"""
WOO = """Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),\
Company (Billing),City (Billing),Email (Billing),Order Shipping Amount,Order Total Amount,SKU,\
Item Name,Quantity (- Refund),Item Cost,Discount Amount
1234,Completed,2026-01-15 10:22,Anna,Ruiz,Lupa,Sevilla,anna@l.example,5,55,RK-1,Rack,2,25,0
"""
ODOO_SALE = """Order Reference,Creation Date,Company,Customer,Total,Order Lines/Product,\
Order Lines/Quantity,Order Lines/Unit Price,Order Lines/Discount (%),Order Lines/Taxes,\
Order Lines/Subtotal
S21,2026-01-15 12:00:00,My Company,Lupa,"1,244.88",Desk,5.0,85.00,10.0,Tax 15%,382.50
,,,,,Chair,10.0,70.00,0.0,Tax 15%,700.00
"""
QUICKBOOKS = """*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Item(Product/Service),ItemQuantity,\
ItemRate,*ItemAmount,TaxRate,Currency
1001,Lupa,01/31/2026,02/28/2026,Design,10,75.00,750.00,8%,USD
1001,Lupa,01/31/2026,02/28/2026,Pump,-2,15.00,-30.00,8%,USD
"""
XERO = """ContactName,InvoiceNumber,InvoiceDate,Total,InventoryItemCode,Description,Quantity,\
UnitAmount,Discount,LineAmount,TaxType,Currency,Status
Lupa,INV-1,14/02/2026,108.00,GB1,Balls,10,10.00,10,90.00,20% (VAT on Income),GBP,Awaiting Payment
"""
STRIPE = """id,Number,Customer,Customer Name,Date (UTC),Currency,Subtotal,Tax,Total,Status
in_1,ABC-1,cus_1,Lupa,2026-01-05 10:00,eur,100.00,19.00,119.00,paid
"""
MAGENTO = """ID,Purchase Date,Customer Name,Grand Total (Base),Status,Subtotal,\
Shipping and Handling
000000001,"Jan 5, 2026, 10:00:00 AM",Lupa,€124.90,Complete,€120.00,€4.90
"""
SUPERSTORE = """Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Country,City,State,\
Product ID,Product Name,Sales,Quantity,Discount
1,CA-1,11/8/2016,11/11/2016,CG-1,Lupa,US,Henderson,Kentucky,FUR-1,Bookcase,261.96,2,0
2,CA-1,11/8/2016,11/11/2016,CG-1,Lupa,US,Henderson,Kentucky,FUR-2,Table,957.5775,5,0.45
3,CA-2,6/12/2016,6/16/2016,CG-1,Lupa,US,Henderson,Kentucky,FUR-2,Table,14.62,2,0.2
"""
ZOHO_BOOKS = """Invoice Date,Invoice Number,Invoice Status,Customer ID,Customer Name,Item Name,\
Quantity,Item Price,Discount,Discount Amount,Item Total,Item Tax %,SubTotal,Total
2026-01-05,INV-1,Paid,77,Lupa,Rack,2.00,10.00,10,2.00,18.00,19,18.00,21.42
"""
DATEV = """Belegnummer;Belegdatum;Kundennr.;Kunde;Pos.;Artikel-Nr.;Bezeichnung;Menge;Einzelpreis;\
Rabatt %;MwSt-Satz;Gesamtpreis
RE-1;05.01.2026;10001;Lupa;1;0815;Regal;2,000;1.234,50;10,00;19,00;2.222,10
"""
SAP = """Sales Document;Item;Sold-to party;Name;Material;Order Quantity;Net Price;Net Value;\
Doc. Currency;Created On
0000004711;000010;0000100001;Lupa;MAT-1;5,000 ;10,00 ;50,00 ;USD;05.01.2026
0000004711;000020;0000100001;Lupa;MAT-2;1,000-;10,00 ;10,00-;USD;05.01.2026
"""
ONE_C = """Номер;Дата;Контрагент;Номенклатура;Количество;Цена;Сумма;Ставка НДС;Сумма НДС
00123;05.01.2026 12:00:00;Lupa;Стол;2;1 250,00;2 500,00;20%;500,00
"""
CAPITALS = """ORDERNUMBER,QUANTITYORDERED,PRICEEACH,SALES,ORDERDATE,STATUS,CUSTOMERNAME,CITY,STATE
10107,30,95.7,2871,2/24/2003 0:00,Shipped,Lupa,NYC,NY
"""
QB_SALES = """Transaction date,Transaction type,Num,Product/Service,Customer,Quantity,Sales price,\
Amount,Balance
01/31/2026,Invoice,1001,Design,Lupa,10,75.00,750.00,750.00
"""
ORDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "shopify": (SHOPIFY, {"number": "#1001", "payable": D("129.9"), "status": "delivered"}),
    "woo": (WOO, {"number": "1234", "company": "Lupa", "payable": D(55), "status": "delivered"}),
    "odoo": (ODOO_SALE, {"number": "S21", "company": "Lupa", "payable": D("1244.88")}),
    "quickbooks": (QUICKBOOKS, {"number": "1001", "company": "Lupa", "payable": D("777.6")}),
    "xero": (XERO, {"number": "INV-1", "company": "Lupa", "payable": D(108), "currency": "GBP"}),
    "stripe": (STRIPE, {"number": "ABC-1", "company": "Lupa", "tax_exclusive": D(100)}),
    "magento": (MAGENTO, {"number": "000000001", "company": "Lupa", "payable": D("124.9")}),
    "superstore": (SUPERSTORE, {"number": "CA-1", "company": "Lupa", "payable": D("1219.54")}),
}
ORDERS |= {
    "zoho books": (ZOHO_BOOKS, {"number": "INV-1", "company": "Lupa", "payable": D("21.42")}),
    "datev": (DATEV, {"number": "RE-1", "company": "Lupa", "payable": D("2644.3")}),
    "sap": (SAP, {"number": "0000004711", "company": "Lupa", "tax_exclusive": D(40)}),
    "1c": (ONE_C, {"number": "00123", "company": "Lupa", "payable": D(3000)}),
    "capitals": (
        CAPITALS.replace("STATUS", "PRODUCTCODE,STATUS").replace("Shipped", "S10,Shipped"),
        {"number": "10107", "company": "Lupa", "status": "delivered", "payable": D(2871)},
    ),
    "quickbooks sales": (QB_SALES, {"number": "1001", "company": "Lupa", "payable": D(750)}),
}
ORDERED = {
    "zoho books": date(2026, 1, 5),
    "datev": date(2026, 1, 5),
    "sap": date(2026, 1, 5),
    "1c": date(2026, 1, 5),
    "capitals": date(2003, 2, 24),
    "quickbooks sales": date(2026, 1, 31),
    "shopify": date(2026, 1, 5),
    "woo": date(2026, 1, 15),
    "odoo": date(2026, 1, 15),
    "quickbooks": date(2026, 1, 31),
    "xero": date(2026, 2, 14),
    "stripe": date(2026, 1, 5),
    "magento": date(2026, 1, 5),
    "superstore": date(2016, 11, 8),
}


@pytest.mark.parametrize("name", ORDERS)
def test_orders_of_other_programs(workspace: Workspace, tmp_path: Path, name: str) -> None:
    words, wanted = ORDERS[name]
    path = write(tmp_path / f"{name}.csv", words)
    assert counts(rehearsed(workspace, path)) == counts(take(workspace, path))
    order = next(o for o in all_of(workspace, "order") if o.values["number"] == wanted["number"])
    found = {key: order.values[key] for key in wanted}
    assert {key: v.label if isinstance(v, Ref) else v for key, v in found.items()} == wanted
    assert order.values["ordered_on"] == ORDERED[name]
    again = take(workspace, path)
    assert (again.created, again.updated, again.failed) == (0, 0, 0)


def test_the_mail_of_a_shop_finds_the_contact(workspace: Workspace, tmp_path: Path) -> None:
    person = {"last_name": "Smith", "emails": ({"address": "Bob@A.example"},)}
    bob = records.create(workspace, "person", person)
    take(workspace, write(tmp_path / "shop.csv", SHOPIFY))
    (order,) = all_of(workspace, "order")
    assert order.values["contact"].id == bob.id
    assert "10115" in order.values["billing_address"]
    assert "'" not in order.values["billing_address"]


def test_a_discount_is_not_taken_twice(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, write(tmp_path / "store.csv", SUPERSTORE))
    assert any("the discount not once more" in note for note in report.notes)
    assert not any("Kentucky" in note for note in report.notes)


FIGURES = """Order ID,Order Date,Customer,Product,Qty,Price,Discount,VAT
0001,2026-04-13,Lupa,X,2,(5.00),10%,19%
0002,2026-04-13,Lupa,X,2,5.00-,20%,19 %
0003,2026-04-13,Lupa,X,2,"$1,234.50",0%,0%
17850.0,2026-04-13,Lupa,X,,"12,00 zł",5%,19%
"""


def test_signs_brackets_and_currencies(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, write(tmp_path / "signs.csv", FIGURES.replace("12,00 zł", "12.00 zł")))
    found = {each.values["number"]: each.values for each in all_of(workspace, "order")}
    lines = {key: values["lines"][0] for key, values in found.items()}
    assert lines["0001"]["unit_price"] == D("-4.5")
    assert lines["0002"]["unit_price"] == D(-4)
    assert (lines["0003"]["unit_price"], found["0003"]["currency"]) == (D("1234.5"), "USD")
    assert (found["17850"]["currency"], found["0001"]["currency"]) == ("PLN", "EUR")
    assert lines["0001"]["tax_rate"] == D(19)
    assert "1 line without a quantity: read as 1." in report.notes


def test_amounts_of_tax_are_no_rates(workspace: Workspace, tmp_path: Path) -> None:
    words = "Order ID,Order Date,Customer,Product,Qty,Price,VAT\n1,2026-04-13,Lupa,X,2,500,190.00\n"
    report = take(workspace, write(tmp_path / "vat.csv", words))
    (order,) = all_of(workspace, "order")
    assert not order.values["lines"][0]["tax_rate"]
    assert any("'VAT' seems to hold amounts of tax" in note for note in report.notes)


def test_fractions_of_a_workbook_are_percentages(workspace: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Order ID", "Order Date", "Customer", "Product", "Qty", "Price", "VAT %"])
    sheet.append(["1", date(2026, 4, 13), "Lupa", "X", 2, 5, 0.19])
    sheet.append(["2", date(2026, 4, 13), "Lupa", "X", 2, 5, 0.07])
    book.save(tmp_path / "vat.xlsx")
    take(workspace, tmp_path / "vat.xlsx")
    rates = {each.values["lines"][0]["tax_rate"] for each in all_of(workspace, "order")}
    assert rates == {D(19), D(7)}


def test_an_amount_that_is_not_quantity_times_price_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    heads = "Order ID,Order Date,Customer,Product,Qty,Price,Line total"
    words = f"{heads}\n1,2026-04-13,L,X,2,5,11.90\n"
    report = take(workspace, write(tmp_path / "odd.csv", words))
    assert any("Another amount than quantity x price" in note for note in report.notes)


# ----------------------------------------------------------------------------------- products

PRODUCTS = {
    "quickbooks": "Product/Service Name,SKU,Type,Sales Price / Rate,Purchase Cost\n"
    "Pump,0042,Inventory,15.5,10\n",
    "xero": "*ItemCode,ItemName,PurchasesUnitPrice,SalesUnitPrice\n0042,Pump,10,15.5\n",
    "odoo": "External ID,Name,Internal Reference,Sales Price,Cost,Product Category\n"
    "p.1,Pump,0042,15.5,10,All / Pumps\n",
    "german": "Artikelnummer;Bezeichnung;VK;EK\n0042;Pump;15,50 €;10,00 €\n",
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_products_of_other_programs(workspace: Workspace, tmp_path: Path, name: str) -> None:
    path = write(tmp_path / f"{name}.csv", PRODUCTS[name])
    assert counts(take(workspace, path)) == {"created": 1}
    (pump,) = all_of(workspace, "product")
    keys = ("name", "code", "list_price", "cost")
    assert [pump.values[key] for key in keys] == ["Pump", "0042", D("15.5"), D(10)]
    assert counts(take(workspace, path)) == {"unchanged": 1}


# ------------------------------------------------------------------------------ what is refused


def test_sales_are_not_read_as_contacts(workspace: Workspace, tmp_path: Path) -> None:
    """A table that speaks of sales in a way nobody knows is refused, in words."""
    words = "Name,Email,Paid,Amount,Qty,Subtotal\nBob,b@a.example,yes,5,1,2\n"
    path = write(tmp_path / "odd.csv", words)
    with pytest.raises(ValidationFailed, match="speak of sales"):
        take(workspace, path)
    assert all_of(workspace, "person") == []
    report = importing.run(workspace, path, ImportOptions(entity="person"))
    assert report.created == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_of_quotes_makes_no_orders(
    workspace: Workspace, tmp_path: Path, ending: str
) -> None:
    made = new_quote(workspace)
    path = tmp_path / f"quotes.{ending}"
    from crm_desktop.services.queries import ListQuery

    exporting.export(workspace, ListQuery("quote"), path, None)
    with pytest.raises(ValidationFailed, match="export of quotes"):
        take(workspace, path)
    assert all_of(workspace, "order") == []
    assert made.entity == "quote"


def new_quote(workspace: Workspace) -> Record:
    from crm_desktop.services.sales.quoting import quotes

    lupa = records.create(workspace, "company", {"name": "Lupa"})
    values = {"code": "X", "name": "X", "kind": "goods", "list_price": D(10)}
    records.create(workspace, "product", values)
    key = quotes.new(workspace, company=lupa.id, codes=[("X", D(1))])
    return records.load(workspace, "quote", key)


# ------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("(5.00)", "-5.00"),
        ("$(5.00)", "-5.00"),
        ("5.00-", "-5.00"),
        ("−7,50", "-7,50"),
        ("12,50 zł", "12,50"),
        ("R$ 5", "5"),
        ("5 руб.", "5"),
        ("12 pcs", "12 pcs"),
        ("1-2", "1-2"),
        ("abc", "abc"),
        (5.0, 5.0),
    ],
)
def test_figures(cell: Any, wanted: Any) -> None:
    assert figure(cell) == wanted


def test_percentages_and_currencies() -> None:
    assert [percent(c) for c in ("8%", "20% (VAT)", "Tax 15 %", "7", 0.5)] == [
        *("8", "20", "15", "7"),
        0.5,
    ]
    said = [currency_of(c, "CAD") for c in ("$5", "5 EUR", "5", "£5", "12 zł", "ABC 5", 5)]
    assert said == ["CAD", "EUR", None, "GBP", "PLN", None, None]
    assert currency_of("$5", "EUR") == "USD"


def test_a_customer_has_an_id_and_a_name() -> None:
    heads = ["Order ID", "Company", "Customer Name", "Customer ID", "Order Date"]
    assert places(heads) == ["number", None, "customer_name", "company", "ordered_on"]


@pytest.mark.parametrize(
    ("heads", "entity"),
    [
        ("Name,Company,Email,Phone,Currency", "person"),
        ("Company,Contact,Ref,Stage,Amount,Close", "deal"),
        ("id,Name,Description,Statement Descriptor,Tax Code", "product"),
        ("Company,Total,Email,Quantity,Subtotal", None),
    ],
)
def test_kinds(heads: str, entity: str | None) -> None:
    assert kind_of("file", heads.split(","), [], among=False).entity == entity
