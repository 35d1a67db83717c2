"""Sockets in rooms: who sits where, what was told to each, what each may hear."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .presenting import Event
from .watching import Place


class Ear(Protocol):
    """A socket, as the hub sees it."""

    account: str
    session: str
    session_ends: datetime
    language: str

    def write(self, text: str) -> None: ...
    def close(self, code: int) -> None: ...
    def ping(self) -> None: ...
    def drop_if_silent(self) -> None: ...


@dataclass(slots=True, eq=False)
class Seat:
    """One socket in one room. Until it is told where it stands, events wait for it."""

    ear: Ear
    place: Place
    rev: int = -1
    waiting: list[Event] | None = None


@dataclass(slots=True)
class Room:
    rev: int = -1  # everything up to it was told; -1 before the first socket entered
    seats: dict[Ear, Seat] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    early: dict[int, Event] = field(default_factory=dict)
    fresh: list[Event] = field(default_factory=list)  # in order, to be written this turn
    reading: bool = False

    def count_languages(self) -> None:
        self.languages = tuple(sorted({ear.language for ear in self.seats}))


def write_room(room: Room, events: list[Event]) -> list[Seat]:
    """What came for a room, as one frame a socket, the same bytes for all who may hear all of it.

    The seats that could not be written to: their language was not drawn.
    """
    first, last = events[0].rev, events[-1].rev
    lowest = min((event.seq for event in events if event.seq is not None), default=last)
    joined = _joined_by_language(room, events)
    behind = []
    for seat in list(room.seats.values()):
        place = seat.place
        if seat.waiting is not None:
            seat.waiting.extend(events)
        elif seat.rev < first and not place.blocked and place.first <= lowest:
            text = joined.get(seat.ear.language)
            if text is None:
                behind.append(seat)
            else:
                seat.rev = last
                seat.ear.write(text)
        elif not write(seat, events):
            behind.append(seat)
    return behind


def _joined_by_language(room: Room, events: list[Event]) -> dict[str, str]:
    return {
        language: _joined([event.texts[language] for event in events])
        for language in room.languages
        if all(language in event.texts for event in events)
    }


def write(seat: Seat, events: list[Event]) -> bool:
    """What this one may hear of it; False when its language was not drawn from some event on."""
    texts, drawn = [], True
    for event in events:
        if event.rev <= seat.rev:
            continue
        text = event.texts.get(seat.ear.language)
        if text is None:
            drawn = False
            break
        texts.append(text if _may_hear(seat.place, event) else _quiet(event))
        seat.rev = event.rev
    if texts:
        seat.ear.write(_joined(texts))
    return drawn


def _may_hear(place: Place, event: Event) -> bool:
    if event.author in place.blocked and event.author:
        return False
    return event.seq is None or event.seq >= place.first


def _quiet(event: Event) -> str:
    return f'{{"type":"quiet","group":"{event.group}","rev":{event.rev}}}'


def _joined(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"
