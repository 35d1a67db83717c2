"""Run with a server's environment: makes a room and signed-in members, prints their cookies."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peernet.settings")


def main() -> None:
    import django

    django.setup()
    wanted = json.load(sys.stdin)
    from groups import founding

    organisation = founding.found("Harbour House")
    rules = {"admission": "open", "newcomer_messages": 0, "rests": False, **wanted["rules"]}
    group = founding.make_group(organisation, "Tuesday circle", founding.Rules(**rules))
    other = founding.make_group(organisation, "Harbour mornings", founding.Rules())
    people = {name: _person(name, group) for name in wanted["names"]}
    print(json.dumps({"group": group.pk, "other": other.pk, "people": people}))


def _person(name: str, group: Any) -> dict[str, str]:
    """Names that begin with `fern` facilitate, on duty."""
    from groups import conduct, joining
    from peernet.accounts.models import Account, digest_of
    from peernet.kit import clock

    account = Account(handle_digest=digest_of(f"{name}-{group.pk}"))
    account.set_unusable_password()
    account.save(force_insert=True)
    role = "facilitator" if name.startswith("fern") else "member"
    invite, _ = joining.issue(group.organisation, group, joining.Terms(role=role))
    member = joining.take_in(invite, group, joining.Person(account, name.title()))
    if role == "facilitator":
        conduct.go_on_duty(member, clock.now())
    return {"account": account.pk, "member": member.pk, "cookie": _session(account)}


def _session(account: Any) -> str:
    from peernet.accounts.sessions import SessionStore

    session = SessionStore()
    session["_auth_user_id"] = account.pk
    session["_auth_user_backend"] = "peernet.accounts.adapter.ByHandle"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session.create()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
