"""The database itself keeps watched words in order, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from groups.models import RuleDoubt, WatchedWord, WordList
from peernet.kit import clock


def breaks(row: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def a_word(kept: WordList, **given: Any) -> WatchedWord:
    row = WatchedWord(list=kept, follows="ask", look="a look", added_at=clock.now())
    row.word = "river"
    for name, value in given.items():
        setattr(row, name, value)
    return row


def test_a_list_has_exactly_one_scope(organisation: Any, group: Any) -> None:
    house, circle = {"organisation": organisation}, {"group": group}
    for scope, owner in (
        ("network", house), ("network", circle), ("organisation", {}), ("organisation", circle),
        ("group", {}), ("group", house), ("group", {**house, **circle}), ("other", {}),
    ):  # fmt: skip
        breaks(WordList(scope=scope, **owner))
    for scope, owner in (("organisation", house), ("group", circle)):
        WordList.objects.create(scope=scope, **owner)


def test_a_keeper_has_one_list(group: Any) -> None:
    WordList.objects.get_or_create(scope="network")
    breaks(WordList(scope="network"))
    WordList.objects.create(scope="group", group=group)
    breaks(WordList(scope="group", group=group))


def test_a_word_stands_once_in_a_list_and_what_follows_is_known(group: Any) -> None:
    kept = WordList.objects.create(scope="group", group=group)
    a_word(kept, removed_at=clock.now()).save(force_insert=True)
    a_word(kept).save(force_insert=True)  # the one that was taken out is not in its way
    breaks(a_word(kept))
    breaks(a_word(kept, look="another", follows="shout"))
    other = WordList.objects.get_or_create(scope="network")[0]
    a_word(other).save(force_insert=True)


def test_a_rule_is_counted_in_one_place(group: Any) -> None:
    RuleDoubt.objects.create(group=group, kind="contact", rule="contact-phone", n=1)
    breaks(RuleDoubt(group=group, kind="contact", rule="contact-phone"))
    breaks(RuleDoubt(group=group, kind="contact", rule="contact-link", n=-1))
