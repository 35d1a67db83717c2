"""One a process: knows which sockets may hear which room, learns what happened, writes it to them.

Lives on the process's event loop; `hear_soon`, `look_soon` and `languages_in` may be called from
any thread. It never reads the database on the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from django.db import DatabaseError

from peernet.accounts import sessions
from peernet.accounts.models import Standing
from peernet.kit import clock
from peernet.kit.bus import Bus
from peernet.kit.threads import in_thread

from . import presenting, watching
from .presenting import Event
from .pulse import Pulse
from .seats import Ear, Room, Seat, write, write_room
from .watching import Place

LOOK_SECONDS = 0.5
GRACE_SECONDS = 0.2  # a revision read from the database counts as missed after this long
GAP_SECONDS = 0.02  # how long an event may wait for an earlier one of another thread
HERE_SECONDS = 15
NEVER = datetime.max.replace(tzinfo=UTC)
BLIND_SECONDS = 10  # without the database this long, sockets are closed

log = logging.getLogger("peernet.hub")


class Hub:
    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.ears: set[Ear] = set()
        self.accounts: Counter[str] = Counter()  # of the ears
        self.loop: asyncio.AbstractEventLoop | None = None
        self.bus = Bus(self._hinted)
        self._tasks: list[asyncio.Task[None]] = []
        self._pulse = Pulse()
        self._look_now: asyncio.Event | None = None
        self._seen: dict[int, float] = {}
        self.uses = sessions.Uses()
        self._ended: dict[str, float] = {}  # sessions and accounts, as long as what was seen
        self._next_end = NEVER  # no session of an ear ends earlier
        self._dirty: list[Room] = []

    # --- From any thread ---------------------------------------------------------------------

    def languages_in(self, group_id: str) -> tuple[str, ...]:
        room = self.rooms.get(group_id)
        return room.languages if room else ()

    def hear_soon(self, events: list[Event]) -> None:
        if self.loop and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.hear, events)

    def look_soon(self) -> None:
        if self.loop and self._look_now and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._look_now.set)

    # --- Coming and going --------------------------------------------------------------------

    def start(self) -> None:
        """With the first socket; again when a test brings another loop."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.__init__()  # type: ignore[misc]
            self.loop, self._look_now = loop, asyncio.Event()
            self._tasks = [loop.create_task(t) for t in (self._keep_looking(), self._pulse.keep())]
            self.bus.start()

    def arrive(self, ear: Ear) -> None:
        self.start()
        self.ears.add(ear)
        self._pulse.add(ear)
        self.accounts[ear.account] += 1
        self._next_end = min(self._next_end, ear.session_ends)
        if ear.session in self._ended or ear.account in self._ended:
            ear.close(4401)  # it ended while she was on her way in

    def depart(self, ear: Ear) -> None:
        if ear in self.ears:
            self.ears.remove(ear)
            self._pulse.remove(ear)
            self.accounts[ear.account] -= 1
            if not self.accounts[ear.account]:
                del self.accounts[ear.account]
        for group_id in [gid for gid, room in self.rooms.items() if ear in room.seats]:
            self.leave(ear, group_id)

    def join(self, ear: Ear, place: Place) -> Seat:
        """Register first, read afterwards: what happens meanwhile waits in the seat."""
        room = self.rooms.setdefault(place.group, Room())
        seat = Seat(ear, place, waiting=[])
        room.seats[ear] = seat
        room.count_languages()
        return seat

    def go_live(self, seat: Seat, rev: int) -> None:
        """The socket has been told everything up to `rev`; from here on events reach it."""
        room = self.rooms.get(seat.place.group)
        if room is None or room.seats.get(seat.ear) is not seat:
            return
        waited, seat.waiting, seat.rev = seat.waiting or [], None, rev
        if room.rev >= 0:
            self._write(seat, waited)
        else:  # the first here: the room begins where this socket stands
            room.rev = rev
            for event in waited:
                self._take(seat.place.group, room, event)
        if room.rev < rev:
            self._gap(seat.place.group, room)

    def leave(self, ear: Ear, group_id: str) -> None:
        room = self.rooms.get(group_id)
        if room and room.seats.pop(ear, None):
            room.count_languages()
            if not room.seats:
                del self.rooms[group_id]

    # --- Hearing -----------------------------------------------------------------------------

    def hear(self, events: list[Event]) -> None:
        """Events of this process, straight from the verb."""
        self.bus.tell(list({event.group: event.rev for event in events}.items()))
        for event in events:
            room = self.rooms.get(event.group)
            if room is None:
                continue
            if room.rev >= 0:
                self._take(event.group, room, event)
            else:
                for seat in room.seats.values():
                    seat.waiting = [*(seat.waiting or []), event]

    def _hinted(self, hints: Iterable[tuple[str, int]]) -> None:
        """Another process (or this one) says how far a room has come."""
        for group_id, rev in hints:
            room = self.rooms.get(group_id)
            if room is not None and 0 <= room.rev < rev and not self._comes(room, rev):
                self._gap(group_id, room)

    def _comes(self, room: Room, rev: int) -> bool:
        return all(step in room.early for step in range(room.rev + 1, rev + 1))

    def _take(self, group_id: str, room: Room, event: Event) -> None:
        if event.rev <= room.rev:
            return
        room.early[event.rev] = event
        while room.rev + 1 in room.early:
            room.rev += 1
            room.fresh.append(room.early.pop(room.rev))
        if room.early and not room.reading:
            room.reading = True
            asyncio.get_running_loop().call_later(GAP_SECONDS, self._close_gap, group_id)
        if room.fresh:
            self._flush_soon(room)

    def _gap(self, group_id: str, room: Room) -> None:
        if not room.reading:
            room.reading = True
            self._close_gap(group_id)

    def _close_gap(self, group_id: str) -> None:
        room = self.rooms.get(group_id)
        if room is not None:
            asyncio.get_running_loop().create_task(self._read(group_id, room))

    async def _read(self, group_id: str, room: Room) -> None:
        """What is missing, once for the room."""
        try:
            while self.rooms.get(group_id) is room:
                read = partial(watching.changes, group_id, room.rev, room.languages)
                events, more = await in_thread(read)
                self._told(room, [event for event in events if event.rev > room.rev])
                if not more and not room.early:
                    break
        except DatabaseError:
            log.warning("The database did not answer: rooms catch up later.")
        finally:
            room.reading = False
        self._flush_soon(room)

    def _told(self, room: Room, events: list[Event]) -> None:
        if events:
            room.fresh.extend(events)
            room.rev = events[-1].rev
        room.early = {rev: event for rev, event in room.early.items() if rev > room.rev}
        while room.rev + 1 in room.early:
            room.rev += 1
            room.fresh.append(room.early.pop(room.rev))

    # --- Writing -----------------------------------------------------------------------------

    def _flush_soon(self, room: Room) -> None:
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self._flush)
        self._dirty.append(room)

    def _flush(self) -> None:
        """What came for a room within a turn of the loop leaves as one frame a socket."""
        dirty, self._dirty = self._dirty, []
        for room in dirty:
            if room.fresh:
                events, room.fresh = room.fresh, []
                self._behind(write_room(room, events))

    def _write(self, seat: Seat, events: list[Event]) -> None:
        if not write(seat, events):
            self._catch_up(seat)

    def _behind(self, seats: list[Seat]) -> None:
        """Seats whose language was not drawn yet: the room is read again for them."""
        for seat in seats:
            self._catch_up(seat)

    def _catch_up(self, seat: Seat) -> None:
        async def read() -> None:
            after, group = seat.rev, seat.place.group
            one = (seat.ear.language,)
            events, _more = await in_thread(partial(watching.changes, group, after, one))
            waited, seat.waiting = seat.waiting or [], None
            self._write(seat, events)
            self._write(seat, waited)

        seat.waiting = []
        asyncio.get_running_loop().create_task(read())

    # --- Looking at the database, twice a second ----------------------------------------------

    async def _keep_looking(self) -> None:
        answered, rounds = time.monotonic(), 0
        assert self._look_now
        while True:
            try:
                await asyncio.wait_for(self._look_now.wait(), LOOK_SECONDS)
            except TimeoutError:
                pass
            self._look_now.clear()
            try:
                await self._look(rounds)
                answered, rounds = time.monotonic(), rounds + 1
            except DatabaseError:
                if time.monotonic() - answered > BLIND_SECONDS:
                    self.close_all(4412)
            except Exception:  # whatever one row breaks, others must still hear of their endings
                log.exception("a look at what changed failed")

    async def _look(self, rounds: int) -> None:
        if not self.ears:
            return
        look = partial(watching.look, list(self.rooms), set(self._seen), self.accounts)
        found = await in_thread(look)
        now = time.monotonic()
        self._seen, self._ended = watching.lately(self._seen), watching.lately(self._ended)
        self._seen.update({row[0]: now for row in found.standing})
        self._stand(found)
        behind = {
            group_id: rev
            for group_id, rev in found.revisions.items()
            if group_id in self.rooms and self.rooms[group_id].rev < rev
        }
        if behind:  # most often an event of this process is just on its way from the verb
            asyncio.get_running_loop().call_later(GRACE_SECONDS, self._hinted, behind.items())
        if used := self.uses.take():
            await in_thread(partial(self.uses.note, used, clock.now()))
        await self._end_expired()
        if rounds % int(HERE_SECONDS / LOOK_SECONDS) == 0:
            await self._renew_here()

    def _stand(self, found: watching.Look) -> None:
        of: dict[str, set[str]] = defaultdict(set)
        for _, kind, about, _ in found.standing:
            of[kind].add(about)
        if ended := of[Standing.Kind.SESSION_ENDED] | of[Standing.Kind.ACCOUNT_ENDED]:
            self._ended.update(dict.fromkeys(ended, time.monotonic()))
            for ear in [e for e in self.ears if e.session in ended or e.account in ended]:
                ear.close(4401)
        if shorter := of[Standing.Kind.IDLE_CHANGED]:
            for ear in [e for e in self.ears if e.account in shorter]:
                ear.session_ends = self._next_end = clock.now()  # looked up in this same round
        for place in found.places:
            self._stand_otherwise(place)
        for told in found.told:
            self._tell(told)
        if found.desk:
            for ear in [e for e in self.ears if e.account in found.desk]:
                ear.write(found.desk[ear.account])

    def _stand_otherwise(self, place: Place) -> None:
        room = self.rooms.get(place.group)
        for seat in list(room.seats.values()) if room else ():
            if seat.place.member != place.member:
                continue
            if place.shut:
                self.leave(seat.ear, place.group)
                seat.ear.write(
                    presenting.encoded({"type": "shut", "group": place.group, "code": place.shut})
                )
            else:
                seat.place = place

    def _tell(self, told: watching.Told) -> None:
        room = self.rooms.get(told.group)
        for seat in list(room.seats.values()) if room else ():
            facilitates = told.facilitators and seat.place.on_duty
            if (seat.place.member == told.member or facilitates) and seat.waiting is None:
                text = told.texts.get(seat.ear.language)
                if text:
                    seat.ear.write(text)

    async def _end_expired(self) -> None:
        now = clock.now()
        if now < self._next_end:
            return
        due: dict[str, list[Ear]] = defaultdict(list)
        for ear in self.ears:
            if ear.session_ends <= now:
                due[ear.session].append(ear)
        standing = await in_thread(partial(watching.still_signed_in, list(due)))
        for session, ears in due.items():
            for ear in ears:
                if session in standing:
                    ear.session_ends = standing[session]
                else:
                    ear.close(4401)
        self._next_end = min((ear.session_ends for ear in self.ears), default=NEVER)

    async def _renew_here(self) -> None:
        seats = (seat for room in self.rooms.values() for seat in room.seats.values())
        here = [seat.place.member for seat in seats if seat.place.on_duty]
        if here:
            await in_thread(partial(watching.renew_here, here))

    def close_all(self, code: int) -> None:
        for ear in list(self.ears):
            ear.close(code)


hub = Hub()
