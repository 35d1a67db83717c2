"""Backup into one encrypted archive and a key file apart; restore into an empty database."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

from groups import ending
from groups import keeping as groups_keeping
from groups.erasing import Words
from groups.models import Erasure, Group, Invite, Message
from moderation import keeping as moderation_keeping
from peernet.accounts.models import Account, Session, Standing
from peernet.audit import chain
from peernet.kit import clock
from peernet.vault import keys
from peernet.vault.models import DataKey

from . import erasure
from .sealed_file import Spoilt, Writer, head_of, lines

BATCH = 500
ARCHIVE, KEYS = "archive", "keys"
NOT_KEPT = {DataKey, Session, Standing}  # keys go apart; sessions and what sockets hear do not last
OURS = {"vault", "audit", "accounts", "groups", "moderation", "support", "upkeep", "mfa"}


class Refused(Exception):
    """Nothing was written; the text says why in one line."""


def tables() -> list[type[Model]]:
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in OURS]
    return [m for m in found if m._meta.managed and not m._meta.proxy and m not in NOT_KEPT]


# --- Backup -------------------------------------------------------------------------------------


def backup(path: Path) -> dict[str, Any]:
    """Both files out of one moment of the database, while others read and write."""
    facts = {"made_at": clock.stamp(clock.now()), "migrations": _migrations()}
    archive = Writer(path, {"kind": ARCHIVE, **facts})
    key_file = Writer(keys_path(path), {"kind": KEYS, **facts})
    try:
        with _one_moment():
            counts = {model._meta.label: _dump(archive, model) for model in tables()}
            for model in (DataKey, Erasure):
                _dump(key_file, model)
        archive.close()
        key_file.close()
    except BaseException:
        archive.abandon()
        key_file.abandon()
        raise
    _keep_only(keys_path(path))
    return {"archive": str(path), "keys": str(keys_path(path)), "rows": counts}


def keys_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.keys")


def _keep_only(newest: Path) -> None:
    """Older key files beside it would open what has been destroyed since."""
    for other in newest.parent.glob("*.keys"):
        if other != newest and _is_key_file(other):
            other.unlink()


def _is_key_file(path: Path) -> bool:
    try:
        return head_of(path).get("kind") == KEYS
    except (Spoilt, OSError):
        return False  # somebody else's, such as the vault's own keys


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything read inside is of one moment; nobody who writes waits for it."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # not atomic(): on SQLite that takes the writers' lock
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _dump(writer: Writer, model: type[Model]) -> int:
    names = [field.attname for field in model._meta.concrete_fields]
    writer.line({"table": model._meta.label, "columns": names})
    count = 0
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        writer.line([_packed(value) for value in row])
        count += 1
    return count


def _packed(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return {"b": base64.b64encode(bytes(value)).decode()}
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time():
            return {"h": value.isoformat()}
        case dict() | list():
            return {"j": value}
    return value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind, held = next(iter(value.items()))
    match kind:
        case "b":
            return base64.b64decode(held)
        case "t":
            return datetime.fromisoformat(held)
        case "d":
            return date.fromisoformat(held)
        case "h":
            return time.fromisoformat(held)
    return held


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in OURS)


# --- Restore ------------------------------------------------------------------------------------


def restore(path: Path, key_path: Path) -> dict[str, Any]:
    """Look through both files whole, then write everything in one transaction, or nothing.

    Those who erased themselves since are erased again; groups that ended since are ended, and
    reports that were forgotten since are forgotten. Codes let nobody in any more: one that was
    used, revoked or in wrong hands since would be good again.
    """
    _check(path, ARCHIVE)
    _check(key_path, KEYS)
    _check_empty()
    keys.forget_opened()
    with transaction.atomic():
        ledger = _load_keys(key_path)
        counts = _load(path)
        _check_keys()
        erased = _erase_again(ledger)
        ended = _end_again()
        revoked = Invite.objects.filter(revoked_at=None).update(revoked_at=clock.now())
        moderation_keeping.forget_again()
        chains = _check_chains()
        opened = _open_one()
    return {
        "rows": counts,
        "erased": erased,
        "ended": ended,
        "revoked": revoked,
        "chains": chains,
        "opened": opened,
    }


def _check(path: Path, kind: str) -> None:
    try:
        head = head_of(path)
        for _line in lines(path):
            pass
    except OSError:
        raise Refused(f"{path} cannot be read.") from None
    except Spoilt as no:
        raise Refused(f"{path} {no}.") from None
    if head.get("kind") != kind:
        raise Refused(f"{path} is not the {kind} file.")
    if head.get("migrations") != _migrations():
        raise Refused(f"{path} was made by another version of the program.")


def _check_empty() -> None:
    everything: list[type[Model]] = [*tables(), *NOT_KEPT]
    for model in everything:
        if model._base_manager.exists():
            raise Refused("The database is not empty: restore only into a freshly migrated one.")


def _load_keys(path: Path) -> list[tuple[str, str]]:
    """Write the data keys; answer the ledger of erasures."""
    ledger: list[tuple[str, str]] = []
    for model, rows in _parts(path):
        if model is DataKey:
            _insert(model, rows)
        else:
            names = [field.attname for field in model._meta.concrete_fields]
            of, words = names.index("of"), names.index("words")
            ledger += [(row[of], row[words]) for row in rows]
    return ledger


def _load(path: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model, rows in _parts(path):
        _insert(model, rows)
        counts[model._meta.label] = counts.get(model._meta.label, 0) + len(rows)
    for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return counts


def _parts(path: Path) -> Iterator[tuple[type[Model], list[list[Any]]]]:
    """A table's rows, at most a batch at a time."""
    everything: list[type[Model]] = [*tables(), DataKey, Erasure]
    known = {model._meta.label: model for model in everything}
    model: type[Model] | None = None
    rows: list[list[Any]] = []
    for line in lines(path):
        if isinstance(line, dict):
            if model is not None:
                yield model, rows
            model, rows = known[line["table"]], []
            continue
        rows.append([_unpacked(value) for value in line])
        if model is not None and len(rows) >= BATCH:
            yield model, rows
            rows = []
    if model is not None:
        yield model, rows


