"""The office: groups with their rules, facilitators, invites on cards, apart from other houses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from groups import conduct, joining, revoking
from groups.models import Appointment, Group, Invite, Membership
from moderation.models import Case
from peernet.accounts.models import Standing
from peernet.audit import trail
from peernet.audit.models import Entry
from peernet.kit import clock
from peernet.upkeep import erasure

from . import cast

CODE = re.compile(r"<code>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</code>")


def form_of(page: str) -> dict[str, str]:
    """What a browser would post of the page's group form."""
    from peernet.administration.forms import GroupTexts

    given = {}
    for name, field in GroupTexts.base_fields.items():
        box = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.S)
        chosen = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
        if area:
            given[name] = area[1].replace("&#x27;", "'")
        elif chosen:
            given[name] = (re.search(r'value="([^"]*)" selected', chosen[0]) or ["", ""])[1]
        elif box and 'type="checkbox"' in box[0]:
            given |= {name: "on"} if "checked" in box[0] else {}
        elif box:
            given[name] = (re.search(r'value="([^"]*)"', box[0]) or ["", ""])[1]
        del field
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    return {**given, "seen": seen[1] if seen else ""}


def test_she_makes_a_group_with_all_its_rules(oak: Any, house: Any) -> None:
    client = oak.sign_in()
    page = client.get(f"/office/{house.pk}/new/").content.decode()
    given = {**form_of(page), "name": "Thursday", "retention_days": "7", "admission": "open"}
    answer = client.post(f"/office/{house.pk}/new/", given)
    assert answer.status_code == 303
    group = Group.objects.get()
    assert (group.name, group.retention_days, group.admission) == ("Thursday", 7, "open")
    assert Entry.objects.filter(action="make_group", subject=group.pk).exists()
    assert "Thursday" in client.get("/office/").content.decode()


def test_a_refused_form_keeps_what_was_typed(oak: Any, house: Any) -> None:
    client = oak.sign_in()
    given = {**form_of(client.get(f"/office/{house.pk}/new/").content.decode()), "name": "Kept"}
    answer = client.post(f"/office/{house.pk}/new/", {**given, "retention_days": "400"})
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.content.decode()
    assert not Group.objects.exists()


