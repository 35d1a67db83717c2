"""A zip made in memory, a piece at a time: nothing of it is written to a disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator


def zipped(files: Iterable[tuple[str, Iterable[str]]]) -> Iterator[bytes]:
    """The zip's bytes as they come, of files by name and their text in pieces."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece.encode())
                    yield sink.taken()
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
