"""Watched words as a table: a CSV file out, a checked one in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from .advice import gettext_noop
from .watched import BadRows, RefusedWord, WatchedWord, check, look_of

COLUMNS: Final = ("word", "action", "scope", "note")
FEWEST_COLUMNS = 2
MOST_ROWS = 5000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_csv(words: Iterable[WatchedWord]) -> str:
    """A table of words; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for watched in words:
        cells = (_guarded(watched.word), watched.action, watched.scope, _guarded(watched.note))
        writer.writerow(cells)
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def import_csv(text: str, scope: str = "group") -> list[WatchedWord]:
    """Every word of a table, or BadRows and none of them; `scope` where a row names none."""
    return [watched for _, watched in numbered(text, scope)]


def numbered(text: str, scope: str = "group") -> list[tuple[int, WatchedWord]]:
    """The same, each with the number of its row."""
    words, bad = sorted_out(text, scope)
    if bad:
        raise BadRows(bad)
    return words


def sorted_out(
    text: str, scope: str = "group"
) -> tuple[list[tuple[int, WatchedWord]], list[tuple[int, RefusedWord]]]:
    """The words of a table, and its bad rows; BadRows only where it cannot be read as one."""
    words: list[tuple[int, WatchedWord]] = []
    bad: list[tuple[int, RefusedWord]] = []
    known: set[tuple[str, str]] = set()
    for number, row in _rows(text):
        try:
            watched = _word_of(row, scope)
            look = (watched.scope, look_of(watched.word))
            if look in known:
                raise RefusedWord(gettext_noop("It is there twice."))
        except RefusedWord as no:
            bad.append((number, no))
        else:
            known.add(look)
            words.append((number, watched))
    return words, bad


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").replace("\0", "").splitlines()
    first = lines[0] if lines else ""
    between = (
        ";" if first.count(";") > first.count(",") else ","
    )  # as spreadsheets write in Spanish
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=between), 1):
            if number > MOST_ROWS:
                many = gettext_noop("There are more than %(most)s rows.")
                raise BadRows([(number, RefusedWord(many, most=MOST_ROWS))])
            if any(cell.strip() for cell in row) and not _is_heading(number, row):
                yield number, [cell.strip() for cell in row]
    except csv.Error:
        no = RefusedWord(gettext_noop("The table cannot be read."))
        raise BadRows([(1, no)]) from None


def _is_heading(number: int, row: list[str]) -> bool:
    return number == 1 and row[0].strip().lower() == COLUMNS[0]


def _word_of(row: list[str], scope: str) -> WatchedWord:
    if not FEWEST_COLUMNS <= len(row) <= len(COLUMNS):
        columns = ", ".join(COLUMNS)
        raise RefusedWord(gettext_noop("It needs the columns %(columns)s."), columns=columns)
    word, action, named, note = [*row, "", ""][: len(COLUMNS)]
    watched = WatchedWord(
        _unguarded(word), action.lower(), named.lower() or scope, _unguarded(note)
    )
    check(watched)
    return watched


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
