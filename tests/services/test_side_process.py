"""Long calls in a process of their own: the same answers, news and refusals as at home."""

from __future__ import annotations

import inspect
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from crm_desktop import errors, i18n
from crm_desktop.errors import Cancelled, Conflict, Interrupted, UserError, ValidationFailed
from crm_desktop.services import health, listing, side_process, undo
from crm_desktop.services.changes import Changes
from crm_desktop.services.queries import ListQuery
from crm_desktop.services.side_process import SideProcess
from crm_desktop.services.transfer import exporting, importing
from crm_desktop.services.transfer.options import ImportOptions
from crm_desktop.services.workspace import Cancel, Service, Workspace
from tests.services import long_services
from tests.services.transfer.test_importing import ANNA, BORIS, HEADS, counts, people, written

PATIENCE = 60.0
ROOT = Path(__file__).parents[2]
PARENT = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from crm_desktop.services import opening
from crm_desktop.services.side_process import SideProcess
from tests.services import long_services
if __name__ == "__main__":
    workspace = opening.open_workspace({address!r})
    SideProcess().run(long_services.says_nothing.call(Path({began!r})), workspace)
"""


@pytest.fixture
def side() -> Iterator[SideProcess]:
    made = SideProcess()
    yield made
    made.close()


def copied(what: Any) -> Any:
    """As it arrives in another process."""
    return pickle.loads(pickle.dumps(what))  # noqa: S301


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        threading.Event().wait(0.01)


def test_an_import_beside_is_the_import_at_home(
    side: SideProcess, workspace: Workspace, tmp_path: Path
) -> None:
    path, news, notes = written(tmp_path, HEADS + ANNA + BORIS), list[Changes](), list[str]()
    here = workspace.during(Cancel(), lambda _step, _total, note: notes.append(note), news.append)
    rehearsed = side.run(importing.rehearse_all.call([path], ImportOptions()), here)
    assert rehearsed.dry_run
    assert counts(rehearsed) == (2, 0, 0, 0, 0)
    assert (people(workspace), news) == ({}, [])
    report = side.run(importing.run_all.call([path], ImportOptions()), here)
    assert counts(report) == counts(rehearsed)
    assert set(people(workspace)) == {"Anna Ruiz", "Boris Kovač"}
    assert notes[-1] == "2 rows read"
    assert [each.change_set for each in news] == [report.change_set]
    assert {"person", "company"} <= news[0].entities
    assert undo.state(workspace).undo == "Import people.csv"
    undo.undo(workspace, report.change_set)
    assert people(workspace) == {}
    assert health.check(workspace).problems == []


def test_one_child_serves_many_calls(side: SideProcess, workspace: Workspace) -> None:
    side.ready(long_services.__name__)
    first, second = (side.run(long_services.number_of_process.call(), workspace) for _ in range(2))
    assert first == second != os.getpid()
    psutil.Process(first).kill()
    until(lambda: not psutil.pid_exists(first) or _is_dead(first))
    assert side.run(long_services.number_of_process.call(), workspace) not in (first, os.getpid())


def _is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_what_is_cancelled_stops(side: SideProcess, workspace: Workspace) -> None:
    cancel = Cancel()
    here = workspace.during(cancel, lambda *_: cancel.request(), lambda _changes: None)
    with pytest.raises(Cancelled):
        side.run(long_services.until_cancelled.call(), here)
    pid = side.run(long_services.number_of_process.call(), workspace)
    assert pid != os.getpid()


def test_what_does_not_stop_is_ended(
    side: SideProcess, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_process, "GRACE", 0.1)
    monkeypatch.setattr(side_process, "FAREWELL", 0.1)
    cancel, began = Cancel(), tmp_path / "began"
    here = workspace.during(cancel, lambda *_: None, lambda _changes: None)
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            side.run(long_services.says_nothing.call(began), here)
        except UserError as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    until(lambda: began.exists() and bool(began.read_text("utf-8")))
    cancel.request()
    thread.join(PATIENCE)
    assert [type(error) for error in ended] == [Interrupted]
    assert _is_dead(int(began.read_text("utf-8")))


def test_a_child_that_dies_leaves_nothing_half(side: SideProcess, workspace: Workspace) -> None:
    news: list[Changes] = []
    here = replace(workspace, committed=news.append)
    side.run(long_services.adds.call("Before"), here)
    with pytest.raises(Interrupted, match="undo history"):
        side.run(long_services.adds_and_dies.call("Half"), here)
    assert [each.many for each in news] == [False, True]  # nobody knows: all is read anew
    side.run(long_services.adds.call("After"), here)
    assert listing.count(workspace, ListQuery("person")) == 2
    assert health.check(workspace).problems == []


def test_refusals_come_home_as_they_are(side: SideProcess, workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed) as refused:
        side.run(long_services.refuses.call(), workspace)
    assert refused.value.problems == {"name": "There is no name."}
    reader = replace(workspace, permissions=frozenset())
    with pytest.raises(errors.PermissionDenied):
        side.run(long_services.number_of_process.call(), reader)


def test_a_mistake_of_the_program_says_where_it_was_made(
    side: SideProcess, workspace: Workspace
) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError") as mistake:
        side.run(long_services.mistaken.call(), workspace)
    assert "in mistaken" in mistake.value.__notes__[0]
    with pytest.raises(RuntimeError, match="lambda"):
        side.run(long_services.cannot_travel.call(), workspace)


def test_it_speaks_the_language_of_the_window(side: SideProcess, workspace: Workspace) -> None:
    before = i18n.language(), i18n.locale_name()
    try:
        i18n.use("de", "de_AT")
        assert side.run(long_services.speaks.call(), workspace) == "Abbrechen"
    finally:
        i18n.use(*before)
    assert side.run(long_services.speaks.call(), workspace) == "Cancel"


def test_it_does_not_outlive_a_program_that_was_killed(store_file: Path, tmp_path: Path) -> None:
    began, script = tmp_path / "began", tmp_path / "parent.py"
    script.write_text(
        PARENT.format(root=str(ROOT), address=str(store_file), began=str(began)), "utf-8"
    )
    parent = subprocess.Popen([sys.executable, str(script)])
    try:
        until(lambda: began.exists() and bool(began.read_text("utf-8")))
    finally:
        parent.kill()
        parent.wait()
    child = int(began.read_text("utf-8"))
    until(lambda: _is_dead(child))


def test_every_error_comes_home_whole() -> None:
    given: dict[type[UserError], tuple[Any, ...]] = {
        ValidationFailed: ({"name": "wrong"},),
        Conflict: ("theirs",),
    }
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, UserError)
    ]
    assert len(kinds) > 10
    for kind in kinds:
        error = kind(*given.get(kind, ("words",)))
        copy = copied(error)
        assert (type(copy), str(copy), copy.__dict__) == (kind, str(error), error.__dict__)


def test_long_services_are_found_by_name() -> None:
    services = [*vars(importing).values(), *vars(exporting).values()]
    long = {each for each in services if isinstance(each, Service) and each.is_long}
    names = {"rehearse", "rehearse_all", "run", "run_all", "export"}
    assert {each.work.__name__ for each in long} == names
    assert all(copied(each) is each for each in long)


def test_an_export_beside_is_the_export_at_home(
    side: SideProcess, workspace: Workspace, tmp_path: Path
) -> None:
    importing.run(workspace, written(tmp_path, HEADS + ANNA + BORIS), ImportOptions())
    asked, here, beside = ListQuery("person"), tmp_path / "here.csv", tmp_path / "beside.csv"
    exporting.export(workspace, asked, here)
    done = side.run(exporting.export.call(asked, beside), workspace)
    assert (done.path, done.rows) == (beside, 2)
    assert beside.read_bytes() == here.read_bytes()
    with pytest.raises(errors.FileRefused, match="Nothing was exported"):
        side.run(exporting.export.call(asked, tmp_path / "people.doc"), workspace)
