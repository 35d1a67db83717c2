"""How long the second look takes, for usual messages and for those made to be slow."""

from __future__ import annotations

from functools import partial

from groups.safety import load, scan

from .cast import WORDS
from .measured import Bench
from .second_look import USUAL, milliseconds, worst_texts


async def look_twice(bench: Bench) -> None:
    load()
    usual = [milliseconds(partial(scan, words), 100) for words in (USUAL, *WORDS)]
    worst = {name: milliseconds(partial(scan, text), 3) for name, text in worst_texts().items()}
    slowest = max(worst, key=lambda name: worst[name])
    bench.note("second look usual", max(usual))
    bench.note("second look worst", worst[slowest], text=slowest)
