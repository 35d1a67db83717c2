"""People for the office's and upkeep's tests, made by groups' own verbs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from groups import founding, joining, posting
from groups.models import Invite, Membership
from groups.posting import Draft
from peernet.accounts.models import Account, digest_of

PASSWORD = "three plain words"


@dataclass
class Person:
    name: str
    handle: str
    account: Account
    places: dict[str, Membership] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def sign_in(self) -> Client:
        given = {"login": self.handle, "password": PASSWORD}
        assert self.client.post("/account/login/", given).status_code == 303
        return self.client

    def in_group(self, group: Any) -> Membership:
        return Membership.objects.get(pk=self.places[group.pk].pk)

    def say(self, group: Any, body: str, **more: Any) -> Any:
        draft = Draft(key=str(uuid.uuid4()), body=body, **more)
        return posting.post(self.account.pk, group.pk, draft)


def person(name: str) -> Person:
    handle = f"{name}-tree-{uuid.uuid4().int % 9000 + 1000}"
    account = Account(handle_digest=digest_of(handle))
    account.set_password(PASSWORD)
    account.save(force_insert=True)
    return Person(name, handle, account)


def organisation(name: str = "Harbour House") -> Any:
    return founding.found(name)


def group_of(organisation: Any, name: str = "Tuesday circle", **rules: Any) -> Any:
    given = {"admission": "open", "newcomer_messages": 0, "rests": False, **rules}
    return founding.make_group(organisation, name, founding.Rules(**given))


@transaction.atomic
def enter(who: Person, group: Any, role: str = Invite.Role.MEMBER) -> Membership:
    invite, _ = joining.issue(group.organisation, group, joining.Terms(role=role))
    who.places[group.pk] = joining.take_in(
        invite, group, joining.Person(who.account, who.name.title())
    )
    return who.places[group.pk]


def appoint(who: Person, organisation: Any) -> Any:
    invite, _ = joining.issue(organisation, None, joining.Terms(role=Invite.Role.ADMINISTRATOR))
    return joining.redeem(invite.pk, joining.Person(who.account))
