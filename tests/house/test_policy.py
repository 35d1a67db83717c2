"""Who may open what: the table is the policy. A page that is missing in it fails the test.

Columns: signed out, stray (of no group), gone (removed), rowan (of another group), wren (member),
fern (facilitator), oak (administrator). A number is the answer to a GET; 404 is the same whether
the thing exists or not, 303 leads a signed-out visitor to the door, 405 is a page of forms only.
"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import Person

PEOPLE = ("nobody", "stray", "gone", "rowan", "wren", "fern", "oak")
TABLE = """
/                                   200 303 303 303 303 303 303
leave/                              303 303 303 303 303 303 303
n/                                  200 200 200 200 200 200 200
n/a.css                             200 200 200 200 200 200 200
favicon.ico                         200 200 200 200 200 200 200
robots.txt                          200 200 200 200 200 200 200
language/                           405 405 405 405 405 405 405
account/login/                      200 303 303 303 303 303 303
account/logout/                     303 200 200 200 200 200 200
account/reauthenticate/             303 200 200 200 200 200 200
account/password/change/            303 200 200 200 200 200 200
account/recover/                    200 200 200 200 200 200 200
account/devices/                    303 200 200 200 200 200 200
account/settings/                   303 200 200 200 200 200 200
account/notices/                    303 200 200 200 200 200 200
account/phrase/                     303 200 200 200 200 200 200
account/signup/                     303 303 303 303 303 303 303
account/inactive/                   303 303 303 303 303 303 303
places/                             303 200 200 200 200 200 200
places/saved/                       303 200 200 200 200 200 200
places/<id:eid>/                    303 200 200 200 200 200 200
places/<id:eid>/save/               303 405 405 405 405 405 405
places/<id:eid>/room/               303 404 404 404 404 200 404
desk/                               303 404 404 404 404 200 404
desk/duty/                          303 405 405 405 405 405 405
desk/room/<id:gid>/                 303 404 404 404 404 200 404
desk/room/<id:gid>/codes/           303 404 404 404 404 200 404
desk/<id:case_id>/                  303 404 404 404 404 200 404
office/                             303 404 404 404 404 404 200
account/erase/                      303 303 303 303 303 303 303
account/export/                     303 303 303 303 303 303 303
office/a.svg                        303 404 404 404 404 404 200
office/seals/                       303 303 303 303 303 303 303
office/seals/<id:sid>/agree/        303 405 405 405 405 405 405
office/seals/<id:sid>/open/         303 405 405 405 405 405 405
office/g/<id:gid>/                  303 404 404 404 404 404 200
office/g/<id:gid>/look/             303 404 404 404 404 404 200
office/g/<id:gid>/words/            303 404 404 404 404 404 200
office/g/<id:gid>/who/              303 404 404 404 404 404 200
office/g/<id:gid>/archive/          303 303 303 303 303 303 303
office/<id:oid>/                    303 404 404 404 404 404 200
office/<id:oid>/who/                303 303 303 303 303 303 303
office/<id:oid>/words/              303 404 404 404 404 404 200
office/<id:oid>/new/                303 404 404 404 404 404 200
office/<id:oid>/invites/            303 404 404 404 404 404 200
office/<id:oid>/invites/new/        303 404 404 404 404 404 200
office/<id:oid>/invites/revoke/     303 405 405 405 405 405 405
office/<id:oid>/invites/wrong-hands/ 303 405 405 405 405 405 405
office/<id:oid>/returns/            303 303 303 303 303 303 303
office/<id:oid>/reports/            303 404 404 404 404 404 200
office/<id:oid>/reports/<id:rid>/   303 404 404 404 404 404 200
office/<id:oid>/places/             303 404 404 404 404 404 200
office/<id:oid>/places/new/         303 404 404 404 404 404 200
office/<id:oid>/places/own/         303 404 404 404 404 404 200
office/<id:oid>/places/<id:eid>/    303 404 404 404 404 404 200
office/<id:oid>/places/<id:eid>/correct/ 303 404 404 404 404 404 200
office/<id:oid>/places/<id:eid>/hide/ 303 405 405 405 405 405 405
office/<id:oid>/places/<id:eid>/checked/ 303 405 405 405 405 405 405
office/<id:oid>/places/<id:eid>/remove/ 303 404 404 404 404 404 200
office/<id:oid>/audit/              303 404 404 404 404 404 200
office/<id:oid>/numbers/            303 404 404 404 404 404 200
office/<id:oid>/numbers.csv         303 404 404 404 404 404 200
office/<id:oid>/numbers/<slug:kind>.svg 303 404 404 404 404 404 200
join/                               200 200 200 200 200 200 200
join/new/                           303 303 303 303 303 303 303
join/keep/                          303 303 303 303 303 303 303
g/                                  303 200 200 200 200 200 200
g/<id:gid>/                         303 404 404 404 200 200 404
g/<id:gid>/messages/                303 404 404 404 200 200 404
g/<id:gid>/m/<id:mid>/react/        303 405 405 405 405 405 405
g/<id:gid>/m/<id:mid>/edit/         303 404 404 404 200 404 404
g/<id:gid>/m/<id:mid>/take-back/    303 404 404 404 200 404 404
g/<id:gid>/m/<id:mid>/report/       303 404 404 404 404 200 404
g/<id:gid>/p/<id:member_id>/report/ 303 404 404 404 404 200 404
g/<id:gid>/talk/                    303 404 404 404 200 200 404
g/<id:gid>/block/                   303 404 404 404 200 200 404
g/<id:gid>/about/                   303 404 404 404 200 200 404
g/<id:gid>/name/                    303 404 404 404 200 200 404
g/<id:gid>/snooze/                  303 404 404 404 200 200 404
g/<id:gid>/leave/                   303 404 404 404 200 200 404
g/<id:gid>/return/                  303 404 404 404 404 200 404
g/<id:gid>/return/refuse/           303 405 405 405 405 405 405
g/<id:gid>/read/                    303 405 405 405 405 405 405
g/<id:gid>/card/                    303 405 405 405 405 405 405
"""
POLICY = {
    line.split()[0].lstrip("/"): dict(zip(PEOPLE, map(int, line.split()[1:]), strict=True))
    for line in TABLE.strip().splitlines()
}


def routes(patterns: Any, before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            found.append(here)
    return found


def test_every_page_stands_in_the_table() -> None:
    """The library's own second-factor pages are behind sign-in and are walked by their own tests."""
    ours = {route for route in routes(get_resolver().url_patterns) if "account/2fa/" not in route}
    assert ours == set(POLICY)


