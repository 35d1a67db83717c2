"""Public help lines: facts as their own pages say them, each with where and when it was read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
CHECKED = "2026-11"


@dataclass(frozen=True)
class Line:
    """`reports`: what it must or may pass on. Nothing beyond what was read is written here."""

    name: Text
    country: str
    reach: Text
    hours: Text
    languages: Text
    reports: Text
    checked: str = CHECKED


LINES = (
    Line(
        "National Human Trafficking Hotline", "US",
        _("Call 1-888-373-7888, text 233733, relay 711, or live chat on its site"),
        _("every day, day and night"),
        _("English, Spanish; more than 200 by interpreter"),
        _("Tells authorities at once when it suspects child abuse or has reason to believe that harm is imminent. Otherwise it does not act without your consent."),
    ),
    Line(
        "988 Suicide & Crisis Lifeline", "US",
        _("Call or text 988, or chat on its site. Spanish: press 2, or text AYUDA to 988. Relay 711"),
        _("every day, day and night"),
        _("English, Spanish; interpretation in more than 240 by call"),
        _("Ask at the start of the call what they must pass on."),
    ),
    Line(
        _("Emergency services"), "US, CA", _("Call 911"), _("every day, day and night"), "–", "–",
    ),
    Line(
        "Canadian Human Trafficking Hotline", "CA",
        _("Call 1-833-900-1010; TTY"),
        _("every day, day and night"),
        _("more than 200 by interpreter"),
        _("Shares nothing without being asked, unless the law requires it."),
    ),
    Line(
        "Modern Slavery & Exploitation Helpline (Unseen)", "UK",
        _("Call 08000 121 700"),
        _("Its hours are on its site."),
        "–",
        _("Asks for consent first, except in imminent danger, or child abuse or danger to a person under 18."),
    ),
    Line(
        _("Emergency services"), "UK", _("Call 999"), _("every day, day and night"), "–", "–",
    ),
)  # fmt: skip
