"""The catalogue: every entity described once, as pure data.

To add a field: one column in the model, one migration, one `Field` line in the entity's module
here, one test. To add an entity: a model, a migration, a module here and two permissions.
"""

from __future__ import annotations

from crm_desktop.errors import NotFound
from crm_desktop.i18n import _
from crm_desktop.services.catalog.activities import ACTIVITY, ATTACHMENT, NOTE
from crm_desktop.services.catalog.companies import COMPANY
from crm_desktop.services.catalog.contracts import ASSET, CONTRACT
from crm_desktop.services.catalog.currencies import CURRENCY, NUMBER_SERIES, TAX_CLASS
from crm_desktop.services.catalog.deals import DEAL
from crm_desktop.services.catalog.fields import (
    Choice,
    EntityType,
    Field,
    Kind,
    Record,
    Ref,
    Role,
)
from crm_desktop.services.catalog.leads import LEAD
from crm_desktop.services.catalog.office import (
    OFFICE,
    SAVED_VIEW,
    SETTING,
    STATIC_LIST,
    TEAM,
    USER,
)
from crm_desktop.services.catalog.people import PERSON
from crm_desktop.services.catalog.pipelines import LOST_REASON, PIPELINE, QUOTA, STAGE
from crm_desktop.services.catalog.products import CATEGORY, PRICE_LIST, PRODUCT
from crm_desktop.services.catalog.quotes import DELIVERY, ORDER, QUOTE

# Those with a page of their own stand in this order in the navigation and in the menus.
ENTITIES: dict[str, EntityType] = {
    entity.key: entity
    for entity in (
        PERSON,
        COMPANY,
        LEAD,
        DEAL,
        QUOTE,
        ORDER,
        CONTRACT,
        ASSET,
        PRODUCT,
        ACTIVITY,
        NOTE,
        ATTACHMENT,
        DELIVERY,
        CATEGORY,
        PRICE_LIST,
        PIPELINE,
        STAGE,
        LOST_REASON,
        QUOTA,
        CURRENCY,
        TAX_CLASS,
        NUMBER_SERIES,
        OFFICE,
        USER,
        TEAM,
        SAVED_VIEW,
        STATIC_LIST,
        SETTING,
    )
}


def entity_type(key: str) -> EntityType:
    """The entity of that key, or NotFound with the keys there are."""
    try:
        return ENTITIES[key]
    except KeyError:
        words = _("There is no kind of record called '{key}'. Known are: {known}.")
        raise NotFound(words.format(key=key, known=", ".join(ENTITIES))) from None


__all__ = [
    "ACTIVITY",
    "ATTACHMENT",
    "COMPANY",
    "DEAL",
    "ENTITIES",
    "LEAD",
    "NOTE",
    "OFFICE",
    "PERSON",
    "PRODUCT",
    "SAVED_VIEW",
    "SETTING",
    "STATIC_LIST",
    "TEAM",
    "USER",
    "Choice",
    "EntityType",
    "Field",
    "Kind",
    "Record",
    "Ref",
    "Role",
    "entity_type",
]
