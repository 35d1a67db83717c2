"""Words of the past: what silences a rule when somebody tells what happened."""

from __future__ import annotations

import pytest

from groups.safety.tenses import IMPERFECT, PAST, PRETERITE, tense_of


@pytest.mark.parametrize("word", ["decia", "llamaba", "tenia", "obligaban", "eramos"])
def test_the_imperfect_is_a_tale(word: str) -> None:
    assert tense_of(word) == IMPERFECT


@pytest.mark.parametrize("word", ["followed", "threatened", "took", "was"])
def test_an_english_past_is_known(word: str) -> None:
    assert tense_of(word) == PAST


@pytest.mark.parametrize("word", ["dijeron", "llevaron", "vendieron"])
def test_what_they_did_is_known(word: str) -> None:
    assert tense_of(word) == PRETERITE


@pytest.mark.parametrize("word", ["need", "acaba", "policia", "podria", "quiero", "todavia", "red"])
def test_words_that_only_end_so_are_not_of_the_past(word: str) -> None:
    assert tense_of(word) is None
