"""Reads settings from the environment and refuses, naming the variable, what is missing or malformed."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo


class Refused(Exception):
    """A setting is missing or malformed; the text is one line that names the variable."""


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise Refused(f"{name} is not set: it is required when PEERNET_DEBUG is not 1.")
    return default


def flag(name: str, default: bool) -> bool:
    value = text(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise Refused(f"{name} must be 0 or 1.")
    return value == "1"


def count(name: str, default: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= 2 and int(value) <= 16):
        raise Refused(f"{name} must be a whole number from 0 to 16.")
    return int(value)


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in choices:
        raise Refused(f"{name} must be one of: {', '.join(choices)}.")
    return value


def web_address(name: str, default: str) -> str:
    value = text(name, default)
    parts = _split(name, value)
    odd = any(not letter.isprintable() or letter in ' "<>' for letter in value)
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise Refused(f"{name} must be a web address that begins with http:// or https://.")
    return value


def origins(name: str, default: str | None) -> list[str]:
    """Scheme, host and port of each public origin, without a trailing slash."""
    value = text(name, default)
    found = [_origin(name, part) for part in value.split(",") if part.strip()]
    if value and not found:  # a lone comma must not end as "every port of this machine"
        raise Refused(f"{name} must list origins such as https://notes.example, without a path.")
    return found


def _origin(name: str, value: str) -> str:
    value = value.strip().rstrip("/").lower()
    parts = _split(name, value)
    plain = re.fullmatch(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d+)?", value)
    if not plain or not parts.hostname:
        raise Refused(f"{name} must list origins such as https://notes.example, without a path.")
    return value


def _split(name: str, value: str) -> Any:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 (raises on a malformed port)
    except ValueError:
        raise Refused(f"{name} is not a well-formed address.") from None
    return parts


def redis_address(name: str) -> str:
    value = text(name, "")
    parts = _split(name, value)
    if value and parts.scheme not in ("redis", "rediss", "unix"):
        raise Refused(f"{name} must begin with redis://, rediss:// or unix://.")
    if parts.scheme in ("redis", "rediss") and not (
        parts.hostname and re.fullmatch(r"(/\d*)?", parts.path)
    ):  # redis-py takes its own host, or database 0, for what it cannot read
        raise Refused(f"{name} must be redis://host:port/number.")
    return value


def database(name: str, root: Path, default: str) -> dict[str, Any]:
    """Django's DATABASES entry for a sqlite:// or postgresql:// address."""
    value = text(name, default)
    parts = _split(name, value)
    if parts.scheme == "sqlite":
        return _sqlite(name, root, unquote(value.removeprefix("sqlite://")))
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(name, parts)
    raise Refused(f"{name} must begin with sqlite:/// or postgresql://.")


def _sqlite(name: str, root: Path, path: str) -> dict[str, Any]:
    if not path.startswith("/") or path == "/":
        raise Refused(f"{name} must be sqlite:////absolute/path or sqlite:///relative/path.")
    file = Path(path[1:]) if path.startswith("//") else root / path[1:]
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,  # a thread keeps its own; opening one sets five pragmas
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            # auto_vacuum holds only when set before the first table, so it comes first.
            "init_command": (
                "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA secure_delete=ON;"
            ),
        },
    }


def _postgresql(name: str, parts: Any) -> dict[str, Any]:
    if not parts.path.strip("/"):
        raise Refused(f"{name} names no database: postgresql://user:password@host/database.")
    query = dict(parse_qsl(parts.query))
    try:
        make_conninfo("", **query)
    except psycopg.ProgrammingError:
        raise Refused(f"{name} has an option that PostgreSQL does not know.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,  # a restarted PostgreSQL costs nobody a page; 0.1 ms each
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 16, "timeout": 5},
            "server_side_binding": True,  # with prepared statements: a third less work a message
            **query,
        },
    }


def folder(name: str, root: Path, default: str) -> Path:
    """A folder of ours, made when it is not there; only we may look into a new one."""
    path = root / text(name, default)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as no:
        raise Refused(f"{name} names no folder that can be made ({type(no).__name__}).") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise Refused(f"{name} names a folder that cannot be written to.")
    return path


def vault_keys(keys: str, file: str, debug_file: Path | None) -> list[bytes]:
    """The data-encryption keys, the current one first.

    :param debug_file: where to make one when debugging and neither variable is set.
    """
    inline, path = os.environ.get(keys, "").strip(), os.environ.get(file, "").strip()
    if inline and path:
        raise Refused(f"{keys} and {file} are both set: set one of them.")
    if inline:
        return _decode_keys(keys, inline.split(","))
    if path:
        return _decode_keys(file, _private_lines(file, Path(path)))
    if debug_file is None:
        raise Refused(f"{keys} (or {file}) is not set: it is required when PEERNET_DEBUG is not 1.")
    made = made_once(debug_file, lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return _decode_keys(keys, made.split("\n"))


def _private_lines(name: str, path: Path) -> list[str]:
    try:
        mode = path.stat().st_mode
        lines = path.read_text().split("\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{name} names a file that cannot be read.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"{name} names a file that others may read: chmod 600 it.")
    return lines


def _decode_keys(name: str, values: list[str]) -> list[bytes]:
    found = [value.strip() for value in values if value.strip()]
    try:
        keys = [base64.b64decode(value + "=" * (-len(value) % 4), b"-_", True) for value in found]
    except (binascii.Error, ValueError):
        raise Refused(f"{name} must be base64url of 32 bytes each.") from None
    if not keys or any(len(key) != 32 for key in keys) or len(set(keys)) != len(keys):
        raise Refused(f"{name} must hold one or more different keys, base64url of 32 bytes each.")
    return keys


def made_once(path: Path, make: Any) -> str:
    """The text of a private file, made at the first call (debugging only)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(make())
    except FileExistsError:
        pass
    return path.read_text().strip()
