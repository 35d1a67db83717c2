"""The socket: a switchboard between frames and verbs."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator
from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.utils import translation

from peernet.accounts import sessions
from peernet.accounts.models import Account, Session
from peernet.kit import clock
from peernet.kit.threads import in_thread

from . import access, conduct, frames, history, presenting, reacting, watching
from .answers import Refused
from .frames import Enter, Malformed, Ping, React, Read, Send
from .hub import hub
from .models import Membership
from .office import office
from .wire import Wire, forget_handshake

MOST_FRAMES = 80  # at once
FRAMES_A_SECOND = 40
MOST_MALFORMED = 10
ASKED_SECONDS = 4  # the line is dropped after five, and a browser would not learn why


class Seen(NamedTuple):
    """What a socket must know of a session that stands."""

    key: str
    ends: datetime
    used_at: datetime
    account: str
    language: str


async def signed_in(scope: dict[str, Any]) -> tuple[str, Seen | None]:
    """The language, and the session behind the cookie if it stands."""
    cookies = {}
    for name, value in scope["headers"]:
        if name == b"cookie":
            cookies.update(parse_cookie(value.decode("latin1")))
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    language = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    session = await in_thread(partial(_session, key)) if key else None
    if session and session.language:
        language = session.language
    if language not in presenting.LANGUAGES:
        language = _accepted(scope)
    return language, session


def _session(cookie: str) -> Seen | None:
    rows = Session.objects.filter(
        session_key=sessions.key_digest(cookie), expire_date__gt=clock.now(), account__isnull=False
    )
    found = rows.values_list(
        "session_key", "expire_date", "used_at", "account_id", "account__language"
    )
    return Seen(*found[0]) if found else None


def _accepted(scope: dict[str, Any]) -> str:
    """As the page was drawn without a choice: by what the browser accepts."""
    for name, value in scope["headers"]:
        if name == b"accept-language":
            for part in value.decode("latin1").lower().split(","):
                if part.strip()[:2] in presenting.LANGUAGES:
                    return part.strip()[:2]
    return str(settings.LANGUAGE_CODE)


class Socket:
    """One open page. Frames are answered in the order they came."""

    def __init__(self, send: Any, language: str, session: Seen) -> None:
        self.language = language
        self.session = session.key
        self.session_ends = session.ends
        self.account = session.account
        self._wire = Wire(send, partial(self.close, 4408))
        self._closed = False
        self._malformed = 0
        self._allowance, self._counted_at = float(MOST_FRAMES), time.monotonic()
        unused = max(0.0, (clock.now() - session.used_at).total_seconds())
        self._used_at = time.monotonic() - unused

    # --- What the hub asks of it ---

    def write(self, text: str) -> None:
        self._wire.write(text)

    def close(self, code: int) -> None:
        if not self._closed:
            self._closed = True
            self._wire.close(code)
            hub.depart(self)

    def ping(self) -> None:
        self._wire.ping()

    def drop_if_silent(self) -> None:
        self._wire.drop_if_silent()

    # --- What the browser says ---

    async def serve(self, receive: Any) -> None:
        hub.arrive(self)
        try:
            while True:
                event = await receive()
                if event["type"] == "websocket.disconnect":
                    return
                if not self._closed:
                    await self._hear(event.get("text"))
        finally:
            self._closed = True
            self._wire.end()
            hub.depart(self)

    async def _hear(self, text: str | None) -> None:
        if not self._within_allowance():
            self.close(4429)
        elif text is not None and len(text) > frames.MOST_BYTES // 4 and _too_long(text):
            self.close(4413)
        else:
            await self._answer(frames.parsed(text) if text is not None else Malformed())

    def _within_allowance(self) -> bool:
        if not settings.LIMITS_ON:
            return True
        now = time.monotonic()
        gained = (now - self._counted_at) * FRAMES_A_SECOND
        self._allowance = min(MOST_FRAMES, self._allowance + gained) - 1
        self._counted_at = now
        return self._allowance >= 0

    async def _answer(self, frame: frames.Frame) -> None:
        self._malformed = self._malformed + 1 if isinstance(frame, Malformed) else 0
        match frame:
            case Ping():
                self.write(frames.PONG)
            case Send(group=group, draft=draft):
                self._use()
                reply = partial(self._came_of_it, group, draft.key)
                office.take(self.account, group if frames.ID.match(group) else "", draft, reply)
            case Enter(group=group, after=after):
                self._use()
                await self._enter(group, after)
            case React():
                self._use()
                await self._react(frame)
            case Read(group=group, rev=rev):
                self._use()
                await in_thread(partial(_mark_read, self.account, group, rev))
            case Malformed(group=group, key=key):
                self._refuse(group, key, "malformed")
                if self._malformed >= MOST_MALFORMED:
                    self.close(4400)

    def _came_of_it(self, group: str, key: str, answer: Any) -> None:
        if isinstance(answer, Refused):  # says why, in her language
            with translation.override(self.language):
                self.write(frames.answer(group, key, answer))
        else:
            self.write(frames.answer(group, key, answer))

    def _refuse(self, group: str, key: str, code: str) -> None:
        self._came_of_it(group, key, Refused(code))

    def _use(self) -> None:
        """Something she did: the session is in use (product c10), noted once a minute."""
        now = time.monotonic()
        if now - self._used_at >= sessions.USE_WRITTEN_SECONDS:
            self._used_at = now
            hub.uses.add(self.session)

    async def _enter(self, group: str, after: int | None) -> None:
        """Register with the hub first, read afterwards, drop by revision: no gap, no double."""
        place = await in_thread(partial(_place, self.account, group))
        if place is None:
            self._refuse(group, "", "not_a_member")
            return
        hub.leave(self, group)
        seat = hub.join(self, place)
        text, rev, more, now = await in_thread(
            partial(_entered, self.account, group, after, self.language)
        )
        if now and seat.place is place:  # a block made before the hub knew of this seat
            seat.place = now
        if text is None:
            hub.leave(self, group)
            self._refuse(group, "", "not_a_member")
            return
        self.write(text)
        if more:
            hub.leave(self, group)
        else:
            hub.go_live(seat, rev)

    async def _react(self, frame: React) -> None:
        act = partial(_react, self.account, frame)
        refused = await in_thread(act)
        if refused:
            self._refuse(frame.group, "", refused)


def _membership(account: str, group: str) -> Membership | None:
    if not frames.ID.match(group):
        return None
    try:
        return access.membership_of(Account(pk=account), group)
    except access.NotYours:
        return None


def _place(account: str, group: str) -> watching.Place | None:
    membership = _membership(account, group)
    if membership is None:
        return None
    conduct.be_here(membership, clock.now())
    return watching.place_to_wait_at(membership)


def _entered(
    account: str, group: str, after: int | None, language: str
) -> tuple[str | None, int, bool, watching.Place | None]:
    membership = _membership(account, group)
    if membership is None:
        return None, 0, False, None
    found = history.entered(membership, after, language)
    mode, facilitators = conduct.room_now(membership.group, clock.now())
    more = found.read.more and after is not None and not found.fresh
    fact = history.as_json(found, mode, facilitators, language)
    text = presenting.encoded({"type": "entered", **fact, "more": more})
    return text, found.read.revision, more, watching.place_of(membership)


def _mark_read(account: str, group: str, rev: int) -> None:
    membership = _membership(account, group)
    if membership:
        history.mark_read(membership, rev)


def _react(account: str, frame: React) -> str:
    """The refusal's code, "" when it was done."""
    known = frames.ID.match(frame.message)
    membership = _membership(account, frame.group) if known else None
    if membership is None:
        return "not_a_member"
    try:
        message = access.message_of(membership, frame.message)
    except access.NotYours:
        return "not_a_member"
    return reacting.react(membership, message, frame.kind, on=frame.on)


