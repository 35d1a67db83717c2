"""A file of AES-256-GCM chunks under a key derived from the current vault key.

Head: magic, length, JSON (which vault key, a salt, facts for people). Each chunk's nonce counts it
and says whether it is the last, and each is bound to the head: a cut, a swap or one altered bit is
found before the end is believed.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from peernet.vault import keys

MAGIC = b"PEERNET-SEALED-1\n"
CHUNK = 1 << 20
MOST_HEAD = 1 << 16


class Spoilt(Exception):
    """Not such a file, cut short, altered, or sealed under a vault key that is not here."""


def _cipher(vault_key: bytes, salt: bytes) -> AESGCM:
    info = b"peernet sealed file"
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=info).derive(vault_key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class Writer:
    """Lines in, compressed and sealed; the file takes its name only when it is whole."""

    def __init__(self, path: Path, facts: dict[str, Any]) -> None:
        salt, current = secrets.token_bytes(32), settings.VAULT_KEYS[0]
        head = {**facts, "salt": salt.hex(), "vault_key": keys.fingerprint(current)}
        self._head = json.dumps(head).encode()
        self._path, self._part = path, path.with_name(f"{path.name}.part")
        self._cipher, self._number = _cipher(current, salt), 0
        self._packer, self._held = zlib.compressobj(6), bytearray()
        flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY
        self._file = os.fdopen(os.open(self._part, flags, 0o600), "wb")
        self._file.write(MAGIC + len(self._head).to_bytes(4, "big") + self._head)

    def line(self, fact: Any) -> None:
        text = json.dumps(fact, ensure_ascii=False, separators=(",", ":"))
        self._held += self._packer.compress(text.encode() + b"\n")
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def _seal(self, piece: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), piece, self._head)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1

    def close(self) -> None:
        self._held += self._packer.flush()
        self._seal(bytes(self._held), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def abandon(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


def head_of(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return dict(json.loads(_head(file)))


def _head(file: Any) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise Spoilt("is not an archive of PeerNet")
    length = int.from_bytes(file.read(4), "big")
    head: bytes = file.read(length) if length <= MOST_HEAD else b""
    try:
        facts = json.loads(head)
        bytes.fromhex(facts["salt"])
    except (ValueError, TypeError, KeyError):
        raise Spoilt("is altered") from None
    return head


def lines(path: Path) -> Iterator[Any]:
    """Every line. Raises Spoilt at the first chunk that does not hold; believe nothing before the
    end was reached."""
    unpacker, rest = zlib.decompressobj(), b""
    for piece in _pieces(path):
        *whole, rest = (rest + _unpacked(unpacker, piece)).split(b"\n")
        yield from map(json.loads, whole)
    if rest or not unpacker.eof:
        raise Spoilt("is cut short")


def _unpacked(unpacker: Any, piece: bytes) -> bytes:
    try:
        return bytes(unpacker.decompress(piece))
    except zlib.error:
        raise Spoilt("is altered") from None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = _head(file)
        cipher = _opening(json.loads(head))
        size = path.stat().st_size
        number, last = 0, False
        while not last:
            sealed = _chunk(file)
            last = file.tell() == size
            yield _opened(cipher, number, last, sealed, head)
            number += 1


def _chunk(file: io.BufferedReader) -> bytes:
    length = int.from_bytes(file.read(4), "big")
    sealed = file.read(length) if 16 <= length <= CHUNK + 16 else b""
    if not sealed or len(sealed) != length:
        raise Spoilt("is cut short or altered")
    return sealed


def _opened(cipher: AESGCM, number: int, last: bool, sealed: bytes, head: bytes) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), sealed, head)
    except InvalidTag:
        raise Spoilt("is cut short or altered") from None


def _opening(head: dict[str, Any]) -> AESGCM:
    for vault_key in settings.VAULT_KEYS:
        if keys.fingerprint(vault_key) == head.get("vault_key"):
            return _cipher(vault_key, bytes.fromhex(head["salt"]))
    raise Spoilt("is sealed under a vault key that is not in PEERNET_VAULT_KEYS")
