"""Commands on quotes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from crm_desktop.cli.common import DONE, Add, answer, common_options
from crm_desktop.errors import FileRefused
from crm_desktop.services import pricing, pricing_input


def add_commands(add: Add) -> None:
    """The commands of this module."""
    quote = add("quote", _price, "quotes")
    actions = quote.add_subparsers(dest="action", metavar="ACTION", required=True)
    words = "price a document without storing it"
    price = actions.add_parser("price", help=words, description=words, parents=[common_options()])
    price.add_argument("file", type=Path, metavar="FILE.json")
    price.set_defaults(handler=_price)


def _price(options: argparse.Namespace) -> int:
    try:
        data = json.loads(options.file.read_text("utf-8-sig"))
    except OSError as error:
        words = f"{options.file} cannot be read: {error.strerror}. Nothing was priced."
        raise FileRefused(words) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"{options.file} is no JSON: {error}. Nothing was priced.") from error
    priced = pricing.price(pricing_input.read_document(data))
    currency = priced.document.currency
    words = [f"{i:>4}  {line.net:>14}" for i, line in enumerate(priced.lines, start=1)]
    words += [
        f"{t.category} {pricing.plain(t.rate)} % of {t.taxable}: {t.tax}" for t in priced.taxes
    ]
    words += [f"Total {priced.tax_inclusive} {currency}, to pay {priced.payable} {currency}"]
    answer(options, pricing_input.to_json(priced), "\n".join(words))
    return DONE
