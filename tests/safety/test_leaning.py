"""Leanings: what no rule says in so many words is found, and has a place; a rule may be taken back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.learn import Text, bar_of, learn
from bench.sentences import SPLIT, halves, to_learn_from
from groups.safety import RuleError, load
from groups.safety.book import FOLDER, LEANINGS, Rules
from groups.safety.leaning import TALE, UNIT, Bar, Leanings, cues_of, packed, read
from groups.safety.reading import normalise
from groups.safety.scan import Finding, look
from groups.safety.words import Words, cut


def weighs(*weights: float) -> int:
    return packed([round(weight / UNIT) for weight in weights])


def weighing(weights: dict[str, float], finds: float = 0.5, keeps: float = -5.0) -> Rules:
    bars = {"recruitment": Bar(finds, keeps)}
    rows = {cue: weighs(weight) for cue, weight in weights.items()}
    return replace(load(), leanings=Leanings(bars, rows))


def words_of(text: str) -> Words:
    rules = load()
    return cut(normalise(text), rules.expansions, rules.joins)


def found(rules: Rules, text: str) -> list[Finding]:
    return [one for one in look(rules, text) if one.kind == "recruitment"]


def test_what_no_rule_says_is_found_at_the_words_that_speak_for_it() -> None:
    rules = weighing({"orchard": 2.4, "orchard boat": 2.4, "blue": -1.0})
    text = "A blue door, then orchard boats at noon"
    (one,) = found(rules, text)
    assert one.rule == "recruitment-leaning"
    assert text[one.start : one.end] == "orchard boats"
    assert found(weighing({"orchard": 0.5}), text) == []


def test_a_word_said_again_and_again_counts_once() -> None:
    rules = weighing({"orchard": 0.9})
    assert found(rules, "orchard, orchard: orchard " * 3) == []


def test_padding_before_and_after_does_not_hide_it() -> None:
    rules = weighing({"orchard": 2.0, "pebble": -0.1, "pebble orchard": 0.0})
    text = " ".join([*("pebble" for _ in range(300)), "orchard", *("pebble" for _ in range(300))])
    (one, *_) = found(rules, text)
    assert "orchard" in text[one.start : one.end]


OFFER = "my cousin is hiring girls for a hotel abroad, they pay 3000 a month, no papers needed"


def test_a_rule_is_taken_back_where_everything_else_speaks_against_it() -> None:
    assert found(weighing({"pebble": 1.0}), OFFER)
    against = weighing(dict.fromkeys(("cousin", "girl", "hotel"), -2.4), keeps=-1.0)
    assert found(against, OFFER) == []


def test_telling_what_happened_weighs_against_a_finding_where_it_is_told() -> None:
    bars = {"recruitment": Bar(1.0, -0.5, doubts=0.5), "danger": Bar(9.0, -9.0), TALE: Bar(0, 0)}
    rules = replace(load(), leanings=Leanings(bars, {"orchard": weighs(0, 0, 2.4)}))
    assert found(rules, OFFER)
    assert found(rules, f"{OFFER}, it was in the orchard") == []
    later = " ".join(["it was in the orchard", *("pebble" for _ in range(100)), OFFER])
    assert found(rules, later), "a tale does not silence what comes long after it"
    danger = "he is outside my door right now"
    assert {one.kind for one in look(rules, f"orchard, {danger}")} == {"danger"}, "no doubts there"


def test_a_leaning_alone_is_doubted_in_a_tale_too() -> None:
    bars = {"recruitment": Bar(0.1, -5.0, doubts=0.5), TALE: Bar(0.0, 0.0)}
    rows = {"lantern": weighs(2.4, 0), "orchard": weighs(0, 2.4)}
    rules = replace(load(), leanings=Leanings(bars, rows))
    assert found(rules, "a lantern")
    assert found(rules, "a lantern in the orchard") == []


def test_runs_do_not_go_over_the_end_of_a_sentence() -> None:
    cues = cues_of(words_of("Come along. Money waits"))
    assert "come along" in cues
    assert "^ money" in cues
    assert not any("along money" in cue for cue in cues)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("crisis\tx\t1\t1\t1\n\n", 1),
        ("crisis\t1\t1\t1\t1\t1\n\n", 1),
        ("crisis\t1\t1\t1\t1\n\nword\tmany\n", 3),
        ("crisis\t1\t1\t1\t1\n\nword\t1\t2\n", 3),
        ("crisis\t1\t1\t1\t1\n\nother\t1\nword\t128\n", 4),
        ("weather\t1\t1\t1\t1\n\nword\t1\n", 1),
    ],
)
def test_broken_weights_stop_the_start_with_file_and_line(
    tmp_path: Path, text: str, line: int
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(FOLDER, folder)
    (folder / LEANINGS).write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=rf"{LEANINGS}, line {line}:"):
        load(folder)


def test_rules_without_weights_speak_alone(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(FOLDER, folder)
    (folder / LEANINGS).unlink()
    assert found(load(folder), OFFER)


def test_weights_are_read_as_they_are_written() -> None:
    leanings = read("# about\ncrisis\t0.5\t-1\t-0.25\t0.75\n\nword\t75\nother\t\n")
    assert leanings.bars == {"crisis": Bar(0.5, -1.0, -0.25, 0.75)}
    assert leanings.weights == {"word": weighs(1.5), "other": weighs(0)}


def test_learning_tells_two_kinds_of_text_apart() -> None:
    offers = [Text((0, 2), 0.7, frozenset({"recruitment"}), frozenset())] * 20
    tales = [Text((1, 2), 0.7, frozenset({TALE}), frozenset())] * 20
    line = learn([*offers, *tales], "recruitment", 3)
    weighed = [line.of(text) for text in (*offers, *tales)]
    assert min(weighed[:20]) > 0 > max(weighed[20:])
    texts = [*offers[:19], replace(offers[0], ruled=frozenset({"recruitment"})), *tales]
    bar = bar_of(texts, "recruitment", weighed, [-2.0] * len(texts))
    assert max(weighed[20:]) < bar.finds <= min(weighed[:20])
    with pytest.raises(ValueError):  # where everything is a tale nothing may be found
        bar_of(tales, "recruitment", weighed[20:], [-2.0] * len(tales))


def test_what_is_kept_apart_is_never_learned_from() -> None:
    learned = {sentence.text for sentence in to_learn_from()}
    assert learned
    for name in SPLIT:
        _, kept_apart = halves(name)
        assert kept_apart
        assert learned.isdisjoint(one.text for one in kept_apart)
