"""Looks for the highest rate that a server sustains, in few steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .openloop import Step

WIDE = 1.7  # from step to step while the limit is not in sight
MOST_STEPS = 9


@dataclass
class Found:
    """The best step that held, and every step that was tried."""

    best: Step | None = None
    steps: list[Step] = field(default_factory=list)


Measure = Callable[[float], Awaitable[Step]]


async def highest(
    measure: Measure, start: float, say: Callable[[str], None], *, halvings: int, lowest: float = 1
) -> Found:
    """Up or down from `start` until the limit lies between two rates, then halve what is between."""
    found = Found()

    async def tried(rate: float) -> bool:
        step = await measure(rate)
        if not step.holds and step.whole and step.p99 < 4 * MOST_NOISE_MS:
            step = await measure(rate)  # the machine may have been busy with something else
        found.steps.append(step)
        say(step.line())
        if step.holds and (found.best is None or step.rate > found.best.rate):
            found.best = step
        return step.holds

    low, high = await _between(tried, start, lowest)
    for _ in range(halvings if low and high else 0):
        middle = (low * high) ** 0.5
        if await tried(middle):
            low = middle
        else:
            high = middle
    return found


MOST_NOISE_MS = 100


async def _between(
    tried: Callable[[float], Awaitable[bool]], start: float, lowest: float
) -> tuple[float, float]:
    """A rate that holds and one that does not; 0 stands for one that was not found."""
    rate, low, high = start, 0.0, 0.0
    for _ in range(MOST_STEPS):
        if await tried(rate):
            low = rate
            if high:
                break
            rate *= WIDE
        else:
            high = rate
            if low or rate <= lowest:
                break
            rate = max(lowest, rate / WIDE)
    return low, high
