"""A person with a browser but no scripts: speaks HTTP and the socket as the contract says."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape
from typing import Any

from websockets.sync.client import ClientConnection, connect

PASSWORD = "a long enough one"


@dataclass
class Answer:
    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    """Keeps cookies and the form token, follows no redirect by herself."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self._opener = urllib.request.build_opener(cookies, _NoRedirects)
        self.token = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.address + path, headers=headers))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        return self._ask(urllib.request.Request(self.address + path, data, headers or {}))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request) as answer:
                found = Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as no:
            found = Answer(no.code, no.headers, no.read().decode())
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', found.text)
        self.token = token[1] if token else self.token
        return found

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def join(self, code: str, pseudonym: str, **fields: str) -> str:
        """Join with a code as a new person; her handle."""
        self.get("/join/")
        found = self.post("/join/", code=code, phrase=fields.pop("phrase", ""))
        assert found.status == 303, found.text
        page = self.get("/join/new/")
        handle = unescape(re.search(r'name="handle" value="([^"]+)"', page.text)[1])  # type: ignore[index]
        found = self.post(
            "/join/new/", password=PASSWORD, pseudonym=pseudonym, agree="on", **fields
        )
        assert found.status == 303, found.text
        self.get("/join/keep/")
        return handle

    def sign_in(self, handle: str, password: str = PASSWORD) -> Answer:
        self.get("/account/login/")
        return self.post("/account/login/", login=handle, password=password)

    def socket(self) -> Line:
        return Line(self.address, self.cookies)


class Line:
    """A socket: frames out, events in, arrays taken apart."""

    def __init__(self, address: str, cookies: str = "", origin: str | None = None) -> None:
        url = address.replace("http", "ws", 1) + "/ws/"
        headers = {"Cookie": cookies} if cookies else {}
        self.line: ClientConnection = connect(
            url,
            additional_headers=headers,
            origin=origin or address,
            max_size=None,  # type: ignore[arg-type]
        )
        self._waiting: list[dict[str, Any]] = []

    def say(self, **frame: Any) -> None:
        self.line.send(json.dumps(frame, ensure_ascii=False))

    def raw(self, text: str | bytes) -> None:
        self.line.send(text)

    def next(self, timeout: float = 5) -> dict[str, Any]:
        if not self._waiting:
            given = json.loads(self.line.recv(timeout=timeout))
            self._waiting = given if isinstance(given, list) else [given]
        return self._waiting.pop(0)

    def hears(self, kind: str, timeout: float = 5) -> dict[str, Any]:
        """The next event of this kind; others before it are passed over."""
        while True:
            event = self.next(timeout)
            if event["type"] == kind:
                return event

    def silent(self, seconds: float = 0.7) -> bool:
        try:
            self.next(seconds)
        except TimeoutError:
            return True
        return False

    def enter(self, gid: str, after: int | None = None) -> dict[str, Any]:
        self.say(type="enter", group=gid, after=after)
        return self.hears("entered")

    def send(self, gid: str, body: str, key: str, **more: Any) -> None:
        self.say(type="send", group=gid, key=key, body=body, note="", reply_to=None, **more)

    def closed_with(self, timeout: float = 5) -> int | None:
        """The close code; what came before is passed over."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                self.line.recv(timeout=timeout)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    def close(self) -> None:
        self.line.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
