"""Draws a handle: two plain words and a number, so that nobody can test for a chosen name."""

from __future__ import annotations

import secrets
from pathlib import Path

from .models import Account, digest_of

_FILES = Path(__file__).with_name("words")
FIRST = (_FILES / "first.txt").read_text(encoding="utf-8").split()
SECOND = (_FILES / "second.txt").read_text(encoding="utf-8").split()


def draw() -> str:
    """A handle nobody has, such as `calm-river-4821` (some 150 million there are)."""
    while True:
        number = 1000 + secrets.randbelow(9000)
        handle = f"{secrets.choice(FIRST)}-{secrets.choice(SECOND)}-{number}"
        if not Account.objects.filter(handle_digest=digest_of(handle)).exists():
            return handle
