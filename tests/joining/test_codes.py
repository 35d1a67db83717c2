"""A code lets one person in; every bad one gets the same answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from groups import joining
from groups.models import Invite, Membership
from peernet.audit.models import Entry
from peernet.kit import clock
from tests.conftest import PASSWORD, Person, make_group


def issue(group: Any, **terms: Any) -> tuple[Invite, str]:
    return joining.issue(group.organisation, group, joining.Terms(**terms))


def bring(code: str, phrase: str = "", client: Client | None = None) -> Any:
    return (client or Client()).post("/join/", {"code": code, "phrase": phrase})


def plain(page: Any) -> str:
    """The answer without what differs by every page or by what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    return re.sub(r' value="[^"]*"', "", text)


def fill_in(client: Client, name: str = "Wren", **more: str) -> Any:
    return client.post(
        "/join/new/", {"password": PASSWORD, "pseudonym": name, "agree": "on", **more}
    )


def test_a_good_code_leads_to_a_name_a_phrase_and_the_room(group: Any) -> None:
    client = Client()
    _, code = issue(group)
    assert bring(code, client=client).headers["Location"] == "/join/new/"
    page = client.get("/join/new/").content.decode()
    assert group.must_pass_on[:30] in page and "What is said here stays here" in page
    assert fill_in(client).headers["Location"] == "/join/keep/"
    shown = client.post("/join/keep/").content.decode()
    words = re.search(r"data-phrase>([^<]+)<", shown)[1].split()  # type: ignore[index]
    assert len(words) == 6
    assert "data-phrase" not in client.get("/join/keep/", follow=True).content.decode(), (
        "shown once"
    )
    assert client.get(f"/g/{group.pk}/").status_code == 200
    assert Membership.objects.get(group=group).pseudonym == "Wren"
    assert Entry.objects.filter(action="join").count() == 1


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{spaced}", "{hyphens}"])
def test_case_spaces_and_hyphens_do_not_matter(group: Any, typed: str) -> None:
    _, code = issue(group)
    shapes = {"lower": code.lower(), "spaced": " ".join(code), "hyphens": f"{code[:4]}-{code[4:]}"}
    assert bring(typed.format(code, **shapes)).status_code == 303


@pytest.mark.parametrize(
    "typed", ["cafe\u0301 AZUL", "cafe azul.", "Café, azul!", "ｃａｆé azul", " café-azul "]
)
def test_spoken_words_are_the_same_however_somebody_writes_what_she_heard(
    typed: str, group: Any
) -> None:
    _, code = issue(group, phrase="Café  azul")
    assert bring(code, typed).status_code == 303


@pytest.mark.parametrize("typed", ["", "-", " ", "…", "cafe", "cafeazul", "azul café"])
def test_other_words_than_the_spoken_ones_open_nothing(typed: str, group: Any) -> None:
    _, code = issue(group, phrase="Café azul")
    assert bring(code, typed).status_code == 422


@pytest.mark.parametrize("phrase", ["-", "…", "💙", "\u0301"])
def test_words_that_nobody_can_say_make_no_invite(phrase: str, group: Any) -> None:
    with pytest.raises(joining.CannotIssue, match="in words"):
        issue(group, phrase=phrase)
    assert not Invite.objects.exists()


