"""A running server on SQLite, one a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.places import Place, Room, running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running(tmp_path_factory.mktemp("place")) as found:
        yield found


@pytest.fixture
def room(place: Place) -> Room:
    """A fresh room with wren, ash and fern (a facilitator on duty)."""
    return place.filled("wren", "ash", "fern")
