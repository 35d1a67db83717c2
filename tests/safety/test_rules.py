"""The rule files: their own examples hold, and a broken file says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from groups.safety import RuleError, load, scan
from groups.safety.book import FOLDER, KINDS, Rule
from groups.safety.pattern import PatternError, read

RULES = load().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_fires_on_its_examples_and_is_silent_on_the_others(rule: Rule) -> None:
    for text in rule.fires:
        assert rule.kind in {finding.kind for finding in scan(text)}, text
    for text in rule.silent:
        assert rule.id not in {finding.rule for finding in scan(text)}, text


def test_every_kind_speaks_both_languages() -> None:
    for kind in set(KINDS) - {"watched"}:
        spoken = {language for rule in RULES if rule.kind == kind for language in rule.languages}
        assert spoken == {"en", "es"}, kind


def test_every_rule_has_an_example_that_must_stay_silent() -> None:
    assert [rule.id for rule in RULES if not rule.silent] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "rules")
    return tmp_path / "rules"


HEAD = '[[rule]]\nid = "abuse-1"\nlanguages = ["en"]\nfires = ["a"]\n'
BROKEN = [
    ("[[rule\n", "line 1"),
    ('\n\n[[rule]]\nid = "abuse-1"\nlanguages = ["en"]\n', "line 4"),
    (HEAD + 'patterns = """\n~2 you\n"""\n', "line 6"),
    (HEAD + 'patterns = """\nyou @nobody_\n"""\n', "line 6"),
    (HEAD.replace("en", "fr") + 'patterns = "you"\n', "line 2"),
    (HEAD + 'advice = "none"\npatterns = "x"\n', "line 2"),
    (HEAD + 'patterns = "you dont"\n', "line 5"),
    ("", "line 1"),
    ("rule = 3\n", "line 1"),
    ('\nrule = "none"\n', "line 2"),
    ('rule = ["none"]\n', "line 1"),
    ("rule = []\n", "line 1"),
    (HEAD.replace("rule", "rules") + 'patterns = "you"\n', "line 1"),
    (HEAD + 'pattern = "you"\n', "line 5"),
    (HEAD + 'patterns = "you"\nunles = ["past"]\n', "line 6"),
    (HEAD + 'patterns = "you"\nunless = "past"\n', "line 6"),
    (HEAD + 'patterns = "you"\nunless = ["pest"]\n', "line 6"),
    (HEAD + 'patterns = "you"\nyields_to = ["abuze"]\n', "line 6"),
    (HEAD + 'patterns = "you"\n' + HEAD + 'patterns = "me"\n', "line 7"),
    ("\nunless = 3\n" + HEAD + 'patterns = "you"\n', "line 2"),
    (HEAD.replace('"abuse-1"', "1") + 'patterns = "you"\n', "line 2"),
    (HEAD + "patterns = 3\n", "line 5"),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_a_broken_rule_file_stops_the_start_with_file_and_line(
    folder: Path, text: str, line: str
) -> None:
    (folder / "abuse.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=rf"abuse\.toml, {line}:"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("words", "classes = 3\n", 1),
        ("words", "\n[clases]\nx = 'a'\n", 2),
        ("words", "[classes]\nx = 3\n", 2),
        ("words", "denials = 3\n", 1),
        ("words", "[joins]\nwhatsapp = 'x'\n", 2),
        ("words", "[means]\nx = ['a']\n", 2),
        ("context", "[[frame]]\nname = 'a'\nreach = 'text'\npattern = 'b'\n", 4),
        ("context", "[[frame]]\nname = 'a'\nreach = 3\npatterns = 'b'\n", 3),
        ("ideas", "[[frames]]\nname = 'a'\n", 1),
        ("ideas", "", 1),
    ],
)
def test_a_broken_shared_file_stops_the_start_with_file_and_line(
    folder: Path, name: str, text: str, line: int
) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=rf"^{name}\.toml, line {line}: "):
        load(folder)


@pytest.mark.parametrize("name", ["danger", "context", "ideas"])
def test_a_file_that_is_missing_stops_the_start(folder: Path, name: str) -> None:
    (folder / f"{name}.toml").unlink()
    with pytest.raises(RuleError, match=rf"^{name}\.toml, line 1: cannot be opened"):
        load(folder)


def test_a_file_of_no_kind_stops_the_start(folder: Path) -> None:
    (folder / "weather.toml").write_text(HEAD + 'patterns = "rain"\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"^weather\.toml, line 1: .*is not a kind"):
        load(folder)


def test_a_missing_folder_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"words\.toml, line 1: cannot be opened"):
        load(tmp_path)


@pytest.mark.parametrize("source", ["", "~3", "{any}", "you ~0 x", "a|B", "x?", "@none", "^", "$"])
def test_a_pattern_that_would_fit_everything_or_nothing_is_refused(source: str) -> None:
    with pytest.raises(PatternError):
        read(source, {})


@pytest.mark.parametrize(
    "line", ['without = ["@nothing"]', 'without = ["two_words"]', 'longer_than = "six"']
)
def test_a_frame_that_cannot_stand_stops_the_start(tmp_path: Path, line: str) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    context = tmp_path / "context.toml"
    broken = f'\n[[frame]]\nname = "odd"\nreach = "text"\n{line}\npatterns = "once"\n'
    context.write_text(context.read_text(encoding="utf-8") + broken, encoding="utf-8")
    with pytest.raises(RuleError, match=r"context\.toml, line \d+: odd"):
        load(tmp_path)


def test_a_rule_that_needs_an_idea_that_nobody_wrote_stops_the_start(folder: Path) -> None:
    abuse = folder / "abuse.toml"
    abuse.write_text(
        abuse.read_text(encoding="utf-8").replace(
            'id = "abuse-name-wide"', 'id = "abuse-name-wide"\nneeds = ["no-such-idea"]'
        ),
        encoding="utf-8",
    )
    with pytest.raises(
        RuleError, match=r"^abuse\.toml, line \d\d+: abuse-name-wide: 'no-such-idea' is no frame"
    ):
        load(folder)
