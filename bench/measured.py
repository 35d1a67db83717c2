"""What every workload gets to work with, and where it writes down what it found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .dialects import Place
from .servers import Network, Started


@dataclass(frozen=True)
class Figure:
    """One measured number, of one server, under a name that targets.py may know."""

    name: str
    server: str  # peernet, stock, raw
    value: float
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Bench:
    """One run: PeerNet on its database, how thorough to be, the figures so far."""

    network: Network | None  # on PostgreSQL; None where there is none
    sqlite: Network
    database: str
    quick: bool
    figures: list[Figure] = field(default_factory=list)
    say: Callable[[str], None] = print

    def note(self, name: str, value: float, server: str = "peernet", **details: Any) -> None:
        self.figures.append(Figure(name, server, value, details))
        self.say(f"  = {name} [{server}]: {value:,.1f}")

    @property
    def step_seconds(self) -> float:
        return 3.0 if self.quick else 4.0

    @property
    def halvings(self) -> int:
        return 1 if self.quick else 2


def cast(network: Network, *, rooms: int, size: int, messages: int = 0) -> list[list[Place]]:
    """Rooms of people who are signed in and members, made just before they are needed."""
    wish = {"accounts": rooms * size, "rooms": rooms, "size": size, "messages": messages}
    made = json.loads(network.run(["-m", "bench.cast"], json.dumps(wish)))
    return [
        [Place(number, room["group"], cookie) for cookie in room["cookies"]]
        for number, room in enumerate(made["rooms"])
    ]


@contextmanager
def setting(
    network: Network, *, rooms: int, size: int, messages: int = 0
) -> Iterator[tuple[list[list[Place]], Started]]:
    """A cast, and a server just started for it."""
    places = cast(network, rooms=rooms, size=size, messages=messages)
    with network.serving() as server:
        yield places, server
