"""One list of limits: name, how many, per how long. Addresses are kept as digests under a daily key."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("peernet.limits")

HOUR, DAY = 3600, 86400


@dataclass(frozen=True)
class Limit:
    """`many` things in `seconds`. Past it, a ladder's wait doubles from `first` to `last` seconds."""

    many: int
    seconds: int
    first: int = 5
    last: int = 60


LIMITS = {
    "join-wrong": Limit(10, HOUR),  # wrong codes, each address (product a2)
    "join-wrong-all": Limit(300, HOUR),  # wrong codes on the whole form: then every answer waits
    "sign-in-wrong": Limit(30, HOUR),  # wrong passwords or phrases, each address
    "sign-in-wrong-handle": Limit(
        10, HOUR
    ),  # the same, each handle: answers wait, nobody is locked out
    "password-wrong": Limit(10, HOUR),  # wrong ones by somebody signed in, each account
    "second-factor-wrong": Limit(5, HOUR),  # wrong codes, each account: its password was right
    "messages-burst": Limit(10, 10),  # each membership (SEC-34)
    "messages": Limit(100, 60),
    "reactions": Limit(60, 60),
    "changes": Limit(60, 60),  # edits, reports, blocks, words to facilitators
    "names": Limit(20, HOUR),  # pseudonyms tried, each account: a refusal tells of her handle
    "history": Limit(240, 60),  # pages of history (A3: scraping)
    "seals": Limit(30, HOUR),  # requests of one person: others have to read each
    "invites": Limit(10, DAY),  # a facilitator's own, each day (product a1)
}
SLOW_ANSWER_SECONDS = 2  # what everybody waits while a form is being guessed at


class Store(Protocol):
    def add(self, key: str, seconds: int) -> int: ...
    def count(self, key: str) -> int: ...
    def until(self, key: str) -> float: ...
    def hold(self, key: str, until: float, seconds: int) -> None: ...


class Memory:
    """Counters of this process, bounded, oldest forgotten first."""

    MOST = 100_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def add(self, key: str, seconds: int) -> int:
        with self._lock:
            value, ends = self._live(key, seconds)
            self._put(key, value + 1, ends)
            return int(value) + 1

    def count(self, key: str) -> int:
        with self._lock:
            return int(self._live(key, 0)[0])

    def until(self, key: str) -> float:
        with self._lock:
            return self._live(key, 0)[0]

    def hold(self, key: str, until: float, seconds: int) -> None:
        with self._lock:
            self._put(key, until, time.time() + seconds)

    def _live(self, key: str, seconds: int) -> tuple[float, float]:
        value, ends = self._kept.get(key, (0, 0))
        return (value, ends) if ends > time.time() else (0, time.time() + seconds)

    def _put(self, key: str, value: float, ends: float) -> None:
        self._kept[key] = (value, ends)
        if len(self._kept) > self.MOST:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


class Shared:
    """The same in Redis, for many processes; while Redis is away this process counts alone."""

    def __init__(self, url: str, alone: Memory) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._alone = alone
        self._away_until = 0.0

    def add(self, key: str, seconds: int) -> int:
        def ask() -> int:
            pipe = self._redis.pipeline()
            pipe.set(f"limit:{key}", 0, ex=seconds, nx=True)
            pipe.incr(f"limit:{key}")
            return int(pipe.execute()[1])

        return int(self._or_alone(ask, lambda: self._alone.add(key, seconds)))

    def count(self, key: str) -> int:
        return int(self._or_alone(lambda: self._get(key), lambda: self._alone.count(key)))

    def until(self, key: str) -> float:
        return float(self._or_alone(lambda: self._get(key), lambda: self._alone.until(key)))

    def hold(self, key: str, until: float, seconds: int) -> None:
        def ask() -> float:
            self._redis.set(f"limit:{key}", until, ex=seconds)
            return 0

        def alone() -> float:
            self._alone.hold(key, until, seconds)
            return 0

        self._or_alone(ask, alone)

    def _get(self, key: str) -> float:
        return float(self._redis.get(f"limit:{key}") or 0)  # type: ignore[arg-type]

    def _or_alone(self, ask, alone):  # type: ignore[no-untyped-def]
        if time.monotonic() < self._away_until:
            return alone()
        try:
            return ask()
        except redis.RedisError:
            self._away_until = time.monotonic() + 5
            log.warning("Redis is away: limits are counted by this process alone.")
            return alone()

    def day_key(self, fresh: str) -> str:
        def ask() -> str:
            self._redis.set("limit-day-key", fresh, ex=DAY, nx=True)
            return (self._redis.get("limit-day-key") or b"").decode()  # type: ignore[union-attr]

        return str(self._or_alone(ask, lambda: fresh))


_memory = Memory()
_store: Store | None = None
_day: tuple[int, str] = (0, "")


def store() -> Store:
    global _store
    if _store is None:
        _store = Shared(settings.REDIS_URL, _memory) if settings.REDIS_URL else _memory
    return _store


def _key(name: str, whose: str) -> str:
    """Keyed by a key that changes daily, so that yesterday's digests say nothing today."""
    global _day
    today = int(time.time() // DAY)
    if _day[0] != today:
        fresh, kept = secrets.token_hex(32), store()
        _day = (today, kept.day_key(fresh) if isinstance(kept, Shared) else fresh)
    return f"{name}:{hmac.new(_day[1].encode(), whose.encode(), hashlib.sha256).hexdigest()[:32]}"


def take(name: str, whose: str) -> int:
    """Count one; 0 when it is within the limit, else the seconds to wait."""
    limit = LIMITS[name]
    if not settings.LIMITS_ON:
        return 0
    return limit.seconds if store().add(_key(name, whose), limit.seconds) > limit.many else 0


def waiting(name: str, whose: str) -> int:
    """The seconds still to wait on this ladder, 0 when it is free."""
    if not settings.LIMITS_ON:
        return 0
    left = store().until(_key(f"{name}-until", whose)) - time.time()
    return max(0, int(left + 0.999))


def wrong(name: str, whose: str) -> int:
    """Count a wrong try; the seconds to wait from now on, 0 while within the limit."""
    if not settings.LIMITS_ON:
        return 0
    limit = LIMITS[name]
    past = store().add(_key(name, whose), limit.seconds) - limit.many
    if past <= 0:
        return 0
    wait = min(limit.last, int(limit.first * 2 ** min(past - 1, 10)))
    store().hold(_key(f"{name}-until", whose), time.time() + wait, limit.last)
    return wait


def crowded(name: str, whose: str = "") -> bool:
    """Were there more wrong tries than the limit allows? (Counts nothing.)"""
    return settings.LIMITS_ON and store().count(_key(name, whose)) > LIMITS[name].many


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    """429 with when to come back. Every 429 of the house is made here, so that none forgets it."""
    response.status_code = 429
    response["Retry-After"] = str(max(1, seconds))
    return response


def address_of(request: HttpRequest) -> str:
    """Who asks, for limits only: the address, an IPv6 one by its /64. Never stored, never logged."""
    address = request.META.get("REMOTE_ADDR") or ""
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        forwarded = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        ]
        address = forwarded[-proxies] if len(forwarded) >= proxies else address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return (
        str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
    )
