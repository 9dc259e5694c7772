"""Enumerations that are stored. Values are stable; labels are the catalogue's business."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do, as `resource:action`, in alphabetical order."""

    ACCOUNTING_EDIT = "accounting:edit"
    ACCOUNTING_READ = "accounting:read"
    ACTIVITY_EDIT = "activity:edit"
    ACTIVITY_READ = "activity:read"
    ATTACHMENT_EDIT = "attachment:edit"
    ATTACHMENT_READ = "attachment:read"
    COMPANY_EDIT = "company:edit"
    COMPANY_READ = "company:read"
    DEAL_EDIT = "deal:edit"
    DEAL_READ = "deal:read"
    HISTORY_READ = "history:read"
    HISTORY_UNDO = "history:undo"
    LEAD_EDIT = "lead:edit"
    LEAD_READ = "lead:read"
    NOTE_EDIT = "note:edit"
    NOTE_READ = "note:read"
    OFFICE_EDIT = "office:edit"
    OFFICE_READ = "office:read"
    ORDER_EDIT = "order:edit"
    ORDER_READ = "order:read"
    PERSON_EDIT = "person:edit"
    PERSON_READ = "person:read"
    PIPELINE_EDIT = "pipeline:edit"
    PIPELINE_READ = "pipeline:read"
    PRODUCT_EDIT = "product:edit"
    PRODUCT_READ = "product:read"
    QUOTA_EDIT = "quota:edit"
    QUOTA_READ = "quota:read"
    QUOTE_APPROVE = "quote:approve"
    QUOTE_EDIT = "quote:edit"
    QUOTE_READ = "quote:read"
    SETTING_EDIT = "setting:edit"
    SETTING_READ = "setting:read"
    STORE_MAINTAIN = "store:maintain"
    TEAM_EDIT = "team:edit"
    TEAM_READ = "team:read"
    TRANSFER_EXPORT = "transfer:export"
    TRANSFER_IMPORT = "transfer:import"
    USER_EDIT = "user:edit"
    USER_READ = "user:read"
    VIEW_EDIT = "view:edit"
    VIEW_READ = "view:read"


class Purpose(StrEnum):
    """Why a change set was written. Undo without an argument skips the ones of SYSTEM."""

    BULK_EDIT = "bulk edit"
    CREATE = "create"
    DELETE = "delete"
    DEMO = "demo"
    EDIT = "edit"
    IMPORT = "import"
    INIT = "init"
    MERGE = "merge"
    MIGRATION = "migration"
    OUTSIDE = "outside the program"
    PURGE = "purge"
    REDO = "redo"
    RESTORE = "restore"
    ROUTINE = "routine"
    UNDO = "undo"


SYSTEM = frozenset(
    {Purpose.DEMO, Purpose.INIT, Purpose.MIGRATION, Purpose.OUTSIDE, Purpose.PURGE, Purpose.ROUTINE}
)
