"""What texts of documents may leave open: `{contact}`, `{number}`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_desktop.i18n import N_, _

# Each with what stands in its place.
PLACEHOLDERS: dict[str, str] = {
    "contact": N_("The customer's contact"),
    "company": N_("The customer"),
    "number": N_("Number of the document"),
    "title": N_("Title of the document"),
    "date": N_("Date of the document"),
    "valid_until": N_("Last day of the quote"),
    "delivery": N_("Day of delivery"),
    "reference": N_("The customer's reference"),
    "customer_number": N_("The customer's number"),
    "net": N_("Total without tax"),
    "total": N_("Total with tax"),
    "payable": N_("Amount to pay"),
    "owner": N_("Who looks after it"),
    "office": N_("Our name"),
}
_BRACED = re.compile(r"\{([^{}\n]*)\}")
_BEFORE = re.compile(r"[ \t]*\{([a-z_]+)\}")


def wrong(text: str) -> str:
    """What is wrong with the placeholders of a text, in words; "" for nothing."""
    unknown = [name for name in _BRACED.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        name = f"{{{unknown[0][:40]}}}"
        return _("{name} is not known here. Known are: {known}.").format(name=name, known=known)
    if text.count("{") != text.count("}") or set(_BRACED.sub("", text)) & set("{}"):
        return _("A brace is left over. Write a placeholder like {contact}, with both braces.")
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled. What has no value goes with the blank before it.

    Unknown ones stay as they are: they are refused when a text is saved.
    """

    def part(found: re.Match[str]) -> str:
        name = found[1]
        if name not in PLACEHOLDERS:
            return found[0]
        value = values.get(name, "").strip()
        return f"{found[0][: found[0].index('{')]}{value}" if value else ""

    return "\n".join(line.rstrip() for line in _BEFORE.sub(part, text).split("\n"))