@pytest.mark.parametrize("route", POLICY)
def test_each_person_gets_what_the_table_says(
    route: str,
    group: Any,
    wren: Person,
    fern: Person,
    oak: Person,
    stray: Person,
    gone: Person,
    rowan: Person,
) -> None:
    from groups.models import Group
    from moderation import reporting
    from peernet.support import directory

    people = {"stray": stray, "gone": gone, "rowan": rowan, "wren": wren, "fern": fern, "oak": oak}
    mid = wren.post(group, "hers").id
    Group.objects.filter(pk=group.pk).update(mode="held")
    case = wren.post(group, "waits").id
    path = "/" + route.replace("<id:gid>", group.pk).replace("<id:mid>", mid).replace(
        "<id:case_id>", case
    )
    path = path.replace("<id:member_id>", wren.membership.pk).replace("<slug:kind>", "members")
    path = path.replace("<id:oid>", group.organisation_id).replace("<id:sid>", "A" * 16)
    if "<id:eid>" in path:
        line = "Cq0zK2YTwKX5ujOj"  # comes with the program: everybody may read it
        facts = directory.Facts(name="An entry", reach="x", source="y")
        kept = path.startswith("/office/") and not path.endswith("/correct/")
        owner = group.organisation_id
        path = path.replace("<id:eid>", directory.add(owner, facts).pk if kept else line)
    if "<id:rid>" in path:
        about_fern = {"reason": "hurtful", "details": ""}
        made = reporting.report(fern.membership, by=wren.membership, **about_fern)
        path = path.replace("<id:rid>", made.pk)
    for name, expected in POLICY[route].items():
        client = people[name].browser if name in people else Client()
        assert client.get(path).status_code == expected, f"{name} at {path}"


POSTS = {
    "g/<id:gid>/messages/": {"body": "x"},
    "g/<id:gid>/m/<id:mid>/react/": {"kind": "heart", "on": "1"},
    "g/<id:gid>/m/<id:mid>/edit/": {"body": "x", "note": ""},
    "g/<id:gid>/m/<id:mid>/take-back/": {},
    "g/<id:gid>/m/<id:mid>/report/": {"reason": "other"},
    "g/<id:gid>/talk/": {"body": "x"},
    "g/<id:gid>/block/": {"on": "1"},
    "g/<id:gid>/name/": {"pseudonym": "Another"},
    "g/<id:gid>/about/": {"agree": "1"},
    "g/<id:gid>/read/": {"rev": "1"},
    "g/<id:gid>/card/": {},
    "desk/duty/": {"on": "1"},
    "desk/room/<id:gid>/": {"mode": "open"},
    "desk/room/<id:gid>/codes/": {"phrase": ""},
    "desk/<id:case_id>/": {"deed": "let_through"},
}
STRANGERS_TO = {
    "g/": ("stray", "gone", "rowan", "oak"),
    "desk/": ("stray", "gone", "rowan", "oak", "wren"),
}


@pytest.mark.parametrize("route", POSTS)
def test_strangers_change_nothing(
    route: str, group: Any, wren: Person, oak: Person, stray: Person, gone: Person, rowan: Person
) -> None:
    people = {"stray": stray, "gone": gone, "rowan": rowan, "wren": wren, "oak": oak}
    mid = wren.post(group, "hers").id
    path = "/" + route.replace("<id:gid>", group.pk).replace("<id:mid>", mid).replace(
        "<id:case_id>", mid
    )
    names = next(names for prefix, names in STRANGERS_TO.items() if route.startswith(prefix))
    for name in names:
        assert people[name].browser.post(path, POSTS[route]).status_code == 404, name
    invented = path.replace(group.pk, "aaaaaaaaaaaaaaaa").replace(mid, "bbbbbbbbbbbbbbbb")
    if invented != path:
        answers = [stray.browser.post(p, POSTS[route]).content for p in (path, invented)]
        assert answers[0] == answers[1], "no such and not yours are one"


def test_forms_without_a_token_are_refused_and_keep_the_words(wren: Person, group: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(wren.account)
    answer = client.post(f"/g/{group.pk}/messages/", {"body": "kept words"})
    assert answer.status_code == 403 and "kept words" in answer.content.decode()


def test_with_staff_mfa_the_desk_stays_shut_without_a_second_factor(
    fern: Person, oak: Person, settings: Any
) -> None:
    settings.STAFF_MFA = True
    for person, path in ((fern, "/desk/"), (oak, "/office/")):
        assert "needs a second factor" not in person.browser.get("/account/2fa/").content.decode()
        assert person.browser.get(path).headers["Location"] == "/account/2fa/"
        assert "needs a second factor" in person.browser.get("/account/2fa/").content.decode()
        TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
        assert f'href="{path}"' in person.browser.get("/account/2fa/").content.decode()
        assert person.browser.get(path).status_code == 200
        assert "Open what you came for" not in person.browser.get("/account/2fa/").content.decode()
