"""The targets of the specification beside what was measured: a table, and files of it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from .measured import Figure

BUSY = "busy with others before "
DISTURBED_PERCENT = 10


@dataclass(frozen=True)
class Target:
    """`must` and `aim` are least values, or most values where less is better."""

    label: str
    unit: str
    must: float
    aim: float
    less: bool = False

    def reached(self, value: float, wanted: float) -> bool:
        return value < wanted if self.less else value >= wanted


TARGETS = {
    "W1 50": Target("W1, one room of 50", "deliveries/s", 60_000, 158_000),
    "W1 200": Target("W1, one room of 200", "deliveries/s", 90_000, 149_000),
    "W1 1000": Target("W1, one room of 1,000", "deliveries/s", 0, 119_000),
    "against stock": Target("against stock, one room of 200", "times", 14, 50),
    "W2 50": Target("W2, 50 rooms of 20", "messages/s", 600, 1200),
    "W2 250": Target("W2, 250 rooms of 20", "messages/s", 500, 1000),
    "W2 5 SQLite": Target("W2, 5 rooms of 20, on SQLite", "messages/s", 100, 300),
    "delay p50": Target("2,000 deliveries/s into 200, p50", "ms", 15, 5, less=True),
    "delay p99": Target("2,000 deliveries/s into 200, p99", "ms", 15, 10, less=True),
    "memory 500": Target("memory per idle member, 500", "KiB", 35, 20, less=True),
    "memory 1000": Target("memory per idle member, 1,000", "KiB", 35, 20, less=True),
    "memory 5000": Target("memory per idle member, 5,000", "KiB", 35, 20, less=True),
    "connect 500": Target("connect and authenticate, 500", "a second", 400, 1500),
    "connect 1000": Target("connect and authenticate, 1,000", "a second", 400, 1500),
    "connect 5000": Target("connect and authenticate, beside 5,000", "a second", 400, 1500),
    "two processes, MiB": Target("10,000 idle on 2 processes", "MiB", 500, 250, less=True),
    "two processes, idle CPU": Target("the same, processor", "%", 5, 5, less=True),
    "history 100000 p99": Target("last 50 of 100,000, JSON, p99", "ms", 20, 5, less=True),
    "room pages a second": Target("room page, HTML, 16 clients", "a second", 60, 180),
    "room page p50": Target("room page, HTML, one client, p50", "ms", 40, 15, less=True),
    "forms a second": Target("message by the form, 16 clients", "a second", 100, 250),
    "second look usual": Target("second look, usual message", "ms", 1, 0.2, less=True),
    "second look worst": Target("second look, worst of 4,000 characters", "ms", 20, 5, less=True),
    "growth of a delivery": Target(
        "processor per delivery, N = 1,000 to 50", "times", 1.5, 1, True
    ),
    "growth of a page": Target("page p50, 100,000 messages to 1,000", "times", 1.5, 1.1, True),
}


def with_ratios(figures: list[Figure]) -> list[Figure]:
    """The figures, and what follows from two of them."""
    found = {(figure.name, figure.server): figure for figure in figures}
    more = []

    def ratio(name: str, over: float, under: float) -> None:
        if over and under:
            more.append(Figure(name, "peernet", over / under))

    def value(name: str, server: str = "peernet") -> float:
        return found[name, server].value if (name, server) in found else 0.0

    def cost(name: str) -> float:
        figure = found.get((name, "peernet"))
        return figure.details.get("server_us_a_delivery", 0.0) if figure else 0.0

    ratio("against stock", value("W1 200"), value("W1 200", "stock"))
    ratio("growth of a delivery", cost("W1 1000"), cost("W1 50"))
    for messages in (10_000, 100_000):
        ratio("growth of a page", value(f"history {messages} p50"), value("history 1000 p50"))
    return [*figures, *more]


def table(figures: Iterable[Figure]) -> str:
    """Markdown: every figure with its target, then what it was compared with."""
    every = list(figures)
    found = {(f.name, f.server): f.value for f in every if not f.name.startswith(BUSY)}
    lines = [
        "| measured | PeerNet | must | aim | reached | stock | times stock | raw | raw, as long |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for name in dict.fromkeys(name for name, _ in found):
        lines.append(_row(name, found))
    return "\n".join([*lines, *_disturbance(every)])


def _disturbance(figures: list[Figure]) -> list[str]:
    busy = {f.name.removeprefix(BUSY): f.value for f in figures if f.name.startswith(BUSY)}
    if not busy or max(busy.values()) < DISTURBED_PERCENT:
        return []
    shares = ", ".join(f"{name} {value:.0f} %" for name, value in busy.items())
    return [
        "",
        f"**Disturbed**: the machine was busy with others before {shares}. The figures say less "
        "than this server can do; measure again when it is quiet.",
    ]


def _row(name: str, found: dict[tuple[str, str], float]) -> str:
    target, value = TARGETS.get(name), found.get((name, "peernet"))
    stock = found.get((name, "stock"))
    cells = [f"{target.label}, {target.unit}" if target else name, _number(value)]
    if target:
        sign = "< " if target.less else ""
        must = f"{sign}{_number(target.must)}" if target.must else ""
        cells += [must, f"{sign}{_number(target.aim)}", _reached(target, value)]
    else:
        cells += ["", "", ""]
    cells += [_number(stock), _number(value / stock if stock and value else None)]
    cells += [_number(found.get((name, kind))) for kind in ("raw", "raw, as long")]
    return f"| {' | '.join(cells)} |"


def _reached(target: Target, value: float | None) -> str:
    if value is None:
        return ""
    if target.reached(value, target.aim):
        return "aim"
    return "must" if target.reached(value, target.must) else "**no**"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def machine() -> str:
    """What it ran on, without the machine's name."""
    cores = os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"


def write(figures: list[Figure], folder: Path, now: datetime, *, quick: bool) -> Path:
    """The table and every figure, under the day's date."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{now:%Y-%m-%d}{'-quick' if quick else ''}"
    title = f"# {now:%Y-%m-%d %H:%M} UTC{', a quick run' if quick else ''}\n\n{machine()}\n\n"
    path = folder / f"{name}.md"
    path.write_text(title + table(figures) + "\n")
    facts = {"at": now.isoformat(), "machine": machine(), "quick": quick,
             "figures": [asdict(figure) for figure in figures]}  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(facts, indent=1) + "\n")
    return path