def test_the_second_of_two_editors_is_shown_what_changed(oak: Any, circle: Any) -> None:
    client = oak.sign_in()
    hers = form_of(client.get(f"/office/g/{circle.pk}/").content.decode())
    assert (
        client.post(f"/office/g/{circle.pk}/", {**hers, "about": "By the first"}).status_code == 303
    )
    answer = client.post(f"/office/g/{circle.pk}/", {**hers, "about": "By the second"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "By the first" in page
    assert "By the second" in page
    assert Group.objects.get().about == "By the first"
    again = {**form_of(page), "about": "By the second"}
    assert client.post(f"/office/g/{circle.pk}/", again).status_code == 303
    assert Group.objects.get().about == "By the second"


def test_a_changed_mode_reaches_the_room_and_a_changed_agreement_everybody(
    oak: Any, wren: Any, circle: Any
) -> None:
    client = oak.sign_in()
    hers = form_of(client.get(f"/office/g/{circle.pk}/").content.decode())
    client.post(f"/office/g/{circle.pk}/", {**hers, "mode": "paused", "agreement": "Be kind."})
    group = Group.objects.get()
    assert group.told_mode == "paused"
    assert group.changed_rev == group.revision
    assert wren.sign_in().get(f"/g/{circle.pk}/")["Location"] == f"/g/{circle.pk}/about/"


def test_a_facilitator_stands_down_and_everything_follows(oak: Any, fern: Any, circle: Any) -> None:
    conduct.go_on_duty(fern.in_group(circle), clock.now())
    case = Case.objects.create(
        group=circle, claimed_by=fern.in_group(circle), claimed_at=clock.now()
    )
    client, hers = oak.sign_in(), fern.sign_in()
    assert "Fern" in client.get(f"/office/g/{circle.pk}/who/").content.decode()
    given = {"member": fern.in_group(circle).pk}
    assert client.post(f"/office/g/{circle.pk}/who/", given).status_code == 422
    answer = client.post(f"/office/g/{circle.pk}/who/", {**given, "reason": "asked to rest"})
    assert answer.status_code == 303
    member = fern.in_group(circle)
    assert (member.role, member.on_duty_since) == (Membership.Role.MEMBER, None)
    assert Standing.objects.filter(of=member.pk, kind="membership_changed").exists()
    case.refresh_from_db()
    assert case.claimed_by is None
    assert hers.get("/desk/").status_code == 404
    assert hers.get(f"/g/{circle.pk}/").status_code == 200


def test_administrators_find_no_member(oak: Any, wren: Any, circle: Any) -> None:
    client = oak.sign_in()
    for page in (f"/office/g/{circle.pk}/", f"/office/g/{circle.pk}/who/", "/office/"):
        assert "Wren" not in client.get(page).content.decode()
    given = {"member": wren.in_group(circle).pk, "reason": "x"}
    assert client.post(f"/office/g/{circle.pk}/who/", given).status_code == 404


def test_twelve_cards_say_nothing_of_what_they_are_for(oak: Any, house: Any, circle: Any) -> None:
    client = oak.sign_in()
    given = {"group": circle.pk, "role": "member", "count": "12", "uses": "1", "days": "7"}
    answer = client.post(f"/office/{house.pk}/invites/new/", {**given, "label": "spring"})
    page = answer.content.decode()
    codes = CODE.findall(page)
    assert len(set(codes)) == 12
    cards = page.split('<ul class="cards">')[1]
    assert circle.name not in cards
    assert "member" not in cards
    assert "spring" not in cards
    picture = client.get("/office/a.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert joining.look_up(codes[0], "").group == circle
    listed = client.get(f"/office/{house.pk}/invites/?state=open&label=spr").content.decode()
    assert "spring" in listed
    assert not any(code in listed or code.replace("-", "") in listed for code in codes)


@pytest.mark.parametrize("count", ["0", "201", "10000", "many"])
def test_a_batch_past_the_limit_is_refused_with_the_limit(
    oak: Any, house: Any, circle: Any, count: str
) -> None:
    given = {"group": circle.pk, "role": "member", "count": count, "uses": "1", "days": "7"}
    answer = oak.sign_in().post(f"/office/{house.pk}/invites/new/", given)
    assert answer.status_code == 422
    assert "200" in answer.content.decode() or count == "many"
    assert not Invite.objects.filter(role="member").exists()


def _three(oak: Any, house: Any, circle: Any) -> list[tuple[Invite, str]]:
    return joining.issue_many(house, circle, joining.Terms(), 3)


def test_one_some_and_all_are_revoked(oak: Any, house: Any, circle: Any) -> None:
    made, client = _three(oak, house, circle), oak.sign_in()
    client.post(f"/office/{house.pk}/invites/revoke/", {"invite": made[0][0].pk})
    with pytest.raises(joining.NoSuchInvite):
        joining.look_up(made[0][1], "")
    assert joining.look_up(made[1][1], "")
    client.post(f"/office/{house.pk}/invites/revoke/", {"all": "1"})
    for _invite, code in made:
        with pytest.raises(joining.NoSuchInvite):
            joining.look_up(code, "")
    assert Entry.objects.filter(action="revoke_invite").count() == 3


def test_many_codes_are_revoked_some_at_a_time(
    house: Any, circle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each batch stands for itself, with its entries: a process that dies leaves whole ones."""
    monkeypatch.setattr(revoking, "BATCH", 2)
    made = [invite for invite, _ in joining.issue_many(house, circle, joining.Terms(), 5)]
    record, written = trail.record, iter(range(4))
    monkeypatch.setattr(trail, "record", lambda *a, **given: (next(written), record(*a, **given)))
    with pytest.raises(RuntimeError):
        revoking.revoke_all(made, by="oak")
    assert Invite.objects.filter(revoked_at__isnull=False).count() == 4
    assert Entry.objects.filter(action="revoke_invite").count() == 4


def test_the_holder_says_wrong_hands_without_an_account(
    oak: Any, house: Any, circle: Any, client: Any
) -> None:
    _invite, code = joining.issue(house, circle, joining.Terms(label="kiosk"))
    answers = [
        client.post("/join/", {"code": told, "wrong_hands": "1"}) for told in (code, "AAAABBBBCCCC")
    ]
    assert {(a.status_code, a["Location"]) for a in answers} == {(303, "/join/?told")}
    with pytest.raises(joining.NoSuchInvite):
        joining.look_up(code, "")
    assert "kiosk" in oak.sign_in().get("/office/").content.decode()


def test_an_organisation_keeps_an_administrator(oak: Any, house: Any) -> None:
    client, mine = oak.sign_in(), Appointment.objects.get()
    answer = client.post(f"/office/{house.pk}/who/", {"appointment": mine.pk})
    assert answer.status_code == 422
    assert Appointment.objects.filter(ended_at=None).count() == 1


def test_codes_end_with_the_place_of_whoever_made_them(
    oak: Any, fern: Any, house: Any, circle: Any
) -> None:
    """One kept back would bring her in again (SEC-04)."""
    yew = cast.person("yew")
    hers, fern_place = cast.appoint(yew, house), fern.places[circle.pk].pk
    _, back_in = joining.issue(house, None, joining.Terms(role="administrator"), by=hers.pk)
    _, into_group = joining.issue(house, circle, joining.Terms(), by=fern_place)
    for code in (back_in, into_group):
        assert joining.look_up(code, "")
    page = f"/office/{house.pk}/who/"
    assert oak.sign_in().post(page, {"appointment": hers.pk}).status_code == 303
    assert fern.sign_in().post(f"/g/{circle.pk}/leave/").status_code == 303
    for code in (back_in, into_group):
        with pytest.raises(joining.NoSuchInvite):
            joining.look_up(code, "")


def test_codes_end_with_an_administrator_who_erases_herself(house: Any) -> None:
    yew = cast.person("yew")
    hers = cast.appoint(yew, house)
    _, code = joining.issue(house, None, joining.Terms(role="administrator"), by=hers.pk)
    erasure.erase(yew.account, erasure.Words.TAKEN)
    with pytest.raises(joining.NoSuchInvite):
        joining.look_up(code, "")


def test_ending_a_group_leaves_a_line(oak: Any, house: Any, wren: Any, circle: Any) -> None:
    client = oak.sign_in()
    assert client.post(f"/office/g/{circle.pk}/archive/", {"how": ""}).status_code == 422
    assert client.post(f"/office/g/{circle.pk}/archive/", {"how": "archive"}).status_code == 303
    assert "archived" in client.get("/office/").content.decode()
    unsure = client.post(f"/office/g/{circle.pk}/archive/", {"how": "end"})
    assert unsure.status_code == 422 and b"Nothing was ended" in unsure.content
    sure = {"how": "end", "sure": "1"}
    assert client.post(f"/office/g/{circle.pk}/archive/", sure).status_code == 303
    page = client.get("/office/")
    assert page.status_code == 200
    assert "A group that ended" in page.content.decode()
    assert client.get(f"/office/{house.pk}/invites/").status_code == 200
