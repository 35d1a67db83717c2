"""PostgreSQL, Redis and the servers to be measured: started on free loopback ports, ended by id."""

from __future__ import annotations

import base64
import os
import pwd
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_SECONDS = 60
ENDS_SECONDS = 15
SERVER_CORE, GENERATOR_CORE = 0, 1
MOST_FILES = 20_000


def take_generator_core() -> None:
    """This process makes the load: on a core of its own, with enough files for every socket."""
    if _cores() > 1:
        os.sched_setaffinity(0, {GENERATOR_CORE})
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _cores() -> int:
    return os.cpu_count() or 1


def _on_server_core(command: Sequence[str]) -> list[str]:
    if _cores() > 1 and shutil.which("taskset"):
        return ["taskset", "-c", str(SERVER_CORE), *command]
    return list(command)


def busy_with_others(seconds: float = 2.0) -> float:
    """The share of this machine that is at work while nothing of ours is asked to be."""
    before = _ticks()
    time.sleep(seconds)
    idle, every = (after - was for after, was in zip(_ticks(), before, strict=True))
    return 1 - idle / max(1, every)


def _ticks() -> tuple[int, int]:
    """Of all cores since the start of the machine: idle (waiting for disks too), and all."""
    fields = [int(n) for n in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Started:
    """A process on the server's core, which listens on `port`; what it costs is read from /proc."""

    ends_with = signal.SIGTERM

    def __init__(self, name: str, command: Sequence[str], port: int, **how: object) -> None:
        self.name, self.port = name, port
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self.process = subprocess.Popen(
            _on_server_core(command),
            stdout=self.log,
            stderr=subprocess.STDOUT,
            **how,  # type: ignore[call-overload]
        )
        try:
            self._wait_until_it_listens()
        except BaseException:
            self.end()
            raise

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + STARTS_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start:\n{self.said()}")

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def cpu_seconds(self) -> float:
        """What it used of a processor so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kib(self) -> int:
        """Resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.ends_with)
            try:
                self.process.wait(ENDS_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


class Postgres(Started):
    ends_with = signal.SIGINT  # at once; TERM waits for its clients


@contextmanager
def started(name: str, command: Sequence[str], port: int, **how: object) -> Iterator[Started]:
    process = (Postgres if name == "PostgreSQL" else Started)(name, command, port, **how)
    try:
        yield process
    except Exception:
        print(f"{name} said last:\n{process.said()}")
        raise
    finally:
        process.end()


# --- PostgreSQL and Redis ----------------------------------------------------------------------


def postgresql_folder() -> Path | None:
    """Where PostgreSQL's programs are, the newest; Debian keeps them out of PATH."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = sorted(versions, key=lambda path: int(path.parts[-3]))
    return newest[-1].parent if newest else None


def _plain_user() -> dict[str, int]:
    """PostgreSQL refuses to run as root: then it runs as its own user."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid}


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """The address of an empty throw-away cluster with its defaults: fsync on."""
    as_user, port = _plain_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="bench-pg-", ignore_cleanup_errors=True) as folder:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        data = f"{folder}/data"
        make = [str(programs / "initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            make, check=True, cwd=folder, stdout=subprocess.DEVNULL, extra_groups=None, **as_user
        )
        where = ["-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", folder]
        serve = [str(programs / "postgres"), "-D", data, *where]
        with started("PostgreSQL", serve, port, cwd=folder, **as_user):
            _until_it_answers(programs, port)
            yield f"postgresql://bench@127.0.0.1:{port}/postgres"


def _until_it_answers(programs: Path, port: int) -> None:
    where = ["-h", "127.0.0.1", "-p", str(port), "-U", "bench", "-d", "postgres"]
    ask = [str(programs / "pg_isready"), "-q", *where]
    for _ in range(STARTS_SECONDS * 10):
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL does not answer.")


@contextmanager
def redis() -> Iterator[str]:
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with started("Redis", ["redis-server", *options], port):
        yield f"redis://127.0.0.1:{port}/0"


# --- PeerNet -----------------------------------------------------------------------------------


class Network:
    """One PeerNet on one database: its environment, what is set up in it, its servers."""

    def __init__(self, folder: Path, database: str, redis_url: str = "") -> None:
        self.port = free_port()
        plain = {k: v for k, v in os.environ.items() if not k.startswith("PEERNET_")}
        plain.pop("DJANGO_SETTINGS_MODULE", None)
        self.env = {
            **plain,
            "PEERNET_DEBUG": "0",
            "PEERNET_LIMITS": "off",
            "PEERNET_SECRET_KEY": secrets.token_urlsafe(50),
            "PEERNET_VAULT_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "PEERNET_DATABASE_URL": database,
            "PEERNET_REDIS_URL": redis_url,
            "PEERNET_DATA_DIR": str(folder),
            "PEERNET_ORIGINS": self.origin,
        }
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> None:
        self.run(["manage.py", *arguments])

    def run(self, arguments: Sequence[str], given: str = "") -> str:
        """What a Python program said that ran in this network's environment."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=self.env, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{arguments} failed:\n{done.stderr[-4000:]}")
        return done.stdout

    @contextmanager
    def serving(self, port: int | None = None) -> Iterator[Started]:
        port = port or self.port
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        with started("PeerNet", command, port, cwd=ROOT, env=self.env) as server:
            yield server
