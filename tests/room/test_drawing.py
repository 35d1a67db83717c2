"""The quick drawing and the whole one are the same, whatever people write."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups import drawing
from peernet.kit import clock, html, words

TEXTS = st.text(max_size=60).map(words.tidy)


@settings(max_examples=60, deadline=None)
@given(
    name=TEXTS, body=TEXTS, note=TEXTS.map(words.one_line), edited=st.booleans(), held=st.booleans()
)
def test_holes_and_template_agree(
    name: str, body: str, note: str, edited: bool, held: bool
) -> None:
    message: Any = SimpleNamespace(
        pk="aaaaaaaaaaaa", seq=None if held else 7, author_id="bbbbbbbbbbbb", group_id="cccccccccccc",
        state="held" if held else "visible", role="member", body=body, reply_to_id=None,
        author=SimpleNamespace(pattern=3, pseudonym=name), shown_at=None, at=clock.now(),
        edited_at=clock.now() if edited else None,
    )  # fmt: skip
    quick = drawing.drawn(message, note, {}, "en", "UTC")
    fill = drawing._fill(message, note, "en", "UTC")
    assert quick == drawing._rendered("en", drawing._shape(message, note), fill, {})
    assert "<script" not in quick and quick.count("<li") == 1 + body_items(body)


def body_items(body: str) -> int:
    return html.draw(body).count("<li")


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("plain", "<p>plain</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("*soft* and **strong**", "<p><em>soft</em> and <strong>strong</strong></p>"),
        ("> she said\nI say", "<blockquote>she said</blockquote><p>I say</p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("2 * 3 * 4 and a*b*c", "<p>2 * 3 * 4 and a*b*c</p>"),
        ("<b>x</b> & *y*", "<p>&lt;b&gt;x&lt;/b&gt; &amp; <em>y</em></p>"),
        ("https://evil.example", "<p>https://evil.example</p>"),
    ],
)
def test_a_few_marks_and_nothing_else(typed: str, drawn: str) -> None:
    assert html.draw(typed) == drawn


def test_hostile_marks_are_drawn_in_linear_time() -> None:
    import time

    for hostile in ("*" * 4000, "**a" * 1300, "> " * 2000, "- \n" * 1300, "*a " * 1300, "&" * 4000):
        began = time.perf_counter()
        html.draw(hostile)
        assert time.perf_counter() - began < 1