def _insert(model: type[Model], rows: list[list[Any]]) -> None:
    """As they were: no default, no `auto_now_add`, no drawing of new ids."""
    fields: list[Field] = list(model._meta.concrete_fields)  # type: ignore[type-arg]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 (our own tables' names)
    prepared = [
        [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, prepared)


def _check_keys() -> None:
    try:
        keys.check()
    except keys.CannotOpen:
        raise Refused("PEERNET_VAULT_KEYS: these keys do not open the restored ones.") from None


def _erase_again(ledger: list[tuple[str, str]]) -> int:
    erased = 0
    for of, words in ledger:
        account = Account.objects.filter(pk=of).first()
        if account is not None:
            erasure.erase(account, Words(words))
            erased += 1
        Erasure.objects.get_or_create(of=of, defaults={"words": words})
    return erased


def _end_again() -> int:
    """Groups without a key ended since the archive was made."""
    known = DataKey.objects.filter(name__startswith="group:").values_list("name", flat=True)
    kept = {name.removeprefix("group:") for name in known}
    lost = Group.objects.filter(ended_at=None).exclude(pk__in=kept)
    ids = list(lost.values_list("pk", flat=True))
    for group_id in ids:
        ending.end(group_id, clock.now())
    groups_keeping.empty_ended()
    return len(ids)


def _check_chains() -> dict[str, int]:
    counts, broken = chain.verify_all()
    if broken:
        raise Refused(f"{broken.chain}: entry {broken.number} {broken.why}; nothing was written.")
    return counts


def _open_one() -> bool:
    """Does a message open with the vault's keys? (True where there is none.)"""
    newest = Message.objects.exclude(body=b"").order_by("-at").first()
    try:
        return newest is None or bool(newest.body)
    except keys.CannotOpen:
        raise Refused("A message does not open with these keys; nothing was written.") from None
