"""Settings are documented, and refused with one line that names the variable."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "A" * 43


def start(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PEERNET_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**plain, "PEERNET_DATA_DIR": str(tmp_path), **env},
        capture_output=True,
        text=True,
    )


GOOD = {
    "PEERNET_SECRET_KEY": "s" * 50,
    "PEERNET_VAULT_KEYS": KEY,
    "PEERNET_ORIGINS": "https://notes.example",
}


def test_good_settings_start(tmp_path: Path) -> None:
    assert start(tmp_path, **GOOD).returncode == 0
    assert start(tmp_path, PEERNET_DEBUG="1").returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PEERNET_SECRET_KEY", ""), ("PEERNET_SECRET_KEY", "short"),
        ("PEERNET_VAULT_KEYS", ""), ("PEERNET_VAULT_KEYS", "abc"), ("PEERNET_VAULT_KEYS", f"{KEY},{KEY}"),
        ("PEERNET_ORIGINS", ""), ("PEERNET_ORIGINS", "notes.example"), ("PEERNET_ORIGINS", "https://a.b/c"),
        ("PEERNET_ORIGINS", "https://*.b"), ("PEERNET_ORIGINS", "https://a:port"),
        ("PEERNET_ORIGINS", ","), ("PEERNET_ORIGINS", "https://.b.example"), ("PEERNET_ORIGINS", "https://a b"),
        ("PEERNET_DATABASE_URL", "mysql://x"), ("PEERNET_DATABASE_URL", "sqlite://x"),
        ("PEERNET_DATABASE_URL", "postgresql://host/d?pool=1"), ("PEERNET_DATABASE_URL", "postgresql://host"), ("PEERNET_REDIS_URL", "http://x"),
        ("PEERNET_REDIS_URL", "redis:"), ("PEERNET_REDIS_URL", "redis://x/first"),
        ("PEERNET_DEBUG", "yes"), ("PEERNET_STAFF_MFA", "2"), ("PEERNET_LIMITS", "maybe"),
        ("PEERNET_TRUSTED_PROXIES", "-1"), ("PEERNET_TRUSTED_PROXIES", "x"),
        ("PEERNET_TRUSTED_PROXIES", "9" * 5000), ("PEERNET_DATA_DIR", __file__),
        ("PEERNET_EXIT_URL", "javascript:alert(1)"), ("PEERNET_EXIT_URL", "https://a b/"), ("PEERNET_SOURCE_URL", "x"),
        ("PEERNET_VAULT_KEYS_FILE", "/nowhere"),
    ],
)  # fmt: skip
def test_a_wrong_or_missing_value_is_refused_in_one_line(
    tmp_path: Path, name: str, value: str
) -> None:
    env = {k: v for k, v in {**GOOD, name: value}.items() if v}
    if name == "PEERNET_VAULT_KEYS_FILE":
        env.pop("PEERNET_VAULT_KEYS")
    done = start(tmp_path, **env)
    assert done.returncode != 0
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(KEY)
    env = {k: v for k, v in GOOD.items() if k != "PEERNET_VAULT_KEYS"}
    keys.chmod(0o644)
    assert "chmod 600" in start(tmp_path, PEERNET_VAULT_KEYS_FILE=str(keys), **env).stderr
    keys.chmod(0o600)
    assert start(tmp_path, PEERNET_VAULT_KEYS_FILE=str(keys), **env).returncode == 0


@pytest.mark.house
def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    code = (ROOT / "peernet" / "settings.py").read_text()
    table = (ROOT / "docs" / "deploy.md").read_text()
    read = re.findall(r'"(PEERNET_[A-Z_]+)"', code)
    documented = re.findall(r"^\| `(PEERNET_[A-Z_]+)` \|", table, re.M)
    assert set(read) == set(documented)
    assert list(dict.fromkeys(read)) == documented, "settings.py follows the table's order"
