"""The session store: rows under a digest of the cookie, contents sealed, short lives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from peernet.kit import clock
from peernet.kit.lookups import one_of
from peernet.vault import keys

from .models import Account, Session, Standing

USE_WRITTEN_SECONDS = 60


def key_digest(cookie: str) -> str:
    return hashlib.sha256(b"peernet session" + cookie.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's database store with three changes: digests for keys, sealed data, idle ends."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _row(self) -> Session | None:
        rows = Session.objects.select_related("account")
        key = key_digest(self.session_key or "")
        return rows.filter(session_key=key, expire_date__gt=clock.now()).first()

    def _get_session_from_db(self) -> Session | None:  # type: ignore[override]
        row = self._row() if self.session_key else None
        if row is None:
            self._session_key = None
        self.row = row
        return row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=key_digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = clock.now()
        kept = getattr(self, "row", None)
        key = key_digest(self._get_or_create_session_key())  # type: ignore[attr-defined]
        started = kept.started_at if kept and kept.session_key == key else now
        account = data.get("_auth_user_id")
        minutes = Account.objects.filter(pk=account).values_list("idle_minutes", flat=True).first()
        self.row = Session(
            session_key=key,
            session_data=self.encode(data),
            account_id=account,
            started_at=started,
            used_at=now,
            expire_date=ends_at(started, now, minutes or settings.SESSION_IDLE_SECONDS // 60),
        )
        if kept and kept.session_key == key:
            self.row.public_id = kept.public_id
        return self.row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            end(key_digest(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return keys.seal("sessions", self._place(), json.dumps(session_dict)).hex()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            token = bytes.fromhex(str(session_data))
            return dict(json.loads(keys.unseal("sessions", self._place(), token)))
        except (keys.CannotOpen, ValueError):
            return {}

    def _place(self) -> str:
        """Bound to its row: contents moved from one session to another are nobody's (SEC-46)."""
        return f"session|{key_digest(self.session_key or '')}"


def ends_at(started: datetime, used: datetime, idle_minutes: int) -> datetime:
    """30 minutes (10 when chosen) after the last use, 12 hours after the start at the most."""
    most = started + timedelta(seconds=settings.SESSION_MOST_SECONDS)
    return min(most, used + timedelta(minutes=idle_minutes))


def use_all(keys_in_use: Collection[str], now: datetime) -> None:
    """Note that these sessions were used by `now`; in a few statements, however many they are."""
    standing = Session.objects.filter(
        one_of("session_key", keys_in_use), expire_date__gt=now, account__isnull=False
    )
    ends: dict[datetime, list[str]] = {}
    for key, started, idle_minutes in standing.values_list(
        "session_key", "started_at", "account__idle_minutes"
    ):
        ends.setdefault(ends_at(started, now, idle_minutes), []).append(key)
    for end_date, keys_of in ends.items():
        # Only rows that still stand: a session ended meanwhile must not come back.
        rows = Session.objects.filter(one_of("session_key", keys_of))
        rows.update(used_at=now, expire_date=end_date)


@transaction.atomic
def end_after(account: Account, idle_minutes: int) -> None:
    """The idle time that she chose holds at once, in all her sessions and their open lines."""
    Standing.objects.create(kind=Standing.Kind.IDLE_CHANGED, of=account.pk)
    for row in Session.objects.filter(account=account, expire_date__gt=clock.now()):
        row.expire_date = ends_at(row.started_at, row.used_at, idle_minutes)
        Session.objects.filter(pk=row.pk).update(expire_date=row.expire_date)


class Uses:
    """Sessions that were used since the last noting: written together, twice a second.

    `add` and `take` belong to the event loop, so that nothing is added to what is being written.
    """

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def add(self, key: str) -> None:
        self._keys.add(key)

    def take(self) -> set[str]:
        taken, self._keys = self._keys, set()
        return taken

    def note(self, taken: set[str], now: datetime) -> None:
        """In a thread; what could not be written is tried again. Raises DatabaseError."""
        try:
            use_all(taken, now)
        except DatabaseError:
            self._keys.update(taken)
            raise


def renew(row: Session, idle_minutes: int, now: datetime) -> datetime:
    if (now - row.used_at).total_seconds() >= USE_WRITTEN_SECONDS:
        row.used_at, row.expire_date = now, ends_at(row.started_at, now, idle_minutes)
        # Only a row that still stands: a session ended meanwhile must not come back.
        Session.objects.filter(pk=row.pk).update(used_at=now, expire_date=row.expire_date)
    return row.expire_date


def end(*session_keys: str) -> None:
    """End sessions by their stored keys; their sockets learn of it within a second."""
    with transaction.atomic():
        ended = list(
            Session.objects.filter(session_key__in=session_keys, account__isnull=False).values_list(
                "session_key", flat=True
            )
        )
        Session.objects.filter(session_key__in=session_keys).delete()
        Standing.objects.bulk_create(
            Standing(kind=Standing.Kind.SESSION_ENDED, of=key) for key in ended
        )


def end_others(request: HttpRequest) -> None:
    """End every session of whoever asks, but the one that asks."""
    end_all_of(request.user, but=key_digest(request.session.session_key or ""))  # type: ignore[arg-type]


def end_all_of(account: Account, but: str = "") -> None:
    """End every session of an account, but the one with this stored key."""
    mine = Session.objects.filter(account=account).exclude(session_key=but)
    end(*mine.values_list("session_key", flat=True))
