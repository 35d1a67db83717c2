"""The second look on whole sentences: what it sees, and where it stays silent."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from groups.safety import scan
from groups.safety.advice import ADVICE
from groups.safety.book import KINDS
from groups.safety.watched import Watched, WatchedWord

DATA = Path(__file__).resolve().parent.parent / "data"
SETS = sorted(DATA.glob("second_look*.jsonl"))
GENEROUS_SECONDS = 1.0
DISCLOSURES = [
    "he told me not to tell anyone and i was fifteen",
    "my uncle sold me and i never told anybody",
    "he said he would kill me if i left",
    "i was promised a modeling job and they took my passport",
    "she made me send pictures when i was a kid",
    "he used to follow me to school",
    "they locked us in at night for two years",
    "he called me worthless every single day",
    "years ago i tried to end my life, today i am glad i stayed",
    "my boss kept our papers and paid nobody",
    "me dijo que no le dijera a nadie",
    "me prometió trabajo y me quitó el pasaporte",
    "me encerró en un cuarto por semanas",
    "me decía que no valía nada",
    "cuando tenía 15 me cortaba, ya no",
    "nos encerraban en la noche",
    "me vendió mi tío cuando era niña",
    "él me obligaba a mandar fotos",
]
QUIET = [
    "call 988 any time",
    "dial 911",
    "the hotline is 1-888-373-7888",
    "text 233733",
    "la línea es 800 5533 000",
    "case number 2024 001 5567",
    "my hearing is 03/14/2025 at 9:30",
    "I owe $4,150 on the old lease",
    "I walked 12,345 steps today",
    "4-7-8 breathing works for me",
    "i count 1 2 3 4 5 6 7 8 9 10 when i panic",
    "I've been out for 1,095 days",
    "he was gone from 2019 to 2021, two years",
]
DISGUISED = [
    "four one five, five five five, oh one two two",
    "cinco cinco cinco cinco uno dos cero uno tres cuatro",
    "４１５ ５５５ ０１２６",
    "4.1.5.5.5.5.0.1.7.3 thats me",
    "my cell is 415 five five five 01 double two",
    "quiet river at gmail dot com",
    "riocallado (arroba) hotmail (punto) com",
    "my insta is quiet_river_22",
    "pagina ejemplo punto com",
]


@pytest.mark.parametrize("text", DISCLOSURES)
def test_telling_what_happened_to_oneself_is_not_a_finding(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("text", QUIET)
def test_help_lines_cases_dates_and_sums_are_silent(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("text", DISGUISED)
def test_a_way_to_reach_her_is_seen_in_disguise(text: str) -> None:
    assert "contact" in {finding.kind for finding in scan(text)}


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_every_labelled_sentence_can_be_read(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert entry["text"].strip()
        assert set(entry["kinds"]) <= set(KINDS)
        assert entry["lang"] in ("en", "es")
        assert all(finding.kind in KINDS for finding in scan(entry["text"]))


def test_no_sentence_is_in_both_sets() -> None:
    dev, kept = ({json.loads(line)["text"] for line in path.open()} for path in SETS)
    assert not dev & kept


def test_a_text_may_be_found_in_several_ways() -> None:
    text = "he knows you are in this group and he wants you to call him"
    kinds = {one.kind for one in scan(text)}
    assert kinds == {"abuse", "solicitation"}


def test_every_finding_has_advice_in_plain_words() -> None:
    texts = [json.loads(line)["text"] for path in SETS for line in path.open(encoding="utf-8")]
    assert all(finding.advice in ADVICE for text in texts for finding in scan(text))


def test_a_number_of_another_country_is_seen_with_that_country() -> None:
    text = "es 91 234 56 78"
    assert scan(text) == []
    assert [one.rule for one in scan(text, countries=("US", "ES"))] == ["contact-phone"]


def test_many_numbers_are_a_finding_themselves() -> None:
    rules = [one.rule for one in scan("case 2024001 x " * 40)]
    assert rules == ["contact-many-numbers"]


@pytest.mark.parametrize(
    "piece",
    ["\u0301", "\u202e", "5", "1/", " ", "a", "a.", "a@", "five ", "555-0142 ", "a.com ", "а ",
     "i want to die ", "you are ", "he is here ", "abcdefg ", "quietly ", "://", '"', "1 2 "],
)  # fmt: skip
def test_ten_times_the_text_takes_about_ten_times_as_long(piece: str) -> None:
    """Bounds wide enough for a busy machine; what squares would break them by far."""
    watched = Watched([WatchedWord("quiet*"), WatchedWord("*lake*")])
    for length in (4_000, 40_000):
        text = (piece * length)[:length]
        begun = time.perf_counter()
        scan(text, watched)
        assert time.perf_counter() - begun < GENEROUS_SECONDS * length / 4_000
