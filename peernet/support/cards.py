"""From a finding to a help card: what to offer to somebody who writes words of crisis or danger."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils.safestring import SafeString

from .lines import LINES


def card() -> SafeString:
    """The card's HTML in the language in force; no other host is asked for anything."""
    return SafeString(get_template("support/_card.html").render({"lines": LINES[:3]}))
