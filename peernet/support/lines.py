"""Public help lines, read from `data/*.toml`: facts as the lines' own pages say them, each with
where and when it was read. Nothing beyond what was read is written there."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from .entries import Card, Entry, Trace

FOLDER = Path(__file__).with_name("data")
FILES = ("us.toml", "ca.toml", "uk.toml")  # in the order in which they are shown
LANGUAGES = ("en", "es")


def lines() -> tuple[Entry, ...]:
    """Every line that comes with the program, in the language in force."""
    code = (get_language() or "en")[:2]
    return _in(code if code in LANGUAGES else "en")


def line_of(line_id: str) -> Entry | None:
    return next((line for line in lines() if line.id == line_id), None)


@cache
def _in(language: str) -> tuple[Entry, ...]:
    return tuple(_line(told, language) for told in _told())


@cache
def _told() -> list[dict[str, Any]]:
    files = [tomllib.loads((FOLDER / name).read_text()) for name in FILES]
    return [told for file in files for told in file["line"]]


def _line(told: dict[str, Any], language: str) -> Entry:
    words = told[language]
    return Entry(
        id=told["id"],
        name=words.get("name", told.get("name", "")),
        reach=words["reach"],
        source=told["source"],
        checked_on=told["checked"],
        needs=tuple(told["needs"]),
        countries=tuple(told["countries"]),
        speaks=tuple(told.get("speaks", ())),
        languages=words.get("languages", ""),
        hours=words.get("hours", ""),
        reports=words.get("reports", ""),
        trace=Trace(told["trace"]),
        card=Card(told["card"]),
    )
