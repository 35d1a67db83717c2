"""A real Chromium, a real server, a group to walk into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.machine import chromium
from tests.people import Visitor
from tests.servers import PeerNet

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Place:
    """A running PeerNet, its address, and ways to make rooms and codes."""

    peernet: PeerNet
    address: str

    def room(self, *options: str) -> str:
        organisation = self.peernet.facts("found", "Harbour House")["organisation"]
        return str(
            self.peernet.facts("group", "Tuesday circle", "--organisation", organisation, *options)["group"]
        )

    def codes(self, gid: str, count: int = 1, role: str = "member") -> list[str]:
        made = self.peernet.facts("invite", gid, "--role", role, "--count", str(count))
        return [invite["code"] for invite in made["invites"]]

    def visitor(self) -> Visitor:
        return Visitor(self.address)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("place")
    peernet = PeerNet(folder, PEERNET_EXIT_URL="http://127.0.0.1:9/")
    peernet.set_up()
    try:
        yield Place(peernet, peernet.start("--upkeep"))
    finally:
        peernet.stop()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=ARGS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()
