"""How good the second look must be (issue 5), on sentences that nothing was tuned on."""

from __future__ import annotations

from bench.sentences import KEPT_APART, SPLIT, Sentence, halves, sentences
from groups.safety import scan


def _unseen() -> list[Sentence]:
    found = [*sentences(KEPT_APART), *sentences("last.jsonl")]
    for name in SPLIT:
        found += halves(name)[1]
    return found


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
