"""PostgreSQL, Redis and PeerNet itself, started for tests on free loopback ports, ended with them."""

from __future__ import annotations

import base64
import json
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.machine import postgresql_bin

ROOT = Path(__file__).resolve().parent.parent
STARTS_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ended(process: subprocess.Popen[Any]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_plain_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid}


@contextmanager
def postgresql(config: str = "", log: Path | None = None) -> Iterator[str]:
    """The address of an empty cluster's database `postgres`; `config` is added to its own."""
    binaries = postgresql_bin()
    assert binaries, "no PostgreSQL here"
    as_user = _as_plain_user()
    with tempfile.TemporaryDirectory(prefix="peernet-pg-", ignore_cleanup_errors=True) as folder:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        data, port = Path(folder) / "data", free_port()
        quiet: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": folder,
            **as_user,
        }
        make = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([str(part) for part in make], check=True, **quiet)
        with (data / "postgresql.conf").open("a") as file:
            file.write(config)
        if log:
            quiet["stderr"] = log.open("wb")
        options = ["-k", folder, "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
        server = subprocess.Popen([str(binaries / "postgres"), "-D", str(data), *options], **quiet)
        try:
            _until(lambda: _listens(port), "PostgreSQL")
            time.sleep(0.5)
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _ended(server)


class Redis:
    """A Redis that can be stopped and started again on the same port."""

    def __init__(self, *config: str, log: Path | None = None) -> None:
        self.config, self.log = config, log
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        words = ["redis-server", *self.config, *options]
        with (self.log or Path(os.devnull)).open("ab") as out:
            self.process = subprocess.Popen(words, stdout=out)
        _until(lambda: _listens(self.port), "Redis")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@contextmanager
def redis(*config: str, log: Path | None = None) -> Iterator[Redis]:
    server = Redis(*config, log=log)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class PeerNet:
    """One or more processes of PeerNet on one database, spoken to as the contract says."""

    def __init__(self, folder: Path, **env: str) -> None:
        keys = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        plain = {k: v for k, v in os.environ.items() if not k.startswith("PEERNET_")}
        plain.pop("DJANGO_SETTINGS_MODULE", None)
        self.env = {
            **plain,
            "PEERNET_DEBUG": "1",
            "PEERNET_DATA_DIR": str(folder),
            "PEERNET_VAULT_KEYS": keys,
            **env,
        }
        self.folder = folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def command(self, *words: str, check: bool = True, given: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
        )
        if check and done.returncode:
            raise AssertionError(f"{words}: {done.stdout} {done.stderr}")
        return done.stdout

    def facts(self, *words: str) -> Any:
        return json.loads(self.command(*words, "--json"))

    def set_up(self) -> None:
        self.command("migrate", "--verbosity", "0")
        self.command("collectstatic", "--noinput", "--verbosity", "0")

    def start(self, *options: str) -> str:
        """Start a process; its address."""
        port = free_port()
        log = (self.folder / "server.log").open("ab")
        self.processes[port] = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), *options],
            cwd=ROOT,
            env=self.env,
            stdout=log,
            stderr=log,
        )
        _until(lambda: _healthy(port), "PeerNet")
        return f"http://127.0.0.1:{port}"

    def of(self, address: str) -> subprocess.Popen[bytes]:
        return self.processes[int(address.rsplit(":", 1)[1])]

    def stop(self) -> None:
        for process in self.processes.values():
            _ended(process)

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _until(holds: Any, what: str) -> None:
    ends = time.monotonic() + STARTS_SECONDS
    while not holds():
        assert time.monotonic() < ends, f"{what} did not start"
        time.sleep(0.05)
