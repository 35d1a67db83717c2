"""Sets up, inside PeerNet's own environment, the people and rooms of a measurement.

Run as a program: reads a wish from standard input, prints what it made, both JSON.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from typing import Any

MOST_AT_ONCE = 1000
WORDS = (
    "I slept a little better this week, and I went for a walk by the river twice.",
    "Thank you for saying that. It took me a long time to believe that it was not my fault.",
    "Today was hard. I am here, I am reading along, I just do not have many words.",
    "Does anybody have an idea for the waiting room? The noise is what gets to me, every time.",
)


def make(wish: dict[str, int]) -> dict[str, Any]:
    """`accounts` signed-in people, `rooms` of `size` each, filled in turn; `messages` in each."""
    from django.db import transaction

    from groups import founding

    with transaction.atomic():
        people, cookies = _people(wish["accounts"])
        rules = founding.Rules(
            admission="open", newcomer_messages=0, rests=False, earlier_history=True
        )
        organisation = founding.found("Measured")
        rooms = []
        for number in range(wish["rooms"]):
            group = founding.make_group(organisation, f"Room {number}", rules)
            first = number * wish["size"]
            seats = [(first + i) % len(people) for i in range(wish["size"])]
            members = _members(group, [people[seat] for seat in seats])
            if wish["messages"]:
                _talk(group, members, wish["messages"])
            rooms.append({"group": group.pk, "cookies": [cookies[seat] for seat in seats]})
    return {"rooms": rooms}


def _people(count: int) -> tuple[list[Any], list[str]]:
    from peernet.accounts.models import Account, Session, digest_of

    people = [Account(handle_digest=digest_of(f"bench-{uuid.uuid4()}")) for _ in range(count)]
    for account in people:
        account.set_unusable_password()
    Account.objects.bulk_create(people, MOST_AT_ONCE)
    made = [_session(account) for account in people]
    Session.objects.bulk_create([row for row, _ in made], MOST_AT_ONCE)
    return people, [cookie for _, cookie in made]


def _session(account: Any) -> tuple[Any, str]:
    """The row as signing in makes it, and the cookie's value."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from peernet.accounts.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = account.pk
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    row = store.create_model_instance(dict(store.items()))
    return row, store.session_key or ""


def _members(group: Any, people: list[Any]) -> list[Any]:
    from groups import conduct, naming
    from groups.models import Membership

    members = []
    for number, account in enumerate(people):
        name = f"Member {_letters(number)}"
        member = Membership(
            group=group,
            account=account,
            look=naming.look_digest(group.pk, name),
            first_seq=1,
            heard_messages=conduct.HEARD_COUNTED_TO,
            agreed_version=1,
        )
        member.pseudonym, member.came_by = name, "bench"
        members.append(member)
    return Membership.objects.bulk_create(members, MOST_AT_ONCE)


def _letters(number: int) -> str:
    return "".join("bcdfghjkmp"[int(digit)] for digit in f"{number:05}")


def _talk(group: Any, members: list[Any], count: int) -> None:
    from groups import conduct

    group = conduct.locked(group.pk)
    while group.revision < count:
        _some(group, members, min(MOST_AT_ONCE, count - group.revision))
    group.save(update_fields=["revision"])


def _some(group: Any, members: list[Any], count: int) -> None:
    from groups import conduct
    from groups.models import Message
    from peernet.kit import clock

    now, rows = clock.now(), []
    for _ in range(count):
        rev = conduct.next_revision(group)
        author = members[rev % len(members)]
        row = Message(group=group, author=author, role=author.role, key=f"bench-{rev}",
                      state=Message.State.VISIBLE, seq=rev, rev=rev, at=now, shown_at=now)  # fmt: skip
        row.body = WORDS[rev % len(WORDS)]
        rows.append(row)
    Message.objects.bulk_create(rows)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "peernet.settings"
    import django
    import django.db

    django.setup()
    made = make(json.load(sys.stdin))
    with django.db.connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute
    json.dump(made, sys.stdout)
