"""Counts that people may see: nothing under ten, the rest rounded to five."""

from __future__ import annotations

FLOOR, STEP = 10, 5


def shown(n: int) -> int | None:
    return STEP * round(n / STEP) if n >= FLOOR else None
