"""The house rules that a program can check: sizes, doors, templates, static names, logs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.house

CODE = [
    path
    for package in ("peernet", "groups", "moderation")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TELLING = re.compile(
    r"support|survivor|traffick|abuse|peer|victim|facilitat|group|chat|message", re.I
)


def test_there_is_something_to_look_at() -> None:
    assert len(CODE) > 60 and len(TEMPLATES) > 20


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_view_and_no_socket_asks_for_rows_itself(path: Path) -> None:
    door = "views" in path.parts or (path.name == "socket.py" and path.parent.name == "groups")
    if door:
        found = [line for line in path.read_text().splitlines() if ".objects" in line]
        allowed = [line for line in found if "Session.objects" in line]
        assert found == allowed, "doors ask access.py"


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_log_line_names_what_people_said(path: Path) -> None:
    for line in re.findall(r"log\.\w+\(.*", path.read_text()):
        assert not re.search(r"\b(body|code|phrase|handle|pseudonym|address|words)\b", line), line


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_parse_and_hold_no_inline_code(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text and "autoescape off" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_every_form_that_posts_carries_a_token(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.S):
        assert "csrf_token" in form or 'action="/leave/"' in form, form[:80]


def test_static_files_have_neutral_names_that_are_listed() -> None:
    names = [p.name for p in (ROOT / "static").rglob("*") if p.is_file()]
    telling = [name for name in names if TELLING.search(name)]
    assert telling == []


def test_every_module_import_leads_to_a_file() -> None:
    """The hashed names come from exactly this form of import."""
    for path in (ROOT / "static" / "js").rglob("*.js"):
        for found in re.findall(r"(?:from|import\()\s*[\"']([^\"']+)[\"']", path.read_text()):
            assert found.startswith("."), found
            assert (path.parent / found).resolve().is_file(), found


def test_one_place_turns_server_html_into_nodes() -> None:
    for path in (ROOT / "static" / "js").rglob("*.js"):
        if path.name != "server-html.js":
            text = path.read_text()
            assert not re.search(
                r"\.innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write", text
            )
            assert "localStorage" not in text and "sessionStorage" not in text


def test_every_429_is_made_in_one_place_that_says_when_to_come_back() -> None:
    made = [p for p in CODE if re.search(r"status(?:_code)?\s*=\s*429", p.read_text())]
    assert [p.name for p in made] == ["limits.py"]


def test_no_address_of_another_host_stands_in_a_page_or_a_lock() -> None:
    for path in [*TEMPLATES, *(ROOT / "static").rglob("*.*s")]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text, path
    for path in ROOT.glob("requirements*.txt"):
        assert "://" not in path.read_text()
        assert "--hash=sha256:" in path.read_text()
