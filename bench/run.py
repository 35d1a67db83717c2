"""`make bench`: measures PeerNet beside stock Channels and the raw broadcast, in one run.

    python -m bench.run [--quick] [--only W1,W2,SQLite,delay,W3,W4,look]

Timing never fails anything; what fails here is a server that does not start.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from . import fanout, idle, looking, pages, servers, targets
from .measured import Bench

WORKLOADS = {
    "W1": fanout.one_room,
    "W2": fanout.many_rooms,
    "SQLite": fanout.on_sqlite,
    "delay": fanout.delay,
    "W3": idle.idle_members,
    "W4": pages.pages,
    "look": looking.look_twice,
}
FOLDER = servers.ROOT / "var" / "bench"


def main() -> None:
    wanted = _arguments()
    began = datetime.now(UTC)
    for number in (signal.SIGINT, signal.SIGTERM):  # a background shell ignores INT
        signal.signal(number, _stop)
    servers.take_generator_core()
    with _set_up(wanted.quick) as bench:
        for name in wanted.only:
            bench.note(targets.BUSY + name, servers.busy_with_others() * 100)
            uvloop.run(WORKLOADS[name](bench))
            figures = targets.with_ratios(bench.figures)  # written each time: a run takes long
            path = targets.write(figures, FOLDER, began, quick=wanted.quick)
    print(f"\n{targets.table(figures)}\n")
    print(f"Written to {path.relative_to(servers.ROOT)} and {path.stem}.json")


def _stop(*_: object) -> None:
    """Through every `finally`, so that nothing stays behind."""
    raise KeyboardInterrupt


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench.run", description="Measures PeerNet.")
    reader.add_argument(
        "--quick", action="store_true", help="fewer, shorter steps: about 3 minutes"
    )
    reader.add_argument("--only", default=",".join(WORKLOADS), help="some of: %(default)s")
    wanted = reader.parse_args()
    wanted.only = wanted.only.split(",")
    unknown = [name for name in wanted.only if name not in WORKLOADS]
    if unknown:
        reader.error(f"--only knows {', '.join(WORKLOADS)}, not {', '.join(unknown)}")
    return wanted


@contextmanager
def _set_up(quick: bool) -> Iterator[Bench]:
    """Databases in a temporary folder; without PostgreSQL only what needs none is measured."""
    programs = servers.postgresql_folder()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        sqlite = servers.Network(_made(folder, "sqlite"), f"sqlite:///{folder}/sqlite/data.sqlite3")
        if programs is None:
            print("PostgreSQL is not installed: measured on SQLite alone, without stock Channels.")
            yield Bench(None, sqlite, "", quick, say=_say)
            return
        with servers.postgresql(programs) as database:
            network = servers.Network(_made(folder, "postgresql"), database)
            yield Bench(network, sqlite, database, quick, say=_say)


def _made(folder: str, name: str) -> Path:
    path = Path(folder) / name
    path.mkdir(mode=0o700)
    return path


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    if sys.platform != "linux" or not os.path.isdir("/proc/self"):
        sys.exit("The measurements read /proc: they need Linux.")
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
