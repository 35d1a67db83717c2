"""The short list of reasons, for a report and for a deed alike, each in plain words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from peernet.kit import words

WORDS_MOST_CHARS = 1000


class Reason(models.TextChoices):
    CONTACT = "contact", _("gives or asks for contact details")
    IDENTITY = "identity", _("gives or asks for names and places")
    ELSEWHERE = "elsewhere", _("asks somebody to meet or write elsewhere")
    OFFER = "offer", _("offers work, travel or money")
    HURTFUL = "hurtful", _("attacks or puts somebody down")
    HEAVY = "heavy", _("hard to read without a note")
    WORRY = "worry", _("somebody may be in danger")
    AGREEMENT = "agreement", _("against what the group agreed on")
    OTHER = "other", _("something else")


def read(reason: str, text: str) -> tuple[str, str]:
    """The reason's code and the words, tidied. What is on no list is kept as words."""
    reason, text = words.one_line(reason), words.tidy(text).strip()
    if reason and reason not in Reason.values:
        reason, text = Reason.OTHER, f"{reason}\n{text}".strip()
    return str(reason), text[:WORDS_MOST_CHARS]
