"""Every text is translated, with the same placeholders, and the compiled file is fresh."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django import forms
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
pytestmark = pytest.mark.house

IN_TEMPLATES = re.compile(r"\{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')")
IN_CODE = re.compile(r"""\b_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)""")
PLACEHOLDERS = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|%s|%d")


def texts() -> set[str]:
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        found |= {a or b for a, b in IN_TEMPLATES.findall(path.read_text())}
    for package in ("groups", "moderation", "peernet"):
        for path in (ROOT / package).rglob("*.py"):
            for joined in IN_CODE.findall(path.read_text()):
                parts = re.findall(r'"((?:[^"\\]|\\.)*)"', joined)
                found.add(
                    "".join(parts)
                    .encode()
                    .decode("unicode_escape")
                    .encode("latin1", "ignore")
                    .decode("utf-8", "ignore")
                    if "\\" in joined
                    else "".join(parts)
                )
    return found


def test_every_text_of_ours_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}
    assert sorted(texts() - known) == []


def test_spanish_is_complete_and_keeps_the_placeholders() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        if entry.obsolete:
            continue
        told = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert all(told), entry.msgid
        assert "fuzzy" not in entry.flags, entry.msgid
        wanted = set(PLACEHOLDERS.findall(entry.msgid_plural or entry.msgid))
        for text in told[-1:]:
            assert set(PLACEHOLDERS.findall(text)) == wanted, entry.msgid


def test_the_compiled_catalogue_is_fresh() -> None:
    compiled = {
        e.msgid: e.msgstr for e in polib.mofile(str(CATALOGUE.with_suffix(".mo"))) if e.msgid
    }
    for entry in polib.pofile(str(CATALOGUE)):
        if entry.msgid and not entry.obsolete and not entry.msgid_plural:
            assert compiled[entry.msgid] == entry.msgstr


def test_forms_say_tu_where_django_says_usted() -> None:
    with translation.override("es"):
        number = forms.IntegerField(max_value=3)
        said = [
            _refusal(number, "many"),
            _refusal(number, "4"),
            _refusal(forms.ChoiceField(choices=[("a", "a")]), "b"),
            _refusal(forms.CharField(max_length=2), "abc"),
        ]
    assert said == [
        "Escribe un número entero.",
        "Puede ser 3 como máximo.",
        "Elige otra vez: b no está entre las opciones.",
        "Caben 2 letras como máximo (hay 3).",
    ]


def _refusal(field: forms.Field, typed: str) -> str:
    with pytest.raises(forms.ValidationError) as no:
        field.clean(typed)
    return str(no.value.messages[0])
