"""A running PeerNet for tests that speak to it from outside, and quick ways to fill it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.people import Line, Visitor
from tests.servers import ROOT, PeerNet


@dataclass
class Place:
    """A running PeerNet, its address, and ways to make rooms, codes and members."""

    peernet: PeerNet
    address: str

    def room(self, *options: str) -> str:
        """By the commands, as an operator would."""
        organisation = self.peernet.facts("found", "Harbour House")["organisation"]
        words = ("group", "Tuesday circle", "--organisation", organisation, *options)
        return str(self.peernet.facts(*words)["group"])

    def codes(self, gid: str, count: int = 1, role: str = "member") -> list[str]:
        made = self.peernet.facts("invite", gid, "--role", role, "--count", str(count))
        return [invite["code"] for invite in made["invites"]]

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def filled(self, *names: str, **rules: Any) -> Room:
        """A room with these members, signed in; by one process, for speed."""
        wanted = json.dumps({"names": names, "rules": rules})
        done = subprocess.run(
            [sys.executable, "-m", "tests.populate"],
            cwd=ROOT, env=self.peernet.env, input=wanted, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout)
        return Room(self, made["group"], made["other"], made["people"])


@dataclass
class Room:
    """A group of a place; `people[name]` holds account, member and cookie."""

    place: Place
    gid: str
    other: str  # a group of the same organisation that none of them is in
    people: dict[str, dict[str, str]]

    def line(self, name: str, address: str = "") -> Line:
        cookie = f"sessionid={self.people[name]['cookie']}"
        return Line(address or self.place.address, cookie)

    def browser(self, name: str) -> Visitor:
        """Signed in by her cookie; a page is asked for once, so that forms have their token."""
        visitor = _Signed(self.place.address, self.people[name]["cookie"])
        visitor.get(f"/g/{self.gid}/about/")
        visitor.get("/account/devices/")
        return visitor

    def entered(self, name: str, address: str = "") -> Line:
        line = self.line(name, address)
        line.enter(self.gid)
        return line


class _Signed(Visitor):
    def __init__(self, address: str, cookie: str) -> None:
        super().__init__(address)
        self.session = cookie

    def _ask(self, request: Any) -> Any:
        ours = [f"{c.name}={c.value}" for c in self.jar if c.name != "sessionid"]
        request.add_header("Cookie", "; ".join([f"sessionid={self.session}", *ours]))
        return super()._ask(request)


@contextmanager
def running(folder: Path, *options: str, **env: str) -> Iterator[Place]:
    peernet = PeerNet(folder, **env)
    peernet.set_up()
    try:
        yield Place(peernet, peernet.start("--upkeep", *options))
    finally:
        peernet.stop()
