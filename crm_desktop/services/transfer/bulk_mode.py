"""The interpreter set up for an import."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

_GARBAGE = 200_000


@contextmanager
def in_bulk() -> Generator[None]:
    """Much data at once; as before afterwards.

    By itself the interpreter looks through all objects for cycles after every 700 new ones: a
    fifth of the time of an import.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(_GARBAGE, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
