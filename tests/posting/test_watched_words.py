"""Words that a group, its organisation or the network watches: what happens, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import lexicon, wording
from groups.answers import Held, Refused, Sent
from groups.following import DEFAULTS
from groups.models import Finding, Group, Message, WatchedWord, WordList
from groups.safety.watched import WatchedWord as Word
from groups.wording import NETWORK, Keeper, Scope
from tests.conftest import Person, make_group

USUAL = {kind: str(follow) for kind, follow in DEFAULTS.items()}
SAID = "we met by the mill lane yesterday"


def of_group(group: Any) -> Keeper:
    return Keeper(Scope.GROUP, group.organisation_id, group.pk)


def watch(keeper: Keeper, word: str, action: str = "ask", note: str = "") -> str:
    wording.add(keeper, [(1, Word(word, action, str(keeper.scope), note))])
    return str(WatchedWord.objects.order_by("added_at").last().pk)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("action", "answer", "state"),
    [("ask", Refused, None), ("hold", Held, "held"), ("alert", Sent, "visible"),
     ("fold", Sent, "visible")],
)  # fmt: skip
def test_what_happens_is_the_words_own(
    wren: Person, group: Any, action: str, answer: type, state: str | None
) -> None:
    word = watch(of_group(group), "mill lane", action)
    given = wren.post(group, SAID)
    assert isinstance(given, answer)
    assert isinstance(wren.post(group, "we met elsewhere"), Sent), "nothing else is touched"
    if state is None:
        assert given.code == "ask" and SAID[given.findings[0].start :].startswith("mill lane")
        assert isinstance(wren.post(group, SAID, confirm=True), Sent), "asked, not held"
        return
    message = Message.objects.get(pk=given.id)
    assert message.state == state
    assert message.findings.get().rule == f"watched:{action}:{word}"
    assert bool(message.note) == (action == "fold")


def test_a_fold_says_what_its_keeper_wrote_and_a_writers_own_note_stays(
    wren: Person, group: Any
) -> None:
    watch(of_group(group), "mill lane", "fold", "about a place")
    assert Message.objects.get(pk=wren.post(group, SAID).id).note == "about a place"
    assert Message.objects.get(pk=wren.post(group, SAID, note="mine").id).note == "mine"


def test_a_changed_message_is_folded_too(wren: Person, group: Any) -> None:
    watch(of_group(group), "mill lane", "fold", "about a place")
    mid = wren.post(group, "calm words").id
    path = f"/g/{group.pk}/m/{mid}/edit/"
    assert wren.browser.post(path, {"body": SAID, "note": ""}).status_code == 303
    assert Message.objects.get(pk=mid).note == "about a place"


def test_words_of_the_organisation_and_the_network_count_and_nobody_elses(
    wren: Person, group: Any, other_group: Any
) -> None:
    from groups import founding

    elsewhere = founding.found("Casa Alameda")
    watch(Keeper(Scope.ORGANISATION, elsewhere.pk), "mill lane")
    watch(of_group(other_group), "mill lane")
    assert isinstance(wren.post(group, SAID), Sent), "another house's, another group's"
    watch(Keeper(Scope.ORGANISATION, group.organisation_id), "mill lane", "hold")
    assert isinstance(wren.post(group, SAID), Held)
    watch(NETWORK, "quarry road", "hold")
    assert isinstance(wren.post(group, "the quarry road"), Held)


def test_a_group_made_later_looks_with_the_words_of_its_house(
    wren: Person, group: Any, organisation: Any
) -> None:
    from tests.conftest import enter

    assert group.look_version == 0, "where nothing is watched nothing is read"
    watch(Keeper(Scope.ORGANISATION, organisation.pk), "mill lane", "hold")
    later = make_group(organisation, "Later circle")
    enter(wren, later)
    assert isinstance(wren.post(later, SAID), Held)


def test_a_change_in_another_process_holds_for_the_next_message(wren: Person, group: Any) -> None:
    """What this process keeps in memory is put back as it was before the change."""
    watch(of_group(group), "quarry road", "hold")
    assert isinstance(wren.post(group, SAID), Sent)
    before = dict(lexicon._kept)
    watch(of_group(group), "mill lane", "hold")
    lexicon._kept.clear()
    lexicon._kept.update(before)
    assert isinstance(wren.post(group, SAID), Held), "the very next one"
    before = dict(lexicon._kept)
    rows = WatchedWord.objects.filter(list__group=group)
    wording.take_out(of_group(group), [wording.mark_of(row) for row in rows])
    lexicon._kept.clear()
    lexicon._kept.update(before)
    assert isinstance(wren.post(group, SAID), Sent)


def _cost(work: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([q for q in seen if not q["sql"].startswith(words)])


def test_a_message_costs_no_more_queries_where_words_are_watched(wren: Person, group: Any) -> None:
    from groups.models import Membership

    Membership.objects.update(heard_messages=10)
    wren.post(group, "the first opens the key")
    without = _cost(lambda: wren.post(group, "words"))
    for n in range(200):
        watch(of_group(group), f"larch{n}lane")
    watch(Keeper(Scope.ORGANISATION, group.organisation_id), "mill lane", "hold")
    watch(NETWORK, "quarry road", "hold")
    wren.post(group, "the first after a change reads them")
    with CaptureQueriesContext(connection) as seen:
        wren.post(group, "words")
    assert not [q for q in seen if "wordlist" in q["sql"] or "watchedword" in q["sql"]]
    assert _cost(lambda: wren.post(group, "words")) == without <= 6


def test_the_automaton_is_built_once_a_version_and_shared(
    wren: Person, group: Any, other_group: Any
) -> None:
    watch(Keeper(Scope.ORGANISATION, group.organisation_id), "mill lane", "hold")
    wren.post(group, SAID)
    first = lexicon.lately(group.pk)
    wren.post(group, SAID)
    assert lexicon.lately(group.pk) is first
    other_group.refresh_from_db()
    shared = [*lexicon.of(other_group).lists.values()]
    assert next(iter(first.lists.values())) is shared[0]


def test_a_stolen_disk_does_not_tell_what_is_watched(wren: Person, group: Any) -> None:
    watch(of_group(group), "mill lane", "fold", "about a place")
    wren.post(group, SAID)
    for model in (WatchedWord, WordList, Finding):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            cells = [cell for row in cursor.fetchall() for cell in row]
        told = b" ".join(
            bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells
        )
        assert cells and b"mill" not in told and b"a place" not in told
    assert Finding.objects.get().kind == "watched"


def test_a_word_that_a_later_version_refuses_silences_no_other(
    wren: Person, group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(of_group(group), "mill lane", "hold")
    kept = WordList.objects.get(group=group)
    bad = WatchedWord(
        list=kept, follows="ask", look="x", added_at=WatchedWord.objects.get().added_at
    )
    bad.word = "*"
    bad.save(force_insert=True)
    assert isinstance(wren.post(group, SAID), Held)


def test_the_groups_countries_say_what_is_a_telephone_number(
    wren: Person, oak: Person, group: Any
) -> None:
    said = "see 51 234 567 ok"
    assert isinstance(wren.post(group, said), Sent), "no number of the United States"
    page = f"/office/g/{group.pk}/look/"
    assert oak.browser.post(page, {**USUAL, "countries": "us, gt"}).status_code == 303
    assert Group.objects.get(pk=group.pk).countries == "US GT"
    assert isinstance(wren.post(group, said), Refused)
    refused = oak.browser.post(page, {**USUAL, "countries": "US XQ"})
    assert refused.status_code == 422 and "XQ" in refused.content.decode()
    assert Group.objects.get(pk=group.pk).countries == "US GT"
