"""A command that cannot do its work says why in one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT, free_port

OTHER_KEY = "B" * 43


def _plain(folder: Path) -> dict[str, str]:
    """A machine where nothing is configured, whatever this test runs on."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PEERNET_", "DJANGO_"))}
    return {**plain, "PEERNET_DEBUG": "1", "PEERNET_DATA_DIR": str(folder)}


def _said(folder: Path, *words: str, **env: str) -> list[str]:
    """The lines of a refused command's standard error."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**_plain(folder), **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0, done.stdout
    return done.stderr.strip().splitlines()


@pytest.mark.parametrize("command", ["found", "upkeep"])
def test_a_database_that_is_not_fit_is_named(command: str, tmp_path: Path) -> None:
    words = ["manage.py", command, {"found": "North house", "upkeep": "--once"}[command]]
    assert _said(tmp_path, *words) == [
        "CommandError: The database is not up to date: run `manage.py migrate` first."
    ]
    nobody = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    *_, last = lines = _said(tmp_path, *words, PEERNET_DATABASE_URL=nobody)
    assert last.startswith("CommandError: PEERNET_DATABASE_URL: the database does not answer")
    assert not any("Traceback" in line for line in lines)


def test_a_command_with_other_vault_keys_writes_nothing(tmp_path: Path) -> None:
    for words in (["migrate", "--verbosity", "0"], ["found", "North house"]):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=_plain(tmp_path), check=True)
    night = tmp_path / "night"
    lines = _said(tmp_path, "manage.py", "backup", str(night), PEERNET_VAULT_KEYS=OTHER_KEY)
    assert len(lines) == 1 and "PEERNET_VAULT_KEYS" in lines[0]
    assert not list(tmp_path.glob("night*"))


def test_make_run_on_a_port_that_is_taken_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        lines = _said(tmp_path, "-m", "peernet.upkeep.run", PORT=str(port))
    assert lines[-1] == f"Port {port} of 127.0.0.1 cannot be had: is it in use?"
    assert not any("Traceback" in line for line in lines)


def test_make_run_on_something_that_is_no_port_says_so(tmp_path: Path) -> None:
    lines = _said(tmp_path, "-m", "peernet.upkeep.run", PORT="eighty")
    assert lines == ["PORT must be a number from 1 to 65535."]
