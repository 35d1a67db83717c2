"""Retention at a million messages: how long any one lock is held. SQLite, in a temporary folder.

Run: .venv/bin/python -m bench.retention [messages]
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            PEERNET_DATA_DIR=folder, PEERNET_DEBUG="1", DJANGO_SETTINGS_MODULE="peernet.settings"
        )
        os.environ.pop("PEERNET_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(Path(folder), many)


def measure(folder: Path, many: int) -> None:
    from django.db import connection, transaction

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
    fill(group.pk, member.pk, many, now)
    Group.objects.filter(pk=group.pk).update(revision=many + 10)
    print(f"{many} messages, {(folder / 'peernet.sqlite3').stat().st_size >> 20} MiB")
    seen = Watch()
    seen.start()
    began = time.monotonic()
    gone = keeping.forget(now + timedelta(days=15))  # half of them are due
    print(f"forgotten {gone} in {time.monotonic() - began:.1f} s; {seen.told()}")
    began = time.monotonic()
    pages = space.give_back(15)
    print(f"pages given back {pages} in {time.monotonic() - began:.1f} s; {seen.told()}")
    seen.stop()
    connection.close()


class Watch(threading.Thread):
    """Somebody else who writes all the time: how long she waits at most for the lock."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self._over = threading.Event()

    def run(self) -> None:
        from django.db import connection, transaction

        while not self._over.is_set():
            began = time.monotonic()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE groups_organisation SET founded_on = founded_on")
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


def fill(group: str, member: str, many: int, now: object) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
            " INSERT INTO groups_message (id, group_id, author_id, role, key, seq, rev, state,"
            " held_for, at, shown_at, body, note, waiting_body, waiting_note, decision)"
            " SELECT substr(lower(hex(randomblob(8))), 1, 16), %s, %s, 'member',"
            " lower(hex(randomblob(16))), i, i, 'visible', '',"
            " strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s, '-' || ((%s - i) * 30.0 / %s) || ' days'),"
            " strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s, '-' || ((%s - i) * 30.0 / %s) || ' days'),"
            " randomblob(221), x'', x'', x'', x'' FROM n",
            [many, group, member, *[now.strftime("%Y-%m-%d %H:%M:%S"), many, many] * 2],  # type: ignore[attr-defined]
        )


if __name__ == "__main__":
    main()
