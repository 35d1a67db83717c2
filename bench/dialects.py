"""How PeerNet, the stock consumer and the raw broadcast are spoken to."""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass

from .cast import WORDS

LETTERS = "abcdefghijklmnop"  # numbers in words are letters: digits look like telephone numbers
_MARK = re.compile(rb"qz([a-p]+)zq")
_REVISION = re.compile(rb'"type":"message","group":"[^"]*","rev":(\d+),"message":\{"id":"([^"]+)"')
_TO_HEX = bytes.maketrans(LETTERS.encode(), b"0123456789abcdef")
MOST_KEPT = 2000


@dataclass(frozen=True)
class Place:
    """Where a member sits: the room's number, its id, her cookie."""

    room: int
    group: str
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one frame told, in its order: numbers; for PeerNet also revisions and ids."""

    numbers: tuple[int, ...]
    revisions: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    size: int = 0


def words(number: int) -> str:
    """A message of a usual length that carries its number."""
    mark = f"{number:x}".translate(str.maketrans("0123456789abcdef", LETTERS))
    return f"{WORDS[number % len(WORDS)]} qz{mark}zq"


class _Plain:
    """The same bytes come to every socket of a room, so each is understood once."""

    path = "/"

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self._kept: dict[bytes, Told | None] = {}

    def read(self, payload: bytes) -> Told | None:
        if payload in self._kept:
            return self._kept[payload]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        told = self._kept[payload] = self.understood(payload)
        return told

    def understood(self, payload: bytes) -> Told | None:
        marks = _MARK.findall(payload)
        if not marks:
            return None
        return Told(tuple(int(m.translate(_TO_HEX), 16) for m in marks), size=len(payload))

    def request(self, place: Place) -> bytes:
        lines = [
            f"GET {self.path_of(place)} HTTP/1.1", f"Host: {self.host}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            f"Origin: http://{self.host}", "Accept-Language: en",
        ]  # fmt: skip
        if place.cookie:
            lines.append(f"Cookie: sessionid={place.cookie}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def path_of(self, place: Place) -> str:
        return "/"

    def greeting(self, place: Place) -> str:
        return ""

    def say(self, place: Place, number: int) -> str:
        return json.dumps({"message": words(number)})


class PeerNet(_Plain):
    def path_of(self, place: Place) -> str:
        return "/ws/"

    def greeting(self, place: Place) -> str:
        return json.dumps({"type": "enter", "group": place.group, "after": None})

    def say(self, place: Place, number: int) -> str:
        return json.dumps(
            {"type": "send", "group": place.group, "key": f"n-{number}", "body": words(number)}
        )

    def read(self, payload: bytes) -> Told | None:
        # Answers are for one socket: not worth keeping.
        if payload.startswith((b'{"type":"sent"', b'{"type":"entered"', b'{"type":"refused"')):
            return None
        return super().read(payload)

    def understood(self, payload: bytes) -> Told | None:
        told, found = super().understood(payload), _REVISION.findall(payload)
        if told is None:
            return None
        if len(found) != len(told.numbers):
            raise ValueError("a frame with messages that could not be understood")
        revisions = tuple(int(rev) for rev, _ in found)
        return Told(told.numbers, revisions, tuple(m.decode() for _, m in found), told.size)


class Stock(_Plain):
    def path_of(self, place: Place) -> str:
        return f"/ws/chat/{place.group}/"


class Raw(_Plain):
    def path_of(self, place: Place) -> str:
        return f"/{place.group}"
