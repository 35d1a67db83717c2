"""Two organisations: every page, form and id of one does not exist for the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver

from groups import joining, sealing
from groups.models import Appointment, Group, Invite, Seal
from moderation import reporting
from moderation.models import Report
from peernet.support import directory
from peernet.support.models import Resource

PAGES = {  # every address of the office, and what a form of it posts
    "organisation": {},
    "administrators": {"appointment": "?"},
    "group-new": {"name": "x"},
    "group": {"name": "x"},
    "look": {"crisis": "nothing"},
    "group-words": {"do": "add", "word": "river", "follows": "ask"},
    "words": {"do": "add", "word": "river", "follows": "ask"},
    "facilitators": {"member": "?", "reason": "x"},
    "archive": {"how": "end", "sure": "1"},
    "invites": {},
    "issue": {"role": "member", "group": "?", "count": "1", "uses": "1", "days": "7"},
    "revoke": {"all": "1"},
    "wrong-hands": {"invite": "?"},
    "returns": {"agree": "?"},
    "reports": {},
    "report": {"outcome": "nothing", "why": "x"},
    "places": {},
    "place-new": {"name": "x"},
    "own-lines": {"own_lines": "x"},
    "place": {"name": "x"},
    "place-correct": {"name": "x"},
    "place-hide": {"on": "1"},
    "place-checked": {},
    "place-remove": {},
    "audit": {},
    "numbers": {},
    "numbers-csv": {},
    "numbers-picture": {},
    "agree": {},
    "open": {},
}
OPEN = {"office", "seals", "address-picture"}  # they name no row: each sees only her own there


def _address(name: str, ids: dict[str, str]) -> str:
    from django.urls import reverse

    wanted = {
        "group": ["gid"],
        "look": ["gid"],
        "group-words": ["gid"],
        "facilitators": ["gid"],
        "archive": ["gid"],
    }
    wanted["report"] = ["oid", "rid"]
    entry = ("place", "place-correct", "place-hide", "place-checked", "place-remove")
    wanted |= {one: ["oid", "eid"] for one in entry}
    names = wanted.get(name, ["sid"] if name in ("agree", "open") else ["oid"])
    given = {key: ids[key] for key in names}
    if name == "numbers-picture":
        given["kind"] = "members"
    return reverse(f"administration:{name}", kwargs=given)


def test_the_table_above_names_every_address() -> None:
    found = get_resolver("peernet.administration.urls").reverse_dict
    assert {name for name in found if isinstance(name, str)} == set(PAGES) | OPEN


@pytest.fixture
def ids(house: Any, circle: Any, oak: Any, fern: Any, wren: Any) -> dict[str, str]:
    about, by = fern.places[circle.pk], wren.places[circle.pk]
    made = reporting.report(about, by=by, reason="hurtful", details="")
    invite, _ = joining.issue(house, circle, joining.Terms(label="ours"))
    seal = sealing.ask(oak.account, "tree", invite.pk, "because")
    facts = directory.Facts(name="ours", reach="x", source="y")
    entry = directory.add(house.pk, facts)
    return {"eid": entry.pk, "oid": house.pk, "gid": circle.pk, "sid": seal.pk, "invite": invite.pk,
            "member": fern.places[circle.pk].pk, "appointment": Appointment.objects.get().pk, "rid": made.pk}  # fmt: skip


def _filled(name: str, ids: dict[str, str]) -> dict[str, str]:
    given = {k: ids.get(k, v) if v == "?" else v for k, v in PAGES[name].items()}
    return {**given, "group": ids["gid"]} if name == "issue" else given


@pytest.mark.parametrize("name", PAGES)
def test_another_house_finds_nothing(name: str, ids: dict[str, str], elm: Any) -> None:
    stray = elm[0].sign_in()
    before = (Group.objects.filter(archived_at=None).count(), Invite.objects.count())
    for answer in (
        stray.get(_address(name, ids)),
        stray.post(_address(name, ids), _filled(name, ids)),
    ):
        assert answer.status_code in (404, 405), name
        nothing = {**ids, "oid": "A" * 16, "gid": "A" * 16, "sid": "A" * 16, "rid": "A" * 16}
        nothing["eid"] = "A" * 16
        if answer.status_code == 404:
            assert answer.content == stray.get(_address(name, nothing)).content or (
                stray.get(_address(name, nothing)).status_code == 405
            )
    assert before == (Group.objects.filter(archived_at=None).count(), Invite.objects.count())
    assert not Seal.objects.exclude(agreed_by="").exists()
    assert Report.objects.get().decided_at is None
    assert Resource.objects.count() == 1


def test_ids_of_another_house_in_ones_own_forms(ids: dict[str, str], elm: Any) -> None:
    stray, other, theirs = elm
    client = stray.sign_in()
    own = {"oid": other.pk, "gid": theirs.pk, "sid": ids["sid"]}
    assert client.post(_address("wrong-hands", own), {"invite": ids["invite"]}).status_code == 404
    client.post(_address("revoke", own), {"invite": ids["invite"]})
    assert Invite.objects.get(pk=ids["invite"]).revoked_at is None
    given = {"member": ids["member"], "reason": "x"}
    assert client.post(_address("facilitators", own), given).status_code == 404
    given = {"appointment": ids["appointment"]}
    assert client.post(_address("administrators", own), given).status_code == 404
    assert client.post(_address("issue", own), _filled("issue", ids)).status_code == 422
    for kind, subject in (
        ("tree", ids["invite"]),
        ("came_by", ids["member"]),
        ("report", ids["rid"]),
    ):
        asked = {"kind": kind, "subject": subject, "reason": "x"}
        assert client.post("/office/seals/", asked).status_code == 404
    pages = ("/office/", "/office/seals/", _address("invites", own), _address("audit", own))
    for page in pages:
        text = client.get(page).content.decode()
        assert "ours" not in text.replace("yours", "").replace("hours", "")
        assert "Harbour" not in text


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("facilitators", {"member": "?", "reason": "x"}, 404),
        ("administrators", {"appointment": "?"}, 404),
        ("wrong-hands", {"invite": "?"}, 404),
        ("returns", {"agree": "?"}, 404),
        ("revoke", {"invite": "?"}, 303),
        ("words", {"do": "put_back", "word": "?"}, 422),
        ("words", {"do": "take_out", "word": "?.ask"}, 422),
        ("words", {"do": "change", "word": "?.ask", "new-follows": "hold"}, 422),
    ],
)
def test_what_can_be_no_id_is_looked_for_nowhere(
    name: str, given: dict[str, str], status: int, ids: dict[str, str], oak: Any
) -> None:
    """PostgreSQL fails on a NUL in a value; SQLite finds nothing."""
    nul = {key: value.replace("?", "abcdefghij\0klmno") for key, value in given.items()}
    assert oak.sign_in().post(_address(name, ids), nul).status_code == status


@pytest.mark.parametrize("who", ["wren", "fern"])
def test_members_and_facilitators_have_no_office(
    who: str, ids: dict[str, str], request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who).sign_in()
    for name in set(PAGES) - {"agree", "open"}:
        assert client.get(_address(name, ids)).status_code in (404, 405), name
    assert client.get("/office/").status_code == 404
    assert client.get("/office/seals/").status_code == (404 if who == "wren" else 200)
