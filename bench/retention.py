"""Retention at a million messages: how long anybody who writes meanwhile waits at most.

Run: .venv/bin/python -m bench.retention [messages] [sqlite|postgresql]
A database of its own in a temporary folder; PostgreSQL with its defaults, so fsync on.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta

from tests.servers import postgresql

DAYS_DUE = 2  # of 30: as if upkeep had stood still for two days


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    os.environ.pop("PEERNET_DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ends:
        if kind == "postgresql":
            os.environ["PEERNET_DATABASE_URL"] = ends.enter_context(postgresql())
        os.environ.update(
            PEERNET_DATA_DIR=folder, PEERNET_DEBUG="1", DJANGO_SETTINGS_MODULE="peernet.settings"
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(f"{kind}, load of the machine {os.getloadavg()[0]:.1f}")
        measure(many)


def measure(many: int) -> None:
    from django.db import connection, connections, transaction

    from groups import founding, joining, keeping
    from groups.joining import Person
    from groups.models import Group
    from peernet.accounts.models import Account
    from peernet.kit import clock
    from peernet.upkeep import space

    organisation = founding.found("bench")
    group = founding.make_group(organisation, "bench", founding.Rules())
    account = Account.objects.create(handle_digest="bench")
    invite, _ = joining.issue(organisation, group, joining.Terms())
    with transaction.atomic():
        member = joining.take_in(invite, group, Person(account, "Bench"))
    now = clock.now()
    began = time.monotonic()
    fill(group.pk, member.pk, many, now)
    Group.objects.filter(pk=group.pk).update(revision=many + 10)
    print(f"{many} messages in {time.monotonic() - began:.0f} s", flush=True)
    seen = Watch(group.pk)
    seen.start()
    time.sleep(5)
    print(f"before: {seen.told()}", flush=True)
    began = time.monotonic()
    gone = keeping.forget(now + timedelta(days=DAYS_DUE))
    print(f"forgotten {gone} in {time.monotonic() - began:.1f} s; {seen.told()}", flush=True)
    if connection.vendor != "sqlite":
        seen.stop()
        connections.close_all()
        return
    began = time.monotonic()
    pages = space.give_back(15)
    print(f"pages given back {pages} in {time.monotonic() - began:.1f} s; {seen.told()}")
    seen.stop()
    connections.close_all()


class Watch(threading.Thread):
    """Somebody else who writes all the time in the same group: how long she waits for its lock."""

    def __init__(self, group: str) -> None:
        super().__init__(daemon=True)
        self.group = group
        self.waits: list[float] = []
        self._over = threading.Event()

    def run(self) -> None:
        from django.db import connection, transaction

        while not self._over.is_set():
            began = time.monotonic()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE groups_group SET time_zone = time_zone WHERE id = %s", [self.group]
                )
            self.waits.append(time.monotonic() - began)
            time.sleep(0.02)
        connection.close()

    def told(self) -> str:
        waits, self.waits = sorted(self.waits), []
        if not waits:
            return "nobody waited"
        return f"a writer waited p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, most {waits[-1] * 1000:.0f} ms"

    def stop(self) -> None:
        self._over.set()
        self.join()


COLUMNS = (
    "id, group_id, author_id, role, key, seq, rev, state, held_for, at, shown_at,"
    " body, note, waiting_body, waiting_note, decision"
)
SQLITE = f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %(many)s),
 t AS (SELECT i, strftime('%%Y-%%m-%%d %%H:%%M:%%S', %(now)s,
       '-' || ((%(many)s - i) * 30.0 / %(many)s) || ' days') AS at FROM n)
INSERT INTO groups_message ({COLUMNS})
SELECT substr(lower(hex(randomblob(8))), 1, 16), %(group)s, %(member)s, 'member',
 lower(hex(randomblob(16))), i, i, 'visible', '', at, at, randomblob(221), x'', x'', x'', x'' FROM t"""
POSTGRESQL = f"""INSERT INTO groups_message ({COLUMNS})
SELECT substr(md5(random()::text || i), 1, 16), %(group)s, %(member)s, 'member',
 md5(random()::text || i), i, i, 'visible', '', at, at,
 decode(repeat(md5(i::text), 14), 'hex'), '', '', '', ''
FROM (SELECT i, %(now)s::timestamptz - (%(many)s - i) * 30.0 / %(many)s * interval '1 day' AS at
      FROM generate_series(1, %(many)s) AS i) AS t"""


def fill(group: str, member: str, many: int, now: datetime) -> None:
    """The last of 30 days' messages is of now; by one statement, since a million verbs take hours."""
    from django.db import connection, transaction

    told = {"many": many, "group": group, "member": member, "now": f"{now:%Y-%m-%d %H:%M:%S}"}
    sql = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, told)


if __name__ == "__main__":
    main()
