"""Measures the desk's queue with 200 cases: time and queries of the page and of the query alone.

Run from the root: `.venv/bin/python -m bench.desk [cases]`; uses a database of its own.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "peernet.settings"
os.environ["PEERNET_DEBUG"] = "1"
os.environ["PEERNET_LIMITS"] = "off"
ROUNDS = 20
TARGET_MS = 300


def main(cases: int) -> None:
    import django

    with tempfile.TemporaryDirectory(prefix="peernet-bench-") as folder:
        os.environ["PEERNET_DATA_DIR"] = folder
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        account = fill(cases)
        rows = [measure("the query", lambda: count(account)), measure("the page", page_of(account))]
    print(f"{cases} cases, {ROUNDS} rounds, target {TARGET_MS} ms")
    for name, found, median, worst, queries in rows:
        print(
            f"{name:10} {found:4} rows  median {median:6.1f} ms  worst {worst:6.1f} ms  {queries} queries"
        )
    sys.exit(max(row[3] for row in rows) > TARGET_MS)


def fill(cases: int) -> Any:
    """A fifth each: held, reported, alert, private thread, application; over four groups."""
    from django.db import transaction

    from groups import conduct, founding
    from groups.models import Group
    from peernet.kit import clock

    organisation = founding.found("Bench")
    fern = make_account("fern")
    rules = founding.Rules(admission="open", newcomer_messages=0, rests=False)
    groups = [founding.make_group(organisation, f"Room {n}", rules) for n in range(4)]
    for group in groups:
        conduct.go_on_duty(enter(fern, group, "facilitator"), clock.now())
    with transaction.atomic():
        for number in range(cases):
            one(number, groups[number % 4])
    Group.objects.filter(pk__in=[group.pk for group in groups]).update(mode="open")
    return fern


def one(number: int, group: Any) -> None:
    from groups import talking
    from groups.models import Application, Finding, Group, Membership, Message
    from groups.posting import Draft, post
    from moderation import reporting

    kind, account = number // 4 % 5, make_account(f"member {number}")
    if kind == 4:
        application = Application(group=group, account=account)
        application.pseudonym = f"Name {number}"
        application.save(force_insert=True)
        return
    member = enter(account, group)
    Group.objects.filter(pk=group.pk).update(mode="held" if kind == 0 else "open")
    if kind == 3:
        talking.say(member, "Have you a moment?", key="k")
        return
    sent = post(account.pk, group.pk, Draft("k", "words " * 40))
    message = Message.objects.select_related("author").get(pk=sent.id)
    if kind == 1:
        by = Membership.objects.filter(group=group, role="member").exclude(pk=member.pk).first()
        if by:
            reporting.report(member, by=by, reason="hurtful", details="x", message=message)
    elif kind == 2:
        found = Finding(message=message, kind="crisis", rule="bench")
        found.place = "0 5"
        found.save(force_insert=True)


def make_account(name: str) -> Any:
    from peernet.accounts.models import Account, digest_of

    account = Account(handle_digest=digest_of(name))
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def enter(account: Any, group: Any, role: str = "member") -> Any:
    from groups import joining

    invite, _ = joining.issue(group.organisation, group, joining.Terms(role=role))
    return joining.take_in(invite, group, joining.Person(account, f"Name {account.pk[:10]}"))


def count(account: Any) -> int:
    from moderation import waiting

    return len(waiting.queue(account))


def page_of(account: Any) -> Any:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(account)

    def page() -> int:
        answer = client.get("/desk/")
        assert answer.status_code == 200
        return answer.content.count(b'href="/desk/') - 3  # the links of the page itself

    return page


def measure(name: str, act: Any) -> tuple[str, int, float, float, int]:
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        found = act()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return name, found, statistics.median(took), max(took), len(asked)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
