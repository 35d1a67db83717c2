"""A facilitator sees what was seen and where, and says that it is not harmful."""

from __future__ import annotations

from typing import Any

from groups import wording
from groups.models import Finding, Message, RuleDoubt
from groups.safety.watched import WatchedWord as Word
from groups.wording import Keeper, Scope
from peernet.audit import trail
from peernet.audit.models import Entry
from tests.conftest import Person

NUMBER = "you can call me on 555 010 4477 after six"


def held(wren: Person, group: Any, body: str = NUMBER) -> str:
    return str(wren.post(group, body, confirm=True).id)


def press(person: Person, case: str, deed: str, **more: str) -> Any:
    found = Finding.objects.filter(message=case).first()
    given = {"deed": deed, "finding": found.pk if found else "", **more}
    return person.browser.post(f"/desk/{case}/", given)


def test_a_case_says_what_was_seen_in_plain_words(
    wren: Person, on_duty: Person, group: Any
) -> None:
    case = held(wren, group)
    masked = on_duty.browser.get(f"/desk/{case}/").content.decode()
    assert "ways to reach somebody elsewhere" in masked and "contact-phone" in masked
    assert "This looks like a way to reach somebody outside this group." in masked
    assert "555" not in masked and "<mark>" not in masked, "nothing of the words while masked"
    shown = on_duty.browser.get(f"/desk/{case}/?show=1").content.decode()
    assert "call me on <mark>555 010 4477</mark> after six" in shown


def test_what_can_be_no_finding_is_not_there(wren: Person, on_duty: Person, group: Any) -> None:
    """PostgreSQL fails on a NUL in a value; SQLite finds nothing."""
    case = held(wren, group)
    assert press(on_duty, case, "not_harmful", finding="abcdefghij\0kl").status_code == 422


def test_a_watched_word_is_named_only_where_the_words_are_shown(
    wren: Person, on_duty: Person, group: Any
) -> None:
    keeper = Keeper(Scope.GROUP, group.organisation_id, group.pk)
    wording.add(keeper, [(1, Word("mill lane", "hold")), (2, Word("the mil*", "hold"))])
    case = held(wren, group, "by the Mill <b>Lane</b>, the mill lane")
    masked = on_duty.browser.get(f"/desk/{case}/").content.decode()
    assert "a watched word" in masked and "lane" not in masked.lower()
    shown = on_duty.browser.get(f"/desk/{case}/?show=1").content.decode()
    assert "mill lane" in shown and "<mark>the mill</mark><mark> lane</mark>" in shown
    assert "&lt;b&gt;" in shown and "<b>Lane" not in shown


def test_not_harmful_is_counted_for_the_rule_and_changes_nothing_else(
    wren: Person, on_duty: Person, oak: Person, group: Any
) -> None:
    case = held(wren, group)
    office = f"/office/g/{group.pk}/look/"
    assert "Called not harmful" not in oak.browser.get(office).content.decode()
    assert press(on_duty, case, "not_harmful").status_code == 303
    doubt = RuleDoubt.objects.get()
    assert (doubt.rule, doubt.n) == ("contact-phone", 1)
    assert Message.objects.get(pk=case).state == "held", "it lets nothing through"
    entry = Entry.objects.get(action="not_harmful")
    assert (entry.subject, trail.reason_of(entry)) == (case, "contact-phone")
    assert press(on_duty, case, "not_harmful").status_code == 422, "once"
    assert RuleDoubt.objects.get().n == 1
    for page in (office, f"/office/{group.organisation_id}/words/"):
        text = oak.browser.get(page).content.decode()
        assert "Called not harmful" in text and "contact-phone" in text
        assert "<td>1</td><td>–</td>" in text, "how often it was seen is not told under ten"
    assert wren.post(group, NUMBER).code == "ask", "it teaches nothing"


def test_it_can_be_taken_back(wren: Person, on_duty: Person, group: Any) -> None:
    case = held(wren, group)
    assert press(on_duty, case, "harmful").status_code == 422
    press(on_duty, case, "not_harmful")
    assert "after all" in on_duty.browser.get(f"/desk/{case}/").content.decode()
    assert press(on_duty, case, "harmful").status_code == 303
    assert RuleDoubt.objects.get().n == 0
    assert Finding.objects.get().not_harmful_at is Finding.objects.get().harmless_at is None
    assert Entry.objects.filter(action="harmful_after_all").count() == 1


def test_an_alert_that_is_not_harmful_leaves_the_list(
    wren: Person, on_duty: Person, group: Any
) -> None:
    keeper = Keeper(Scope.GROUP, group.organisation_id, group.pk)
    wording.add(keeper, [(1, Word("mill lane", "alert"))])
    case = wren.post(group, "by the mill lane").id
    desk = on_duty.browser.get("/desk/").content.decode()
    assert f"/desk/{case}/" in desk and "Second look" in desk
    assert "Worried about someone" not in desk, "a word is no worry about anybody"
    press(on_duty, case, "not_harmful")
    assert f"/desk/{case}/" not in on_duty.browser.get("/desk/").content.decode()
    press(on_duty, case, "harmful")
    assert f"/desk/{case}/" in on_duty.browser.get("/desk/").content.decode()


def test_letting_it_stand_doubts_no_rule(wren: Person, on_duty: Person, group: Any) -> None:
    case = wren.post(group, "I want to die tonight").id
    assert press(on_duty, case, "close").status_code == 303
    assert not RuleDoubt.objects.exists()
    assert (
        "Not harmful, somebody said." not in on_duty.browser.get(f"/desk/{case}/").content.decode()
    )


def test_only_her_facilitators_say_so(
    wren: Person, ash: Person, on_duty: Person, oak: Person, rowan: Person, group: Any
) -> None:
    case = held(wren, group)
    for person in (wren, ash, oak, rowan):
        assert press(person, case, "not_harmful").status_code == 404
    own = held(on_duty, group)
    assert press(on_duty, own, "not_harmful").status_code == 404, "nobody judges her own words"
    other = Finding.objects.get(message=held(ash, group))
    assert press(on_duty, case, "not_harmful", finding=other.pk).status_code == 422
    assert press(on_duty, case, "not_harmful", finding="x").status_code == 422
    assert (
        not RuleDoubt.objects.exists() and not Entry.objects.filter(action="not_harmful").exists()
    )


def test_a_mark_never_stands_in_another_text(wren: Person, on_duty: Person, group: Any) -> None:
    """A change that waited is not made: what was seen in it is not in the words that stay."""
    mid = wren.post(group, "calm words that stay as they are, quite long ones").id
    wren.browser.post(f"/g/{group.pk}/m/{mid}/edit/", {"body": NUMBER, "note": "", "confirm": "1"})
    shown = on_duty.browser.get(f"/desk/{mid}/?show=1").content.decode()
    assert "<mark>555 010 4477</mark>" in shown
    press(on_duty, mid, "refuse", reason="other", words="no numbers")
    shown = on_duty.browser.get(f"/desk/{mid}/?show=1").content.decode()
    assert "calm words that stay as they are, quite long ones" in shown and "<mark>" not in shown
