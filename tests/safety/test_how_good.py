"""How good the second look must be (issue 5), on sentences that nothing was tuned on."""

from __future__ import annotations

from functools import cache

import pytest

from bench.sentences import KEPT_APART, ONLY_MEASURED, SPLIT, TALK, Sentence, halves, sentences
from groups.safety import scan

# Riddles are no measure of what people write.
MEASURED = (KEPT_APART, *(name for name in ONLY_MEASURED if name != "evasions.jsonl"))


def _unseen() -> list[Sentence]:
    found = [one for name in MEASURED for one in sentences(name)]
    for name in SPLIT:
        found += halves(name)[1]
    return found


@cache
def _kinds(sentence: Sentence) -> set[str]:
    return {finding.kind for finding in scan(sentence.text)}


def test_ways_to_be_reached_are_seen_and_little_else_is_taken_for_one() -> None:
    for language in ("en", "es"):
        mine = [(one, _kinds(one)) for one in _unseen() if one.lang == language]
        right = sum("contact" in found and "contact" in one.kinds for one, found in mine)
        there = sum("contact" in one.kinds for one, _ in mine)
        seen = sum("contact" in found for _, found in mine)
        assert there > 90
        assert right / there >= 0.95, language
        assert right / seen >= 0.95, language


def test_telling_what_happened_is_no_finding() -> None:
    told = [one for one in _unseen() if one.is_disclosure and not one.kinds]
    found = [one for one in told if _kinds(one)]
    assert len(told) > 400
    assert len(found) / len(told) < 0.01


def test_ordinary_talk_is_hardly_ever_asked_about() -> None:
    said = halves(TALK)[1]
    found = [one for one in said if _kinds(one)]
    assert len(said) > 500
    assert len(found) / len(said) < 0.035


# Recall and precision that issue 5 aims at. Over all that is kept apart; single sets differ.
AIMS = {
    "crisis": (0.92, 0.85),
    "danger": (0.92, 0.85),
    "recruitment": (0.85, 0.85),
    "solicitation": (0.85, 0.85),
    "identity": (0.85, 0.85),
}


@pytest.mark.parametrize("kind", AIMS)
def test_what_could_harm_is_found_and_not_much_else(kind: str) -> None:
    recall, precision = AIMS[kind]
    said = [(one, _kinds(one)) for one in _unseen()]
    right = sum(kind in one.kinds and kind in found for one, found in said)
    assert right >= recall * sum(kind in one.kinds for one, _ in said)
    assert right >= precision * sum(kind in found for _, found in said)
