"""The cast of the office: oak administers, fern facilitates, wren and ash are members."""

from __future__ import annotations

from typing import Any

import pytest

from peernet.kit import limits
from peernet.vault import keys

from . import cast


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests empty tables by DELETE on SQLite, which the audit's trigger rightly refuses."""
    with django_db_blocker.unblock():
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    keys.forget_opened()
    limits._memory.clear()


@pytest.fixture
def house(db: None) -> Any:
    return cast.organisation()


@pytest.fixture
def circle(house: Any) -> Any:
    return cast.group_of(house)


def _in(name: str, circle: Any, role: str = "member") -> cast.Person:
    who = cast.person(name)
    cast.enter(who, circle, role)
    return who


@pytest.fixture
def wren(circle: Any) -> cast.Person:
    return _in("wren", circle)


@pytest.fixture
def ash(circle: Any) -> cast.Person:
    return _in("ash", circle)


@pytest.fixture
def fern(circle: Any) -> cast.Person:
    return _in("fern", circle, "facilitator")


@pytest.fixture
def oak(house: Any) -> cast.Person:
    who = cast.person("oak")
    cast.appoint(who, house)
    return who


@pytest.fixture
def elm(db: None) -> tuple[cast.Person, Any, Any]:
    """The administrator of another organisation, that organisation, and its group."""
    who, other = cast.person("elm"), cast.organisation("Hill House")
    cast.appoint(who, other)
    return who, other, cast.group_of(other, "Other circle")
