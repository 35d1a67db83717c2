"""The cast, always the same people: wren, ash, fern (facilitator), oak (administrator), stray,
gone (removed), rowan (of another group of fern's)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.machine import missing_tools


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a machine lacks is skipped and named; with CI=true it is an error instead."""
    lacking = missing_tools()
    for item in items:
        for tool in ("chromium", "postgresql", "redis", "nginx"):
            if item.get_closest_marker(tool) and tool in lacking:
                if os.environ.get("CI") == "true":
                    raise pytest.UsageError(f"CI needs {tool}: {lacking[tool]}")
                item.add_marker(pytest.mark.skip(reason=f"no {tool} here: {lacking[tool]}"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests empty tables by DELETE on SQLite, which the audit's trigger rightly refuses."""
    with django_db_blocker.unblock():
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    """Nothing that a process keeps in memory may pass from one test to the next."""
    from peernet.kit import limits
    from peernet.vault import keys

    keys.forget_opened()
    limits._memory.clear()


@dataclass
class Person:
    """Somebody of the cast: her account, her memberships, a browser that is signed in."""

    name: str
    account: Any
    memberships: dict[str, Any] = field(default_factory=dict)
    _browser: Any = None

    @property
    def browser(self) -> Any:
        from django.test import Client

        if self._browser is None:
            self._browser = Client()
            self._browser.force_login(self.account)
        return self._browser

    @property
    def membership(self) -> Any:
        first = next(iter(self.memberships.values()))
        first.refresh_from_db()
        return first

    @property
    def cookie(self) -> str:
        return str(self.browser.cookies["sessionid"].value)

    def post(self, group: Any, body: str, **draft: Any) -> Any:
        from groups.posting import Draft, post

        key = draft.pop("key", None) or os.urandom(8).hex()
        return post(self.account.pk, group.pk, Draft(key, body, **draft))


PASSWORD = "a long enough one"


def make_person(name: str, handle: str = "") -> Person:
    from peernet.accounts.models import Account, digest_of

    account = Account(handle_digest=digest_of(handle or f"{name}-tree-1234"))
    account.set_password(PASSWORD)
    account.save(force_insert=True)
    return Person(name, account)


def enter(person: Person, group: Any, role: str = "member") -> Any:
    """Let a person into a group by an invite, without asking."""
    from groups import joining

    invite, _code = joining.issue(group.organisation, group, joining.Terms(role=role))
    member = joining.take_in(invite, group, joining.Person(person.account, person.name.title()))
    person.memberships[group.pk] = member
    return member


@pytest.fixture
def organisation(db: None) -> Any:
    from groups import founding

    return founding.found("Harbour House")


def make_group(organisation: Any, name: str = "Tuesday circle", **rules: Any) -> Any:
    from groups import founding

    given = {"admission": "open", "newcomer_messages": 0, "rests": False, **rules}
    return founding.make_group(organisation, name, founding.Rules(**given))


@pytest.fixture
def group(organisation: Any) -> Any:
    """Open admission, no newcomers' hold, never resting: the plainest room."""
    return make_group(organisation)


@pytest.fixture
def wren(group: Any) -> Person:
    person = make_person("wren")
    enter(person, group)
    return person


@pytest.fixture
def ash(group: Any, wren: Person) -> Person:
    person = make_person("ash")
    enter(person, group)
    return person


@pytest.fixture
def fern(group: Any) -> Person:
    person = make_person("fern")
    enter(person, group, "facilitator")
    return person


@pytest.fixture
def oak(organisation: Any) -> Person:
    from groups import joining

    person = make_person("oak")
    invite, _ = joining.issue(organisation, None, joining.Terms(role="administrator"))
    joining.redeem(invite.pk, joining.Person(person.account))
    return person


@pytest.fixture
def stray(db: None) -> Person:
    return make_person("stray")


@pytest.fixture
def gone(group: Any) -> Person:
    from groups import conduct
    from groups.models import Membership
    from peernet.kit import clock

    person = make_person("gone")
    conduct.end(enter(person, group), Membership.Ending.REMOVED, clock.now())
    return person


@pytest.fixture
def other_group(organisation: Any, fern: Person) -> Any:
    made = make_group(organisation, "Harbour mornings")
    enter(fern, made, "facilitator")
    return made


@pytest.fixture
def rowan(other_group: Any) -> Person:
    person = make_person("rowan")
    enter(person, other_group)
    return person


@pytest.fixture
def on_duty(fern: Person) -> Person:
    """Fern, facilitating now."""
    from groups import conduct
    from peernet.kit import clock

    conduct.go_on_duty(fern.membership, clock.now())
    return fern
