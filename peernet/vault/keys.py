"""Data keys wrapped by the vault's keys; seals and opens text bound to its place."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from .models import DataKey

VERSION = b"\x01"
NONCE_BYTES = 12
PADDED_TO = 64
KEPT_SECONDS = 60  # how long an opened data key may stay in memory
MOST_KEPT = 20_000
MOST_AHEAD = 900  # names in one query; SQLite takes about a thousand


class CannotOpen(Exception):
    """A token is not of this place, was altered, or its key is gone. Never taken for words.

    A template goes on without it: one spoilt row must not keep everybody from their page.
    """

    silent_variable_failure = True


_lock = threading.Lock()
_kept: dict[str, tuple[float, bytes, AESGCM]] = {}


def fingerprint(vault_key: bytes) -> str:
    return hashlib.sha256(b"peernet vault key" + vault_key).hexdigest()[:16]


def make(name: str) -> None:
    """Make the data key of this name, unless it exists."""
    key = secrets.token_bytes(32)
    current = settings.VAULT_KEYS[0]
    DataKey.objects.bulk_create(
        [DataKey(name=name, vault_key=fingerprint(current), wrapped=wrap(current, name, key))],
        ignore_conflicts=True,
    )


def names(begin: str) -> list[str]:
    """The names of the data keys that begin like this."""
    return list(DataKey.objects.filter(name__startswith=begin).values_list("name", flat=True))


def destroy(name: str) -> None:
    """Make everything sealed under this name unreadable, here at once and elsewhere in a minute."""
    DataKey.objects.filter(name=name).delete()
    forget_opened(name)


def forget_opened(name: str | None = None) -> None:
    with _lock:
        _kept.pop(name, None) if name else _kept.clear()


def seal(name: str, place: str, text: str) -> bytes:
    """A token that opens only at this place. Raises CannotOpen when the key does not exist."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    words = text.encode()
    padded = len(words).to_bytes(4, "big") + words
    padded += bytes(-len(padded) % PADDED_TO)
    return VERSION + nonce + _cipher(name).encrypt(nonce, padded, _aad(name, place))


def unseal(name: str, place: str, token: bytes) -> str:
    token = bytes(token)
    if token[:1] != VERSION:
        raise CannotOpen(place.split("|")[0])
    nonce = token[1 : 1 + NONCE_BYTES]
    try:
        padded = _cipher(name).decrypt(nonce, token[1 + NONCE_BYTES :], _aad(name, place))
    except (InvalidTag, ValueError):
        raise CannotOpen(place.split("|")[0]) from None
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")].decode()


def digest(purpose: str, text: str) -> str:
    """A keyed digest (HMAC-SHA256, 43 characters), for looking up what must not be stored."""
    mac = hmac.new(_raw("digests"), f"{purpose}|{text}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def check() -> None:
    """Raise CannotOpen when a data key exists that no vault key opens (a wrong key file)."""
    known = [fingerprint(key) for key in settings.VAULT_KEYS]
    if DataKey.objects.exclude(vault_key__in=known).exists():
        raise CannotOpen("data keys")
    for row in DataKey.objects.all()[:1]:
        unwrap(row)


def unwrap(row: DataKey) -> bytes:
    for vault_key in settings.VAULT_KEYS:
        if fingerprint(vault_key) == row.vault_key:
            return _unwrap(vault_key, row.name, bytes(row.wrapped))
    raise CannotOpen(row.name.split(":")[0])


def wrap(vault_key: bytes, name: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(vault_key).encrypt(nonce, key, _aad("vault", name))


def _unwrap(vault_key: bytes, name: str, token: bytes) -> bytes:
    nonce = token[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(vault_key).decrypt(nonce, token[1 + NONCE_BYTES :], _aad("vault", name))
    except (InvalidTag, ValueError):
        raise CannotOpen(name.split(":")[0]) from None


def _aad(name: str, place: str) -> bytes:
    return f"peernet|1|{name}|{place}".encode()


def open_ahead(names: Iterable[str]) -> None:
    """Open these data keys by one query, for a page that needs hundreds."""
    missing = [name for name in names if name not in _kept or _kept[name][0] <= time.monotonic()]
    for row in DataKey.objects.filter(pk__in=missing[:MOST_AHEAD]):
        _keep(row.name, unwrap(row))


def _cipher(name: str) -> AESGCM:
    return _opened(name)[2]


def _raw(name: str) -> bytes:
    return _opened(name)[1]


def _opened(name: str) -> tuple[float, bytes, AESGCM]:
    kept = _kept.get(name)
    if kept and kept[0] > time.monotonic():
        return kept
    return _keep(name, unwrap(_row(name)))


def _keep(name: str, key: bytes) -> tuple[float, bytes, AESGCM]:
    entry = (time.monotonic() + KEPT_SECONDS, key, AESGCM(key))
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = entry
    return entry


def _row(name: str) -> DataKey:
    row = DataKey.objects.filter(pk=name).first()
    if row is None and ":" not in name:  # the network's own keys are made when first needed
        with transaction.atomic():
            make(name)
        row = DataKey.objects.filter(pk=name).first()
    if row is None:
        raise CannotOpen(name.split(":")[0])
    return row
