"""Reading: what is written in disguise reads plainly, and every place maps back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.safety import load, scan
from groups.safety.reading import normalise
from groups.safety.words import cut

anything = st.text(alphabet=st.characters(), max_size=200)
tricky = st.text(
    alphabet=st.sampled_from("аеоАᴀﬁ①５\u200b\u202e\u0301áñß😀5️⃣İ\ud800\x00 \n.@-\"'ab5"),
    max_size=120,
)


@given(anything | tricky)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(anything | tricky)
def test_every_place_maps_back_into_the_original(text: str) -> None:
    reading = normalise(text)
    assert len(reading.places) == len(reading.text) + 1
    assert list(reading.places) == sorted(reading.places)
    for index in range(len(reading.text)):
        start, end = reading.span(index, index + 1)
        assert 0 <= start < end <= len(text)


@given(anything | tricky)
def test_every_finding_stands_inside_what_she_wrote(text: str) -> None:
    for finding in scan(f"{text} my number is 415 555 0143"):
        assert 0 <= finding.start < finding.end <= len(text) + len(" my number is 415 555 0143")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_scanning_never_raises_whatever_somebody_sends(text: str) -> None:
    scan(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＷｈａｔｓＡｐｐ", "whatsapp"),
        ("tеlеgrаm", "telegram"),
        ("s\u200bn\u200bap", "snap"),
        ("mañana ESTÁ", "manana esta"),
        ("🅱🅰", "ba"),
        ("５５５—０１４２", "555-0142"),
        ("z\u0301\u0302a\u0303", "za"),
    ],
)
def test_letters_in_disguise_are_read_as_a_person_reads_them(written: str, read: str) -> None:
    assert normalise(written).text == read


def test_the_mark_on_the_page_covers_the_disguised_number() -> None:
    text = "llámame 😀 ５\u200b５５-0１42 sí"
    (finding,) = [one for one in scan(text) if one.rule == "contact-phone"]
    assert text[finding.start : finding.end] == "５\u200b５５-0１42"


def test_words_taken_apart_are_put_together() -> None:
    rules = load()
    words = cut(normalise("s u i c i d e and w.h.a.t.s.a.p.p"), rules.expansions, rules.joins)
    assert words.forms == ["suicide", "and", "whatsapp"]


def test_a_dot_after_a_short_form_ends_no_sentence() -> None:
    rules = load()
    words = cut(normalise("my passport no. is 5. no. He left"), rules.expansions, rules.joins)
    assert words.sentences == [0, 0, 0, 0, 0, 1, 2, 2]


def test_a_sign_that_stands_for_a_sentence_or_a_fraction_stays_one_sign() -> None:
    assert normalise("ﷺ" * 9).text == "ﷺ" * 9
    assert normalise("½").text == "½"
    assert normalise("…").text == "..."
