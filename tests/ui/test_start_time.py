"""What must not be loaded before the window is painted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# A file needs none of it: the ORM nobody, the rest only servers, upgrades and other formats.
FOR_OTHERS = """
import sys
from crm_desktop.ui.application import _open
workspace, watch = _open(sys.argv[1], None)
workspace.close()
print(sorted({"alembic", "psycopg", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql",
              "openpyxl", "phonenumbers"} & set(sys.modules)))
"""
SCRIPT = """
import json, sys
from crm_desktop import app, i18n
from crm_desktop.settings import SettingsFile
from crm_desktop.ui.application import Application
i18n.use("en_GB", "en_GB")
qt = app.make_qt([])
program = Application(qt, SettingsFile())
program.start(sys.argv[1], [])
program.window.painted.disconnect()
program.window.painted.connect(qt.quit)
qt.exec()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
# The bindings would read the source of each module, and Python would keep its lines.
LINES = """
import linecache
from crm_desktop import app
import sqlalchemy
print([name for name in linecache.cache if "sqlalchemy" in name and name.endswith(".py")])
"""
# Parts of Qt's bindings, and what babel takes where it is installed.
OF_THEIRS = {"shibokensupport", "signature_bootstrap", "sitecustomize", "distutils", "pytz"}
HEAVY = {
    "alembic",
    "calamine",
    "defusedxml",
    "openpyxl",
    "phonenumbers",
    "psycopg",
    "pypdfium2",
    "reportlab",
    "sqlalchemy",
    "sqlcipher3",
    "sqlite3",
    "tomlkit",
    "xlsxwriter",
}


def test_only_qt_platformdirs_and_babel_come_before_the_first_paint(
    tmp_path: Path, filled_template: Path
) -> None:
    env = {**os.environ, "CRM_DESKTOP_HOME": str(tmp_path)}
    command = [sys.executable, "-c", SCRIPT, str(filled_template)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=True, timeout=60)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert loaded & HEAVY == set()
    ours = {"PySide6", "shiboken6", "babel", "platformdirs", "crm_desktop"}
    foreign = {name for name in loaded if not name.startswith("_") and name not in ours}
    foreign -= set(sys.stdlib_module_names) | OF_THEIRS
    assert {name for name in foreign if not name.startswith(("crm", "__editable__"))} == set()


def test_a_file_is_opened_without_what_only_servers_and_upgrades_need(
    filled_template: Path,
) -> None:
    command = [sys.executable, "-c", FOR_OTHERS, str(filled_template)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_source_is_read_and_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LINES], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
