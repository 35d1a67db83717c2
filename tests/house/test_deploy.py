"""deploy/ says the same as the code: its settings, its commands, its headers, its limits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from peernet.front.middleware import HEADERS
from tests import proxy

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(p for p in DEPLOY.rglob("*") if p.is_file() and "secrets" not in p.parts)
pytestmark = pytest.mark.house


def documented() -> list[str]:
    table = (ROOT / "docs" / "deploy.md").read_text()
    return re.findall(r"^\| `(PEERNET_[A-Z_]+)` \|", table, re.M)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_setting_named_exists(path: Path) -> None:
    assert set(re.findall(r"PEERNET_[A-Z_]+", path.read_text())) <= set(documented())


def test_the_settings_file_names_every_setting_with_its_default() -> None:
    named = re.findall(r"^#?(PEERNET_[A-Z_]+)=(.*)$", (DEPLOY / "peernet.env").read_text(), re.M)
    assert {name for name, _ in named} == set(documented())
    offered = {name: value.strip('"') for name, value in named}
    assert offered["PEERNET_EXIT_URL"] == settings.EXIT_URL
    assert offered["PEERNET_COVER_TITLE"] == settings.COVER_TITLE
    assert offered["PEERNET_SOURCE_URL"] == settings.SOURCE_URL
    assert not offered["PEERNET_SECRET_KEY"] and not offered["PEERNET_VAULT_KEYS"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_command_called_exists(path: Path) -> None:
    called = re.findall(r"manage\.py\"?,? ([a-z_]+)\b", path.read_text())
    assert set(called) <= set(get_commands())


def test_every_file_is_spoken_of() -> None:
    told = (ROOT / "docs" / "deploy.md").read_text() + (DEPLOY / "README.md").read_text()
    assert [path.name for path in FILES if path.name not in f"{told} README.md"] == []


def test_what_nginx_answers_itself_carries_the_same_headers() -> None:
    added = re.findall(
        r'^add_header (\S+) "(.*)" always;$', (DEPLOY / "nginx/policy.conf").read_text(), re.M
    )
    assert dict(added) == {**HEADERS, "Cache-Control": "no-store"}
    away = (DEPLOY / "nginx/away.html").read_text()
    assert f"<title>{settings.COVER_TITLE}</title>" in away and 'action="/leave/"' in away
    assert f"url={settings.EXIT_URL}" in (DEPLOY / "nginx/left.html").read_text()


def test_nginx_writes_nothing_of_a_visitor() -> None:
    text = "".join(re.sub(r"#.*", "", p.read_text()) for p in (DEPLOY / "nginx").glob("*.conf"))
    inside = text[text.index("http {") :]
    assert re.findall(r"access_log (.*);", text) == ["off"]
    assert re.findall(r"error_log (.*);", inside) == ["/dev/null emerg"]
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
    for name in ("client_max_body_size", "client_body_buffer_size"):  # more would go to a file
        assert re.findall(rf"{name} (.*);", text) == [f"{limit}k"]
    assert "proxy_max_temp_file_size 0;" in text and "gzip off;" in text
    assert "limit_req" not in text


def test_no_file_here_names_where_to_download_from() -> None:
    allowed = ("notes.example", settings.EXIT_URL, settings.SOURCE_URL, "http://peernet;", "http://….onion", "$host$")  # fmt: skip
    for path in FILES:
        for found in re.findall(r"https?://\S+", path.read_text()):
            assert any(name in found for name in allowed), (path.name, found)


@pytest.mark.nginx
def test_nginx_takes_its_file() -> None:
    with proxy.folder() as folder:
        done = proxy.judged(proxy.prepared(folder))
    assert done.returncode == 0, done.stderr
