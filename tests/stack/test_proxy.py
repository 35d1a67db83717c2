"""PeerNet as docs/deploy.md has it run: nginx, two processes, PostgreSQL and Redis, by deploy/'s files.

Visitors come from 127.77.66.55 by a browser that says CANARY-DEVICE, and say words that must be
found nowhere afterwards.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from peernet.front.middleware import HEADERS
from tests import proxy
from tests.machine import chromium
from tests.people import PASSWORD
from tests.places import Place
from tests.servers import ROOT, PeerNet, Redis, postgresql, redis

CLIENT, DEVICE, WORDS = "127.77.66.55", "CANARY-DEVICE", "qzxplantedwords"
WEATHER = "https://www.weather.gov/"  # as deploy/nginx/left.html has it
PLAIN = ("--admission", "open", "--newcomers", "0", "--resting", "off")
pytestmark = [pytest.mark.nginx, pytest.mark.postgresql, pytest.mark.redis]


@dataclass
class Site:
    place: Place
    proxy: proxy.Proxy
    redis: Redis
    database: str
    logs: Path

    @property
    def ports(self) -> list[int]:
        return sorted(self.place.peernet.processes)

    @property
    def written(self) -> str:
        logs = [path.read_text(errors="replace") for path in self.logs.iterdir() if path.is_file()]
        return "\n".join([*logs, self.proxy.written, self.place.peernet.log])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    logs, data = tmp_path_factory.mktemp("logs"), tmp_path_factory.mktemp("data")
    config = (ROOT / "deploy" / "postgresql.conf").read_text()
    shipped = (
        str(ROOT / "deploy" / "redis.conf"),
        "--unixsocket",
        str(data / "r"),
        "--dir",
        str(data),
    )
    with (
        proxy.folder() as folder,
        redis(*shipped, log=logs / "redis") as hints,
        postgresql(config, logs / "postgresql") as database,
    ):
        prepared = proxy.prepared(folder)
        peernet = PeerNet(
            data,
            PEERNET_DEBUG="0",
            PEERNET_SECRET_KEY="s" * 50,
            PEERNET_ORIGINS=f"{prepared.address},http://{proxy.ONION}",
            PEERNET_DATABASE_URL=database,
            PEERNET_REDIS_URL=hints.url,
            PEERNET_EXIT_URL="http://127.0.0.1:9/",
            PEERNET_TRUSTED_PROXIES="1",
        )
        peernet.set_up()
        addresses = [peernet.start(), peernet.start()]
        proxy.upstream(prepared, sorted(peernet.processes))
        try:
            with proxy.in_front_of(prepared):
                yield Site(Place(peernet, addresses[0]), prepared, hints, database, logs)
        finally:
            peernet.stop()


class Far(http.client.HTTPSConnection):
    """A connection from the planted address, by a planted device."""

    def __init__(self, site: Site) -> None:
        trusted = ssl.create_default_context(cafile=str(site.proxy.folder / "fullchain.pem"))
        super().__init__("localhost", site.proxy.tls, source_address=(CLIENT, 0), context=trusted)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, path: str, method: str = "GET", headers: Any = None, **fields: str) -> Any:
        given = {
            "User-Agent": DEVICE,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        body = None
        if method == "POST":
            body = urlencode({**fields, "csrfmiddlewaretoken": self.token})
            given |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{self.host}:{self.port}"}  # fmt: skip
        self.request(method, path, body, {**given, **(headers or {})})
        answer = self.getresponse()
        answer.text = answer.read().decode(errors="replace")  # type: ignore[attr-defined]
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)  # type: ignore[attr-defined]
        self.token = token[1] if token else self.token
        return answer

    def join(self, code: str, name: str) -> None:
        self.ask("/join/")
        assert self.ask("/join/", "POST", code=code, phrase="").status == 303
        self.ask("/join/new/")
        fields = {"password": PASSWORD, "pseudonym": name, "agree": "on"}
        assert self.ask("/join/new/", "POST", **fields).status == 303


def test_pages_carry_the_contracts_headers_and_the_proxys_one(site: Site) -> None:
    far = Far(site)
    style = re.search(r'href="(/s/css/[^"]+)"', far.ask("/").text)
    assert style
    for path in ("/", "/join/", "/nothing/", "/n/", "/favicon.ico", "/healthz", style[1]):
        answer = far.ask(path)
        for name, value in HEADERS.items():
            assert answer.headers.get_all(name) == [value], (path, name)
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"], path
        assert answer.headers["Server"] == "nginx"
        cached = answer.headers["Cache-Control"]
        assert ("immutable" in cached) if path == style[1] else (cached == "no-store"), path


def test_a_person_joins_and_talks_through_it_and_leaves_no_trace(site: Site) -> None:
    gid = site.place.room(*PLAIN)
    far = Far(site)
    far.join(site.place.codes(gid)[0], f"{WORDS} name")
    room = f"/g/{gid}/"
    far.ask(room)
    assert (
        far.ask(room + "messages/", "POST", body=f"{WORDS} by form {'x' * 3000}", key="k1").status
        == 303
    )
    assert WORDS in far.ask(room).text
    cookie = "; ".join(f"{k}={v}" for k, v in far.cookies.items())
    with connect(
        site.proxy.address.replace("https", "wss") + "/ws/",
        ssl=ssl.create_default_context(cafile=str(site.proxy.folder / "fullchain.pem")),
        source_address=(CLIENT, 0),
        origin=site.proxy.address,
        user_agent_header=DEVICE,
        additional_headers={"Cookie": cookie},
    ) as line:
        line.send(json.dumps({"type": "enter", "group": gid, "after": None}))
        assert json.loads(line.recv(5))["type"] == "entered"
        line.send(
            json.dumps({"type": "send", "group": gid, "key": "k2", "body": f"{WORDS} by socket"})
        )
        assert json.loads(line.recv(5))["type"] == "sent"
    no_trace(site)


def test_what_goes_wrong_is_written_without_who(site: Site) -> None:
    """Wrong codes, too large, garbled, slow, broken: what makes nginx and the rest write."""
    far = Far(site)
    far.ask("/join/")
    for number in range(12):
        last = far.ask("/join/", "POST", code=f"{WORDS}{number}", phrase="")
    assert last.status == 429, "wrong codes are counted by the planted address"
    other = Far(site)
    other.source_address = ("127.77.66.56", 0)
    other.ask("/join/")
    assert other.ask("/join/", "POST", code="x", phrase="").status == 422, "and not by nginx's"
    claims = other.ask("/join/", "POST", {"X-Forwarded-For": CLIENT}, code="x", phrase="")
    assert claims.status == 422, "nobody is taken for who she says she is"
    big = Far(site)
    with pytest.raises((BrokenPipeError, ConnectionResetError, AssertionError)):
        assert big.ask("/join/", "POST", code=WORDS * 30_000).status == 200
    for port in (site.proxy.tls, site.proxy.plain):  # garbled, and closed in the middle
        with socket.create_connection(("127.0.0.1", port), source_address=(CLIENT, 0)) as raw:
            raw.sendall(b"\x16\x03\x01" + os.urandom(64) + b"GET /" + WORDS.encode() + b"\r\n\r\n")
    long = Far(site).ask("/" + "x" * 9000)
    assert long.status == 414 and long.headers["Content-Security-Policy"]
    no_trace(site)


@pytest.mark.parametrize(
    "statement",
    [f"SELECT '{WORDS}'::int", f"SELECT {WORDS}", f"SET ROLE {WORDS}", f"DO $$ BEGIN RAISE WARNING '{WORDS}'; END $$"],
)  # fmt: skip
def test_postgresql_writes_no_statement_and_no_value(site: Site, statement: str) -> None:
    subprocess.run(["psql", site.database, "-c", statement], capture_output=True)
    no_trace(site)


def test_the_default_name_says_nothing(site: Site) -> None:
    line = http.client.HTTPConnection("127.0.0.1", site.proxy.plain)
    line.request("GET", "/", headers={"Host": "other.example"})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        line.getresponse()
    line = http.client.HTTPConnection("127.0.0.1", site.proxy.plain)
    line.request("GET", "/join/", headers={"Host": "localhost"})
    assert line.getresponse().headers["Location"] == "https://localhost/join/"


def onion(site: Site, circuit: str, request: str) -> str:
    """As Tor hands a visitor over (HiddenServiceExportCircuitID haproxy)."""
    with socket.create_connection(("127.0.0.1", site.proxy.onion)) as raw:
        raw.settimeout(10)
        raw.sendall(f"PROXY TCP6 fc00:dead:beef:4dad::{circuit} ::1 1 80\r\n{request}".encode())
        heard = b""
        while more := raw.recv(65536):
            heard += more
        return heard.decode(errors="replace")


def test_the_onion_counts_circuits_and_keeps_its_cookies(site: Site) -> None:
    def wrong_code(circuit: str) -> int:
        token = "t" * 32
        body = urlencode({"code": "wrong", "phrase": "", "csrfmiddlewaretoken": token})
        head = (
            f"POST /join/ HTTP/1.1\r\nHost: {proxy.ONION}\r\nOrigin: http://{proxy.ONION}\r\n"
            f"Cookie: csrftoken={token}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return int(onion(site, circuit, head + body).split()[1])

    page = onion(
        site, "0:1", f"GET /join/ HTTP/1.1\r\nHost: {proxy.ONION}\r\nConnection: close\r\n\r\n"
    )
    cookie = re.search(r"(?i)set-cookie: (csrftoken.*)", page)
    assert cookie and "ecure" not in cookie[1] and "Strict-Transport" not in page
    assert [wrong_code("0:2") for _ in range(12)][-1] == 429
    assert wrong_code("0:3") == 422 and wrong_code("1:2") == 422, (
        "another circuit is another visitor"
    )


def test_one_process_may_go_without_anybody_seeing_it(site: Site) -> None:
    third = site.place.peernet.start()
    ports = [*site.ports]
    proxy.upstream(site.proxy, ports)
    subprocess.run(proxy._words(site.proxy, "-s", "reload"), check=True)
    time.sleep(1)
    site.place.peernet.of(third).terminate()
    assert {Far(site).ask("/join/").status for _ in range(30)} == {200}


@pytest.mark.chromium
def test_the_way_out_works_while_the_application_is_away(site: Site) -> None:
    """Last: it stops the application. With a real browser, scripts on and off."""
    from playwright.sync_api import sync_playwright

    gid = site.place.room(*PLAIN)
    codes = site.place.codes(gid, 2)
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        pages = []
        for scripts, code in zip((True, False), codes, strict=True):
            context = chrome.new_context(ignore_https_errors=True, java_script_enabled=scripts)
            context.route(f"{WEATHER}**", lambda route: route.fulfill(body="sunny"))
            pages.append(context.new_page())
            enter(pages[-1], site, code, f"Wren {scripts}")
            if scripts:
                pages[-1].wait_for_selector("html[data-live]")
            pages[-1].fill("#body", f"{WORDS} {scripts}")
            pages[-1].click(".say button")
            pages[-1].wait_for_selector(f"[data-messages] >> text={WORDS} {scripts}")
        site.place.peernet.stop()
        assert Far(site).ask("/join/").status == 502
        for page in pages:
            page.click("form[action='/leave/'] button", no_wait_after=True)
            page.wait_for_url(WEATHER)
            assert page.locator("text=sunny").count()
            assert [cookie["name"] for cookie in page.context.cookies()] == ["c"]
        away = Far(site).ask("/g/")
        assert away.headers["Content-Type"] == "text/html"
        assert away.headers["Cache-Control"] == "no-store" and 'action="/leave/"' in away.text
        chrome.close()
    no_trace(site)


def enter(page: Any, site: Site, code: str, name: str) -> None:
    page.goto(site.proxy.address + "/join/")
    page.fill("[name=code]", code)
    page.click("main button.main")
    page.wait_for_url("**/join/new/")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=pseudonym]", name)
    page.check("[name=agree]")
    page.click("main button.main")
    page.wait_for_url("**/join/keep/")
    page.goto(site.proxy.address + "/g/")
    page.click("main .list a")


def no_trace(site: Site) -> None:
    import redis as client

    with client.Redis.from_url(site.redis.url) as store:
        kept = [
            (key, store.get(key) if store.type(key) == b"string" else b"")
            for key in store.scan_iter()
        ]
    dumped = subprocess.run(["pg_dump", site.database], capture_output=True, text=True, check=True)
    for name, text in {
        "logs": site.written,
        "Redis": str(kept),
        "database": dumped.stdout,
    }.items():
        for planted in (CLIENT, "127.77.66", DEVICE, WORDS, "fc00:dead"):
            assert planted not in text, (planted, name)
