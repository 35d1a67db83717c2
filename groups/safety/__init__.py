"""What is in a text. Pure: no Django, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    kind: str
    rule: str
    start: int
    end: int
    advice: str


ASKED = frozenset({"contact", "identity", "solicitation", "recruitment", "abuse", "watched"})
HELD = frozenset({"contact", "solicitation", "recruitment"})


def scan(text: str) -> list[Finding]:
    return []
