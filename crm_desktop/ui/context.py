"""What every page and dialog needs, handed from the top: no module reaches for a global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from crm_desktop import i18n
from crm_desktop.settings import SettingsFile
from crm_desktop.ui.dialogs import Dialogs
from crm_desktop.ui.drafts import Drafts
from crm_desktop.ui.faces import Faces
from crm_desktop.ui.state import State
from crm_desktop.ui.tasks import Tasks


def utc_now() -> datetime:
    """The clock of a program that is not being tested."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a page.

    Attributes:
        tasks: the way to the services.
        settings: what the user chose.
        state: what the windows remember.
        dialogs: the way to ask.
        clock: what time it is; aware.
        drafts: what was typed into forms and not saved.
        faces: the small pictures of contacts.
    """

    tasks: Tasks
    settings: SettingsFile
    state: State
    dialogs: Dialogs
    clock: Callable[[], datetime] = utc_now
    drafts: Drafts = field(init=False)
    faces: Faces = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "drafts", Drafts(self.tasks))  # frozen
        object.__setattr__(self, "faces", Faces(self.tasks))

    def today(self) -> date:
        """The day at this computer."""
        return i18n.local(self.clock()).date()
