"""Watched words: found wherever they hide, refused when they would match everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.safety import scan
from groups.safety.tables import export_csv, import_csv
from groups.safety.watched import (
    ACTIONS,
    SCOPES,
    BadRows,
    RefusedWord,
    Together,
    Watched,
    WatchedWord,
    check,
)

COMMON = ("that", "this", "with", "have", "from", "they", "para")


def places(word: str, text: str) -> list[str]:
    found = scan(text, Watched([WatchedWord(word)]))
    return [text[one.start : one.end] for one in found if one.kind == "watched"]


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("river", "the River is wide", ["River"]),
        ("river", "the rivers are wide", []),
        ("river*", "riverside rivers", ["riverside", "rivers"]),
        ("*side", "riverside is beside", ["riverside", "beside"]),
        ("*lake*", "a bluelakeside house", ["bluelakeside"]),
        ("riv*er", "rivvver riviera", ["rivvver"]),
        ("golden gate", "by the golden\ngate", ["golden\ngate"]),
        ("golden gate", "by the golden   \n gate", ["golden   \n gate"]),
        ("señora lópez", "la SENORA LOPEZ vino", ["SENORA LOPEZ"]),
        ("river", "the rіvеr", ["rіvеr"]),
        ("gold*g*te", "goldengate goldgste gold", ["goldengate", "goldgste"]),
    ],
)
def test_a_watched_word_is_found_where_it_stands(word: str, text: str, found: list[str]) -> None:
    assert places(word, text) == found


REFUSED = ["*", "**", "", "  ", "a", "a*", "*ab*", "the", "que", "¿", "\u200b"]


@pytest.mark.parametrize("word", REFUSED)
def test_a_word_that_would_match_everything_is_refused_with_why(word: str) -> None:
    with pytest.raises(RefusedWord, match=r"\w+ .*\.$"):
        check(WatchedWord(word))


def test_each_finding_leads_to_what_its_word_asks_for() -> None:
    watched = Watched([WatchedWord("river", "hold", "network"), WatchedWord("lake", "fold")])
    found = scan("river and lake", watched)
    assert [watched.action_of(one.rule) for one in found] == ["hold", "fold"]


def test_a_table_with_bad_rows_takes_none_and_names_them() -> None:
    table = "word,action,scope\nriver,ask,group\n*,ask,group\nlake,shout,group\nriver,ask,group\n"
    with pytest.raises(BadRows) as refused:
        import_csv(table)
    assert [number for number, _ in refused.value.rows] == [3, 4, 5]


@pytest.mark.parametrize("table", ["river\n", "river,ask,group,more\n", '"river,ask\n', ",,x\n"])
def test_a_table_that_is_none_is_refused(table: str) -> None:
    with pytest.raises(BadRows):
        import_csv(table)


@given(st.text(max_size=200))
def test_no_table_breaks_the_import(table: str) -> None:
    try:
        import_csv(table)
    except BadRows as refused:
        assert refused.rows


words = st.builds(
    WatchedWord,
    st.from_regex(r"[=+@-]?[a-z]{4,12}\*?", fullmatch=True),
    st.sampled_from(ACTIONS),
    st.sampled_from(SCOPES),
)


@given(st.lists(words, max_size=8, unique_by=lambda one: one.rule))
def test_what_is_exported_comes_back_the_same(listed: list[WatchedWord]) -> None:
    kept = [one for one in listed if one.word not in COMMON]
    assert import_csv(export_csv(kept)) == kept


def test_no_exported_cell_is_a_formula() -> None:
    table = export_csv([WatchedWord("=cmd river")])
    assert table.splitlines()[1].startswith("'=")


@given(st.text(alphabet="riveoq* \n", max_size=200), st.sampled_from(["riv*er", "*ive*", "quo*"]))
def test_a_watched_place_holds_its_letters(text: str, word: str) -> None:
    for place in places(word, text):
        assert word.split("*")[-2 if word.endswith("*") else -1].lower() in place.lower()


def test_padding_with_one_word_hides_no_other() -> None:
    watched = Watched([WatchedWord("river"), WatchedWord("lake", "hold")])
    assert {one.rule for one in scan("river " * 300 + "lake", watched)} == {
        "watched:group:river",
        "watched:group:lake",
    }
    several = [WatchedWord(f"word{n}x") for n in range(80)]
    padded = " ".join(one.word for one in several)
    kinds = {one.kind for one in scan(f"{padded}. I want to die tonight", Watched(several))}
    assert "crisis" in kinds


def test_words_of_several_keepers_are_found_together() -> None:
    both = Together([Watched([WatchedWord("river")]), Watched([WatchedWord("lake")])])
    assert len(scan("river and lake", both)) == 2  # type: ignore[arg-type]


def test_a_finding_may_name_an_id_instead_of_the_word() -> None:
    watched = Watched([WatchedWord("river", "hold", id="Ab3dEf6hIj")])
    assert [one.rule for one in scan("the river", watched)] == ["watched:hold:Ab3dEf6hIj"]


def test_a_table_as_a_spanish_spreadsheet_writes_it() -> None:
    table = "word;action;scope;note\nrío;ask\nlago;fold;group;habla de un lago\n"
    assert import_csv(table) == [
        WatchedWord("río"), WatchedWord("lago", "fold", note="habla de un lago")
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["river,ask,group,a note", "river,fold,group," + "x" * 121])
def test_only_a_fold_has_a_note_and_a_short_one(row: str) -> None:
    with pytest.raises(BadRows, match="note"):
        import_csv(row)


def test_one_word_written_twice_is_one_word() -> None:
    with pytest.raises(BadRows, match="row 2: It is there twice"):
        import_csv("River,ask\nriver,hold\n")
