"""Times, memory, and rows of the result. A budget holds on the reference machine when it is quiet.

Others may be at work on the machine meanwhile: how slow it is just now is measured with a fixed
piece of work around each question, and time budgets are stretched by that, and by TOLERANCE.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from hashlib import pbkdf2_hmac
from pathlib import Path
from threading import Thread
from typing import Any

TOLERANCE = 1.25  # of times: what is left between two runs on a quiet machine
MEMORY_TOLERANCE = 7 / 6  # libraries that other programs share are counted, and differ by system
SPIN, BOTH = 4.3, 4.0  # milliseconds of the fixed work on the reference machine, quiet
MOST_SLOWNESS = 6.0  # a machine slower than that says nothing about a budget

_DERIVED = frozenset({"name", "ratio", "ok", "kept"})
MS, PER_SECOND, MB, COUNT, TIMES = "ms", "/s", "MB", "", "x"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the result.

    Attributes:
        what: the question in a few words.
        unit: ms (less is better), /s (more is better), MB, statements, x (less is better).
        ours, limit, budget: in that unit; limit is the bare work on the same data in the same run.
        fair: so many times the bare work is within the budget on the reference machine: others
            who are at work there slow both down alike.
        flat: must not grow with the number of contacts; see run.growth().
        slowness: how many times slower the machine was than the reference.
        peak: peak memory of the process so far, in MB.
    """

    what: str
    unit: str
    ours: float
    budget: float
    limit: float | None = None
    fair: float | None = None
    flat: bool = False
    database: str = ""
    size: int = 0
    slowness: float = 1.0
    peak: float = 0.0

    @property
    def name(self) -> str:
        """Unique among the rows of a run."""
        return f"{self.what} ({self.database} {words_for(self.size)})"

    @property
    def ratio(self) -> float | None:
        """How many times slower than the limit."""
        if not self.limit or not self.ours:
            return None
        return self.limit / self.ours if self.unit == PER_SECOND else self.ours / self.limit

    @property
    def ok(self) -> bool:
        """Within the budget, or as near as the machine lets one say."""
        rooms = {MS: TOLERANCE * self.slowness, MB: MEMORY_TOLERANCE, TIMES: TOLERANCE}
        rooms[PER_SECOND] = rooms[MS]
        return self._within(rooms.get(self.unit, 1.0)) or self._is_fair

    @property
    def _is_fair(self) -> bool:
        ratio = self.ratio
        return ratio is not None and self.fair is not None and ratio <= self.fair * TOLERANCE

    @property
    def kept(self) -> bool:
        """Within the budget as it stands."""
        return self._within(1.0)

    def _within(self, room: float) -> bool:
        if self.unit == PER_SECOND:
            return self.ours * room >= self.budget
        return self.ours <= self.budget * room

    def placed(self, database: str, size: int, slowness: float) -> Row:
        """The same figure with where and how it was taken."""
        return replace(
            self, database=database, size=size, slowness=slowness, peak=self.peak or peak_memory()
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data; from_json() reads it."""
        figures = {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}
        ratio = self.ratio
        shown = {"name": self.name, "ratio": None if ratio is None else round(ratio, 2)}
        return {**shown, **figures, "ok": self.ok, "kept": self.kept}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Row:
        """A row that another process wrote."""
        return cls(**{k: v for k, v in data.items() if k not in _DERIVED})


def words_for(size: int) -> str:
    """10k, 1M."""
    if size >= 1_000_000:
        return f"{size // 1_000_000}M"
    return f"{size // 1_000}k" if size >= 1_000 else str(size)


# --------------------------------------------------------------------------------------- times


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many calls."""

    all: list[float]

    @property
    def best(self) -> float:
        return min(self.all)

    @property
    def p50(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        if len(self.all) < 20:
            return max(self.all)
        return statistics.quantiles(self.all, n=20)[-1]


def took(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def side_by_side(
    ours: Callable[[int], object],
    limit: Callable[[int], object],
    rounds: int = 60,
    warm: int = 5,
) -> tuple[Times, Times]:
    """Times of two ways to the same answer, taken in turn; both get the number of the round."""
    for i in range(warm):
        ours(i)
        limit(i)
    first: list[float] = []
    second: list[float] = []
    for i in range(warm, warm + rounds):
        first.append(took(lambda i=i: ours(i)))
        second.append(took(lambda i=i: limit(i)))
    return Times(first), Times(second)


def _spin() -> None:
    total, seen = 0, dict[str, int]()
    for i in range(20_000):
        key = f"{i % 997:x}"
        seen[key] = seen.get(key, 0) + i
        total += len(key.upper()) ^ i


def _both_cores() -> None:
    """Two threads without the interpreter: what a database beside us, or a worker, can have."""

    def work() -> None:
        pbkdf2_hmac("sha256", b"word", b"salt", 10_000)

    other = Thread(target=work)
    other.start()
    work()
    other.join()


def slowness() -> float:
    """How many times slower than the reference machine, quiet, this one is just now."""
    alone = statistics.median(took(_spin) for _ in range(7)) / SPIN
    both = statistics.median(took(_both_cores) for _ in range(7)) / BOTH
    return min(MOST_SLOWNESS, max(1.0, alone, both))


# -------------------------------------------------------------------------------------- memory


def memory(key: str = "VmRSS") -> float:
    """What the process holds now, in MB."""
    if sys.platform == "linux":
        # Not ru_maxrss: that begins with the memory of the process that started this one.
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024
    import psutil

    return psutil.Process().memory_info().rss / 2**20


def peak_memory() -> float:
    """The most the process held so far, in MB."""
    if sys.platform == "linux":
        return memory("VmHWM")
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