def _too_long(text: str) -> bool:
    return len(text.encode("utf-8", "replace")) > frames.MOST_BYTES


async def switchboard(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()  # websocket.connect
    try:
        async with asyncio.timeout(ASKED_SECONDS):
            language, session = await signed_in(scope)
    except (DatabaseError, TimeoutError):  # nobody was signed out: she comes back a little later
        await _turn_away(send, 4412)
        return
    if session is None:
        await _turn_away(send, 4401)
        return
    await send({"type": "websocket.accept"})
    socket = Socket(send, language, session)
    forget_handshake(send)
    scope.clear()
    del session  # the page may stay open for hours
    await socket.serve(receive)


async def _turn_away(send: Any, code: int) -> None:
    """A browser is told why only on a line that was accepted."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


class Origins(OriginValidator):
    """Full origins only; while debugging any port of this machine."""

    def valid_origin(self, parsed_origin: Any) -> bool:
        if parsed_origin is None or parsed_origin.scheme not in ("http", "https"):
            return False
        if not settings.ORIGINS:
            return parsed_origin.hostname in ("127.0.0.1", "localhost")
        return bool(super().valid_origin(parsed_origin))


async def doorman(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """403 at the handshake for another path, another origin or none."""
    if scope["path"] == "/ws/" and _well_formed(scope):
        await Origins(switchboard, settings.ORIGINS)(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close"})


def _well_formed(scope: dict[str, Any]) -> bool:
    for name, value in scope["headers"]:
        if name == b"origin":
            try:
                urlsplit(value.decode("latin1")).port  # noqa: B018 (raises when malformed)
            except ValueError:
                return False
    return True
