"""PostgreSQL was away for a moment: its connections are gone, and nobody is told of an error."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.people import Line
from tests.places import Place, running
from tests.servers import postgresql

pytestmark = [pytest.mark.postgresql]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with postgresql() as address, running(tmp_path, PEERNET_DATABASE_URL=address) as found:
        yield found


def test_pages_go_on_when_every_connection_was_ended(place: Place) -> None:
    def page(_: int) -> int:
        return int(place.visitor().get("/readyz").status)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(page, range(24))) == {200}
    address = place.peernet.env["PEERNET_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(page, range(24))) == {200}


def test_a_line_made_while_the_database_is_away_is_told_to_come_back(place: Place) -> None:
    room = place.filled("wren")
    address = place.peernet.env["PEERNET_DATABASE_URL"]
    name = urlsplit(address).path.strip("/")
    with psycopg.connect(address, dbname="template1", autocommit=True) as line:
        line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            cookie = f"sessionid={room.people['wren']['cookie']}"
            assert Line(place.address, cookie).closed_with(10) == 4412
        finally:
            line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    with room.entered("wren") as wren:
        assert wren
