"""One step of a measurement: messages said when they are due, whatever the server does meanwhile.

A message's clock starts when it was due, so a server that falls behind cannot hide it. Afterwards
every member must have heard every message of her room exactly once, in one order.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .ears import Ear
from .servers import Started

MOST_P99_MS = 250
DRAINS_SECONDS = 8
STILL_SECONDS = 0.4
TICK_SECONDS = 0.001
TENTHS = 10_000  # latencies are counted in tenths of a millisecond


@dataclass
class Step:
    """What came of saying so many messages a second for a while."""

    rate: float  # messages a second that were due
    messages: int
    due_deliveries: int
    deliveries: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    refused: int = 0
    closed: int = 0
    late_ms: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0  # from the first due to the last heard
    server_cpu: float = 0.0  # seconds of a processor
    generator_busy: float = 0.0  # share of its core
    frames: int = 0
    event_bytes: int = 0

    @property
    def p50(self) -> float:
        return self._percentile(0.50)

    @property
    def p99(self) -> float:
        return self._percentile(0.99)

    def _percentile(self, share: float) -> float:
        wanted, count = share * sum(self.late_ms.values()), 0
        for bucket in sorted(self.late_ms):
            count += self.late_ms[bucket]
            if count >= wanted:
                return bucket * 1000 / TENTHS
        return 0.0

    @property
    def whole(self) -> bool:
        return not (self.lost or self.doubled or self.disordered or self.refused or self.closed)

    @property
    def holds(self) -> bool:
        return self.whole and self.p99 < MOST_P99_MS

    @property
    def deliveries_a_second(self) -> float:
        return self.rate * self.due_deliveries / max(1, self.messages)

    def line(self) -> str:
        verdict = "holds" if self.holds else "fails"
        wrong = {
            k: getattr(self, k) for k in ("lost", "doubled", "disordered", "refused", "closed")
        }
        said = ", ".join(f"{k} {n}" for k, n in wrong.items() if n)
        return (
            f"{self.rate:9.0f} msg/s {self.deliveries_a_second:9.0f} del/s  p50 {self.p50:7.1f}  "
            f"p99 {self.p99:7.1f} ms  joined {self.deliveries / max(1, self.frames):5.1f}  "
            f"server {self.server_cpu / max(self.seconds, 0.01):4.0%}  "
            f"generator {self.generator_busy:4.0%}  {verdict}{' ' + said if said else ''}"
        )


class Rooms:
    """Open sockets, room by room, on one server."""

    def __init__(self, rooms: Sequence[Sequence[Ear]], server: Started) -> None:
        self.rooms = rooms
        self.server = server
        self.said = 0  # numbers never come twice within a run

    @property
    def ears(self) -> list[Ear]:
        return [ear for room in self.rooms for ear in room]

    async def step(self, rate: float, seconds: float) -> Step:
        for ear in self.ears:
            ear.heard.clear()
            ear.answers.clear()
        first, count = self.said, max(1, int(rate * seconds))
        self.said += count
        gc.collect()
        gc.disable()
        cpu, mine, began = self.server.cpu_seconds(), time.process_time(), time.perf_counter()
        try:
            start = await self._speak(first, count, rate)
            busy = (time.process_time() - mine) / (time.perf_counter() - began)
            await self._drain(self._due(count))
        finally:
            gc.enable()
        step = self._judged(first, count, rate, start)
        step.server_cpu, step.generator_busy = self.server.cpu_seconds() - cpu, busy
        return step

    async def _speak(self, first: int, count: int, rate: float) -> float:
        start, done = time.perf_counter() + 0.05, 0
        while done < count:
            now = time.perf_counter()
            while done < count and start + done / rate <= now:
                ear = self._speaker(first + done)
                if not ear.closed:
                    ear.say(ear.dialect.say(ear.place, first + done))
                done += 1
            await asyncio.sleep(max(TICK_SECONDS, start + done / rate - time.perf_counter()))
        return start

    def _room(self, number: int) -> Sequence[Ear]:
        return self.rooms[number % len(self.rooms)]

    def _speaker(self, number: int) -> Ear:
        """Everybody in turn, room after room."""
        room = self._room(number)
        return room[number // len(self.rooms) % len(room)]

    def _due(self, count: int) -> int:
        whole, rest = divmod(count, len(self.rooms))
        return sum(len(room) * (whole + (i < rest)) for i, room in enumerate(self.rooms))

    async def _drain(self, due: int) -> None:
        """Until everything came, or nothing comes any more."""
        until, last, still = time.perf_counter() + DRAINS_SECONDS, -1, time.perf_counter()
        while time.perf_counter() < until:
            frames = sum(len(ear.heard) for ear in self.ears)
            if frames != last:
                last, still = frames, time.perf_counter()
            heard = sum(len(news.numbers) for ear in self.ears for _, news in ear.heard)
            if heard >= due or time.perf_counter() - still > 5:
                break
            await asyncio.sleep(STILL_SECONDS / 2)
        await asyncio.sleep(STILL_SECONDS)  # what comes twice comes now

    # --- Afterwards ----------------------------------------------------------------------------

    def _judged(self, first: int, count: int, rate: float, start: float) -> Step:
        step = Step(rate, count, self._due(count))
        last_heard = start
        for index, room in enumerate(self.rooms):
            begin = first + (index - first) % len(self.rooms)
            expected = set(range(begin, first + count, len(self.rooms)))
            orders = set()
            for ear in room:
                orders.add(_count(ear, expected, step))
                step.closed += ear.closed
                if ear.heard:
                    last_heard = max(last_heard, ear.heard[-1][0])
            step.disordered += len(orders) - 1 if step.lost == 0 else 0
            _check_answers(room, expected, step)
        for ear in self.ears:
            for when, news in ear.heard:
                for number in news.numbers:
                    late = when - start - (number - first) / rate
                    step.late_ms[int(late * TENTHS)] += 1
        step.seconds = last_heard - start
        return step


def _count(ear: Ear, expected: set[int], step: Step) -> int:
    """Each number exactly once, revisions rising; what tells this member's order from another's."""
    heard = [number for _, news in ear.heard for number in news.numbers]
    revisions = [rev for _, news in ear.heard for rev in getattr(news, "revisions", ())]
    step.deliveries += len(heard)
    step.frames += len(ear.heard)
    step.event_bytes += sum(news.size for _, news in ear.heard)
    step.lost += len(expected.difference(heard))
    step.doubled += len(heard) - len(set(heard))
    step.disordered += sum(b <= a for a, b in itertools.pairwise(revisions))
    return hash(tuple(heard))


def _check_answers(room: Sequence[Ear], expected: set[int], step: Step) -> None:
    """What PeerNet answered: `sent` names the message that the room heard under that number."""
    ids = {
        number: mid
        for _, news in room[0].heard
        for number, mid in zip(news.numbers, getattr(news, "ids", ()), strict=False)
    }
    if not ids:
        return
    answered = set()
    for ear in room:
        for payload in ear.answers:
            answer = json.loads(payload)
            if answer["type"] == "refused":
                step.refused += 1
            elif answer["type"] == "sent":
                number = int(answer["key"].removeprefix("n-"))
                answered.add(number)
                step.disordered += ids.get(number) != answer["id"]
    step.lost += len(expected - answered)
