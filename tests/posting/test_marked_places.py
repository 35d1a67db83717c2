"""What the second look points at is marked in what she typed, not in what was made of it."""

from __future__ import annotations

import json
import re
import unicodedata
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import frames
from groups.answers import Refused
from peernet.kit import words
from tests.conftest import Person

TYPED = {
    "after blank lines": ("\n\n  555 010 4477", "555 010 4477"),
    "letters and their marks apart": ("llamame, ma\u0301ndame al 555 010 4477 ya", "555 010 4477"),
    "digits under marks": ("call 5\u0301\u0302\u0303\u03045\u03015 010 4477 ok", None),
    "nothing seen between": ("call me on 5\u200b5\u200b5\u200b 010 4477 ok", None),
    "turned round": ("so \u202e\u202dcall me\u202c on 555 010 4477\u202c ok", "555 010 4477"),
    "a bell before it": ("\x07\x07 call me on 555 010 4477 ok", "555 010 4477"),
    "a family before it": ("👩‍👩‍👧‍👦🇲🇽 call me on 555 010 4477 ok", "555 010 4477"),
    "two lines as forms send them": ("well\r\nthen\r\n555 010 4477", "555 010 4477"),
    "syllables in parts": ("\u1112\u1161\u11ab\u1100\u1173\u11af 555 010 4477", "555 010 4477"),
}


@pytest.mark.parametrize("how", TYPED)
def test_the_place_is_in_the_words_as_they_were_sent(wren: Person, group: Any, how: str) -> None:
    typed, wanted = TYPED[how]
    answer = wren.post(group, typed)
    assert isinstance(answer, Refused) and answer.code == "ask"
    found = json.loads(frames.answer(group.pk, "k", answer))["findings"][0]
    piece = typed[found["start"] : found["end"]]
    assert words.tidy(piece) == (wanted or words.tidy(piece))
    assert re.sub(r"\D", "", unicodedata.normalize("NFD", piece)) == "5550104477"


@pytest.mark.parametrize("how", TYPED)
def test_without_scripts_the_same_is_marked(wren: Person, group: Any, how: str) -> None:
    typed, _wanted = TYPED[how]
    page = wren.browser.post(f"/g/{group.pk}/messages/", {"body": typed, "key": "k"})
    mark = re.search(r"<mark>(.*?)</mark>", page.content.decode(), re.S)
    assert mark and re.sub(r"[\W_]|[^\d]", "", unescape(mark[1])) == "5550104477"


def test_a_change_is_marked_so_too(wren: Person, group: Any) -> None:
    mid = wren.post(group, "harmless").id
    typed = "ma\u0301n\u0303ana, \u200b\u200bcall 555 010 4477 ok"
    page = wren.browser.post(f"/g/{group.pk}/m/{mid}/edit/", {"body": typed, "note": ""})
    assert "<mark>555 010 4477</mark>" in page.content.decode()


def test_of_two_places_that_overlap_nothing_is_left_unmarked(wren: Person, group: Any) -> None:
    typed = "come alone, meet me at 14 Mill Lane and tell nobody, call 555 010 4477"
    answer = wren.post(group, typed)
    page = wren.browser.post(f"/g/{group.pk}/messages/", {"body": typed, "key": "k"})
    marks = re.findall(r"<mark>(.*?)</mark>", page.content.decode(), re.S)
    places = {n for found in answer.findings for n in range(found.start, found.end)}
    assert sum(map(len, map(unescape, marks))) == len(places)


anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
tricky = st.text(
    alphabet=st.sampled_from("ae\u0301\u0302\u0327\u0323 \r\n\t\x07\u200b\u202e\u200d가\u1100\u1161\u11a8"
                             "\u09c7\u09be\u0d46\u0d3e\u1b35\u1b05\u0958\u212b\ud800😀ñ\u0340"),
    max_size=40,
)  # fmt: skip


@given(anything | tricky)
def test_every_letter_that_is_kept_has_its_place(typed: str) -> None:
    kept, places = words.tidy(typed).strip(), words.places(typed)
    assert len(places) == len(kept)
    assert places == sorted(places)
    for letter, (start, end) in zip(kept, places, strict=True):
        assert 0 <= start < end <= len(typed)
        assert letter in words.tidy(typed[start:end]) or letter == "?"
