"""The demo network: two organisations, four groups, invented people with sober conversations."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from groups import conduct, founding, joining, naming, reacting, wording
from groups.models import Group, Hours, Invite, Membership, Message, Organisation
from groups.safety.watched import WatchedWord
from groups.wording import Keeper, Scope
from peernet.accounts.models import Account, digest_of
from peernet.kit import clock
from peernet.support import directory

PASSWORD = "a quiet lamp 27"  # noqa: S105 (the demo's, printed at every start)
STORY = Path(__file__).with_name("demo.json")
KEPT = "demo.json"  # under the data folder: what was printed, so that twice changes nothing


def load() -> dict[str, Any]:
    """Sign-ins and unspent invites; made once, the same facts at every later call."""
    kept = settings.DATA_DIR / KEPT
    if kept.exists() and Organisation.objects.exists():
        facts: dict[str, Any] = json.loads(kept.read_text())
        return facts
    with transaction.atomic():
        facts = _make(json.loads(STORY.read_text()))
        # Before the network is there for good: a start that is interrupted makes no second one.
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(facts, ensure_ascii=False))
    return facts


def _make(story: dict[str, Any]) -> dict[str, Any]:
    people: dict[str, dict[str, Any]] = {}
    codes: list[str] = []
    now = clock.now()
    for told in story["organisations"]:
        with translation.override(told["language"]):  # of the texts that everything begins with
            organisation = founding.found(told["name"])
        for handle in told["administrators"]:
            _appoint(organisation, handle, people)
        _watch(Keeper(Scope.ORGANISATION, organisation.pk), told)
        _places(organisation, told)
        for group_told in told["groups"]:
            with translation.override(told["language"]):
                group = _group(organisation, group_told)
            _people(group, group_told, people)
            _talk(group, group_told, now)
            _watch(Keeper(Scope.GROUP, organisation.pk, group.pk), group_told)
            codes += [
                code
                for _, code in joining.issue_many(organisation, group, joining.Terms(days=30), 2)
            ]
    sign_ins = [person for person in people.values() if person["shown"]]
    for person in sign_ins:
        del person["shown"]
    return {"sign_ins": sign_ins, "invites": codes}


def _person(handle: str, people: dict[str, dict[str, Any]], role: str, *, shown: bool) -> Account:
    digest = digest_of(handle)
    account = Account.objects.filter(handle_digest=digest).first()
    if account is None:
        account = Account(handle_digest=digest)
        if shown:
            account.set_password(PASSWORD)
        else:
            account.set_unusable_password()
        account.save(force_insert=True)
    people.setdefault(
        handle, {"handle": handle, "password": PASSWORD, "role": role, "groups": [], "shown": shown}
    )
    return account


def _appoint(organisation: Organisation, handle: str, people: dict[str, dict[str, Any]]) -> None:
    account = _person(handle, people, "administrator", shown=True)
    invite, _ = joining.issue(organisation, None, joining.Terms(role=Invite.Role.ADMINISTRATOR))
    joining.redeem(invite.pk, joining.Person(account))


def _places(organisation: Organisation, told: dict[str, Any]) -> None:
    seen = founding.own_lines_mark(organisation)
    own = told["own_lines"]
    founding.set_own_lines(organisation.pk, told["country"], own, seen=seen, by="")
    for facts in told["places"]:
        directory.add(organisation.pk, directory.Facts(**facts))


def _group(organisation: Organisation, told: dict[str, Any]) -> Group:
    rules = founding.Rules(
        admission=told["admission"],
        newcomer_messages=told["newcomers"],
        rests=told["rests"],
        earlier_history=True,
        time_zone=told["zone"],
    )
    group = founding.make_group(organisation, told["name"], rules)
    group.about = told["about"]
    group.save(update_fields=["about"])
    for weekday, begins, ends in told["hours"]:
        Hours.objects.create(
            group=group,
            weekday=weekday,
            begins=time.fromisoformat(begins),
            ends=time.fromisoformat(ends),
        )
    return group


def _watch(keeper: Keeper, told: dict[str, Any]) -> None:
    words = [
        WatchedWord(w, does, str(keeper.scope), note) for w, does, note in told.get("words", [])
    ]
    if words:
        wording.add(keeper, list(enumerate(words, 1)))


def _people(group: Group, told: dict[str, Any], people: dict[str, dict[str, Any]]) -> None:
    for name, handle, role in told["people"]:
        shown = handle is not None
        known_as = handle or f"demo {group.pk} {name}"
        account = _person(known_as, people, role, shown=shown)
        terms = joining.Terms(role=role)
        invite, _ = joining.issue(group.organisation, group, terms)
        invite.group = group
        member = joining.take_in(invite, group, joining.Person(account, naming.checked(name)))
        Membership.objects.filter(pk=member.pk).update(
            heard_messages=conduct.HEARD_COUNTED_TO, read_rev=0
        )
        Invite.objects.filter(pk=invite.pk).update(uses_left=0)
        people[known_as]["groups"].append(group.pk)


def _talk(group: Group, told: dict[str, Any], now: datetime) -> None:
    members = {member.pseudonym: member for member in group.memberships.all()}
    for minutes_ago, name, body, note, marks in told["talk"]:
        locked = conduct.locked(group.pk)
        at = now - timedelta(minutes=minutes_ago)
        message = Message(
            group=locked,
            author=members[name],
            role=members[name].role,
            key=str(uuid.uuid4()),
            state=Message.State.VISIBLE,
            at=at,
            shown_at=at,
        )
        message.seq = message.rev = conduct.next_revision(locked)
        message.body, message.note = body, note
        message.save(force_insert=True)
        locked.save(update_fields=["revision"])
        for who, kind in marks:
            reacting.react(members[who], message, kind, on=True)
