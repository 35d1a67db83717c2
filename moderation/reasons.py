"""A reason as a form gives it."""

from __future__ import annotations

from groups.reasons import Reason
from peernet.kit import words

WORDS_MOST_CHARS = 1000


def read(reason: str, text: str) -> tuple[str, str]:
    """The reason's code and the words, tidied. What is on no list is kept as words."""
    reason, text = words.one_line(reason), words.tidy(text).strip()
    if reason and reason not in Reason.values:
        reason, text = Reason.OTHER, f"{reason}\n{text}".strip()
    return str(reason), text[:WORDS_MOST_CHARS]
