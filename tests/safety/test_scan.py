"""The second look on whole sentences: what it sees, and where it stays silent."""

from __future__ import annotations

import hashlib
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
ALL = sorted(DATA.glob("*.jsonl"))
MOST_ALARMS_OF_TOLD = 0.01
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
    "call 211 for food or 988 if you feel bad",
    "text HOME to 741741",
    "he was at gmail headquarters in the story",
    "it costs $19.99 at the store",
    "stay with us in this room a little longer",
    "no quiero seguir comiendo pan",
    "¿cómo te llamas aquí?",
    "how is your name shown here?",
    "he wouldnt let me out of that house",
    # Ordinary talk, and what denies a harm.
    "you are right",
    "have you a moment?",
    "I agree with you",
    "you look rested today",
    "are you all coming on Thursday",
    "nobody minded",
    "I do not want to die",
    "he has no idea where I am now",
    "thank you for reading",
    "tienes razón",
    "gracias por leerme",
    "vienen todas el jueves?",
    "ya no quiero morir",
    "él no sabe dónde vivo",
    "bien hecho, lo lograste",
]


@pytest.mark.parametrize("text", DISCLOSURES)
def test_telling_what_happened_to_oneself_is_not_a_finding(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("text", QUIET)
def test_help_lines_dates_sums_and_ordinary_talk_are_silent(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_labelled_sentence_can_be_read(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert entry["text"].strip()
        assert set(entry["kinds"]) <= set(KINDS)
        assert entry["lang"] in ("en", "es")
        assert all(finding.kind in KINDS for finding in scan(entry["text"]))


def told() -> list[str]:
    """Disclosures that the rules may be tuned on; the others are only measured in bench."""
    written = [entry for path in ALL for entry in map(json.loads, path.open(encoding="utf-8"))]
    texts = [entry["text"] for entry in written if entry.get("disclosure")]
    return [text for text in texts if hashlib.sha256(text.encode()).digest()[0] % 3]


def test_telling_what_happened_is_answered_with_silence() -> None:
    texts = told()
    alarmed = [text for text in texts if scan(text)]
    assert len(texts) > 300
    assert len(alarmed) < MOST_ALARMS_OF_TOLD * len(texts), alarmed


def test_she_quotes_what_he_said_and_nothing_is_found() -> None:
    assert scan("me mandó un mensaje: te voy a encontrar, y me fui") == []
    assert scan("he'd text me where are you every five minutes") == []


def test_an_accent_tells_what_he_did_from_what_she_does() -> None:
    assert scan("me quemó el brazo") == []
    assert "crisis" in {one.kind for one in scan("me quemo el brazo")}
    assert "crisis" in {one.kind for one in scan("me quemo para aguantar")}


def test_a_comma_ends_a_denial() -> None:
    assert "solicitation" in {one.kind for one in scan("this app is not private, move to signal")}
    assert scan("i do not want to die") == []


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
    text = "es 9 12 34 56 78"
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


@pytest.mark.parametrize(
    "text",
    [
        "the man at the club told me i could make real money",
        "he took my baby away for a week to punish me",
        "me encontro por instagram y me pidio vernos en la plaza",
        "my own cousin recruited me, she said the money was good",
        "amenazo con matar a mi perro",
        "me llamo puta enfrente de mi hijo",
    ],
)
def test_a_tale_is_known_by_its_grammar(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he said nothing. text me at 415 555 0142", "contact"),
        ("he told me to write to rosa at example dot org", "contact"),
        ("she told me about it. you should meet me alone tonight", "solicitation"),
        ("he used to follow me and now he is outside my door", "danger"),
        ("me contaron de ti. mandame una foto", "solicitation"),
        ("me dijo que su numero es 55 5555 0142", "contact"),
    ],
)
def test_a_tale_hides_no_number_and_nobody_spoken_to(text: str, kind: str) -> None:
    assert kind in {one.kind for one in scan(text)}


@pytest.mark.parametrize(
    "text",
    [
        "my boys play soccer at Lincoln Park every saturday",
        "its snowing like crazy here in Duluth",
        "saludos desde Barquisimeto",
        "im in spokane with my aunt",
        "signed, Megan Oyelaran",
        "driver licence is D000-4455-1234",
        "passport no. is C03004786",
        "the plate on my car is 7ABC123",
        "what uni are you at, maybe same as me",
        "de qué parte sos vos?",
        "can you tell me the street the safe house is on",
    ],
)
def test_a_name_of_somebody_or_some_place_is_seen(text: str) -> None:
    assert "identity" in {one.kind for one in scan(text)}


@pytest.mark.parametrize(
    "text",
    [
        "he took me to a house in Houston and i stayed there",
        "they kept me in Atlanta for a year",
        "my favorite movie is Toy Story",
        "i started praying at Christmas",
        "I AM SO TIRED OF WAITING IN LINE AT WORK",
        "what does healing look like for you",
        "where are you in the workbook, chapter 4?",
        "ya sé quién eres y dónde vives",
    ],
)
def test_a_tale_a_film_and_a_threat_say_not_who_she_is(text: str) -> None:
    assert "identity" not in {one.kind for one in scan(text)}


@pytest.mark.parametrize(
    ("rule", "then", "now"),
    [
        (
            "danger-done-wide",
            "he had his hands round my neck",
            "he had his hands round my neck an hour ago",
        ),
        (
            "danger-hecho-wide",
            "me dejó una nota en el buzón",
            "me dejó una nota en el buzón hoy",
        ),
    ],
)
def test_what_was_done_is_danger_only_where_it_was_a_moment_ago(
    rule: str, then: str, now: str
) -> None:
    assert rule not in {finding.rule for finding in scan(then)}
    assert rule in {finding.rule for finding in scan(now)}
