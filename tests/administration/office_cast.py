"""The cast of the office: oak administers, fern facilitates, wren and ash are members."""

from __future__ import annotations

from typing import Any

import pytest

from tests.administration import cast


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
