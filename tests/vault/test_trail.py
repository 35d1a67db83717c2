"""The trail: with its deed or not at all, never changed, every break found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from peernet.audit import chain, trail
from peernet.audit.actions import Action
from peernet.audit.models import Entry, Head


@pytest.fixture
def deeds(organisation: Any) -> list[Entry]:
    with transaction.atomic():
        for number in range(5):
            trail.record(
                Action.HIDE, chain=organisation.pk, actor="someone", reason=f"reason {number}"
            )
    return list(Entry.objects.order_by("number"))


def altered(sql: str, *values: Any) -> None:
    """As somebody with the database in hand would, triggers out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
        cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def test_a_chain_of_deeds_holds(deeds: list[Entry], organisation: Any) -> None:
    counts, broken = chain.verify_all()
    assert broken is None and counts[organisation.pk] == len(deeds)
    assert trail.reason_of(deeds[-1]) == "reason 4"
    assert b"reason" not in bytes(deeds[-1].reason)


@pytest.mark.parametrize(
    ("sql", "values", "where"),
    [
        ("UPDATE audit_entry SET actor = %s WHERE number = 3", ["another"], 3),
        ("DELETE FROM audit_entry WHERE number = 4", [], 4),
        ("UPDATE audit_entry SET action = %s WHERE number = 2", ["restore"], 2),
        ("DELETE FROM audit_entry WHERE number = 6", [], 6),
    ],
)
def test_every_break_is_found_at_its_entry(
    deeds: list[Entry], sql: str, values: list[str], where: int
) -> None:
    assert len(deeds) == 6
    altered(sql, *values)
    broken = chain.verify_all()[1]
    assert broken is not None and broken.number == where


def test_a_head_set_back_is_found(deeds: list[Entry]) -> None:
    altered("DELETE FROM audit_entry WHERE number = 6")
    Head.objects.update(number=5, hash=deeds[4].hash)
    assert chain.verify_all()[1] is not None


def test_entries_are_neither_changed_nor_deleted(deeds: list[Entry]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(number=2).update(actor="another")
    if connection.vendor == "postgresql":  # on SQLite the test database lacks this trigger
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(number=2).delete()


def test_a_deed_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(trail.NotInATransaction):
        trail.record(Action.HIDE, chain="x")


@pytest.mark.django_db(transaction=True)
def test_parallel_deeds_make_one_chain(organisation: Any) -> None:
    def record(number: int) -> None:
        try:
            with transaction.atomic():
                trail.record(Action.WARN, chain=organisation.pk, actor=str(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(40)))
    counts, broken = chain.verify_all()
    assert broken is None and counts[organisation.pk] == 41