def test_every_bad_code_gets_the_same_answer(group: Any) -> None:
    now = clock.now()
    used, expired, revoked, wrong_hands = (issue(group) for _ in range(4))
    spoken, _ = issue(group, phrase="seven grey stones"), None
    Invite.objects.filter(pk=used[0].pk).update(uses_left=0)
    Invite.objects.filter(pk=expired[0].pk).update(expires_at=now - timedelta(seconds=1))
    joining.revoke(revoked[0], by="")
    Invite.objects.filter(pk=wrong_hands[0].pk).update(wrong_hands_at=now)
    from peernet.kit import limits

    answers = []
    for code in (
        used[1],
        expired[1],
        revoked[1],
        wrong_hands[1],
        spoken[1],
        "ABCDEFGHJKMN",
        "",
        "x" * 3000,
    ):
        limits._memory.clear()
        answers.append(bring(code))
    assert {answer.status_code for answer in answers} == {422}
    assert len({plain(answer) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert bring(spoken[1], "Seven  grey stones").status_code == 303


def test_a_code_is_kept_as_a_digest_only(group: Any) -> None:
    invite, code = issue(group)
    assert code not in str(Invite.objects.filter(pk=invite.pk).values().get())


def test_looking_at_the_page_uses_nothing_up(group: Any) -> None:
    invite, code = issue(group)
    client = Client()
    bring(code, client=client)
    for _ in range(20):
        client.get("/join/new/")
    invite.refresh_from_db()
    assert invite.uses_left == 1


def test_a_code_revoked_while_she_fills_in_the_form_leads_nowhere(group: Any) -> None:
    client = Client()
    invite, code = issue(group)
    bring(code, client=client)
    joining.revoke(invite, by="")
    assert fill_in(client).status_code == 422
    assert not Membership.objects.filter(group=group).exists()
    from peernet.accounts.models import Account

    assert not Account.objects.exists(), "no half membership: no account either"


def test_from_the_eleventh_wrong_code_waits_double_and_strangers_notice_nothing(group: Any) -> None:
    def wrong(address: str = "127.0.0.1") -> Any:
        return Client(REMOTE_ADDR=address).post("/join/", {"code": "ABCDEFGHJKMN", "phrase": ""})

    assert [wrong().status_code for _ in range(10)] == [422] * 10
    first = wrong()
    assert (first.status_code, first.headers["Retry-After"]) == (429, "5")
    assert wrong().status_code == 429, "still waiting"
    assert wrong("127.0.0.2").status_code == 422
    _, code = issue(group)
    assert Client(REMOTE_ADDR="127.0.0.3").post("/join/", {"code": code}).status_code == 303


def test_what_was_typed_stays_whatever_the_answer(group: Any) -> None:
    typed = {"code": "ABCD EFGH JKMN", "phrase": "blue kettle"}
    for status in [422] * 10 + [429, 429]:
        answer = Client().post("/join/", typed)
        assert answer.status_code == status
        assert all(f'value="{words}"' in answer.content.decode() for words in typed.values())
    lost = Client().post("/join/", {"code": "ABCD EFGH JKMN", "wrong_hands": "1"})
    assert lost.status_code == 429 and b'value="ABCD EFGH JKMN"' in lost.content


def test_the_wait_doubles_from_five_to_sixty_seconds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peernet.kit import limits

    for _ in range(10):
        assert limits.wrong("join-wrong", "somebody") == 0
    assert [limits.wrong("join-wrong", "somebody") for _ in range(6)] == [5, 10, 20, 40, 60, 60]


def test_above_three_hundred_wrong_codes_every_answer_is_late(group: Any) -> None:
    from peernet.kit import limits

    for _ in range(301):
        limits.wrong("join-wrong-all", "")
    _, code = issue(group)
    assert bring(code).hold_seconds == 2
    assert bring("ABCDEFGHJKMN").hold_seconds == 2


def test_somebody_who_is_here_joins_a_second_group_without_a_new_account(
    wren: Person, organisation: Any
) -> None:
    second = make_group(organisation, "Harbour mornings")
    _, code = issue(second)
    bring(code, client=wren.browser)
    page = wren.browser.get("/join/new/").content.decode()
    assert 'name="handle"' not in page and 'name="password"' not in page
    answer = wren.browser.post("/join/new/", {"pseudonym": "Heather", "agree": "on"})
    assert answer.headers["Location"] == "/g/"
    assert Membership.objects.filter(account=wren.account).count() == 2


def test_a_facilitator_invite_lifts_a_member_and_uses_the_code(wren: Person, group: Any) -> None:
    invite, code = issue(group, role="facilitator")
    bring(code, client=wren.browser)
    wren.browser.post("/join/new/", {"pseudonym": "Wren", "agree": "on"})
    assert wren.membership.role == "facilitator"
    invite.refresh_from_db()
    assert invite.uses_left == 0


def test_a_barred_account_reads_what_everybody_reads(wren: Person, group: Any) -> None:
    from groups import conduct
    from groups.models import Bar

    conduct.end(wren.membership, Membership.Ending.REMOVED, clock.now())
    Bar.objects.create(group=group, account=wren.account)
    _, code = issue(group)
    bring(code, client=wren.browser)
    assert fill_in(wren.browser, "Wren again").status_code == 422


def test_a_refused_form_says_so_at_its_top(group: Any) -> None:
    client = Client()
    bring(issue(group)[1], client=client)
    given = {"password": "short", "pseudonym": "Wren", "agree": "on"}
    refused = client.post("/join/new/", given)
    assert refused.status_code == 422 and b'href="#who"' in refused.content
