"""A person's own words as one readable page and JSON in a zip, made in memory only."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from groups import erasing
from peernet.accounts import keeping as accounts_keeping
from peernet.accounts.models import Account

FILE_NAME = "notes.zip"


def gather(account: Account) -> dict[str, Any]:
    return {"settings": accounts_keeping.export(account), "groups": erasing.export(account)}


def zipped(told: dict[str, Any]) -> Iterator[bytes]:
    """The zip, a piece at a time; nothing is written to a disk."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("notes.html", render_to_string("upkeep/words.html", told))
        yield sink.taken()
        archive.writestr("notes.json", json.dumps(told, ensure_ascii=False, indent=1))
        yield sink.taken()
    yield sink.taken()


class _Sink:
    """A file that cannot be gone back in, emptied as it is read."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def flush(self) -> None: ...

    def taken(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held
