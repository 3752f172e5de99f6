"""The cycle collector, which has nothing to find in a batch and looks at it again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """No cycles are collected meanwhile: a batch is thousands of small objects that die by themselves."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
