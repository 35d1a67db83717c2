"""HTML and script of every known kind, written into a room, stays words (SEC-35)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.places import Place
from tests.servers import ROOT

pytestmark = pytest.mark.chromium
CORPUS = ROOT.parent / "shared" / "data" / "xss_vectors.json"
FEW = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><iframe src="javascript:alert(1)">',
    "<details open ontoggle=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
]


def payloads() -> list[str]:
    """The shared corpus where it lies beside the checkout, else a few of each kind."""
    if CORPUS.exists():
        return [str(vector["payload"])[:4000] for vector in json.loads(CORPUS.read_text())]
    return FEW


FILL = """
import json, sys
from groups import conduct
from groups.models import Group, Membership, Message
from django.db import transaction
from peernet.kit import clock, words
author = Membership.objects.filter(group="GID").first()
with transaction.atomic():
    group = conduct.locked("GID")
    for n, body in enumerate(json.load(open("FILE"))):
        rev = conduct.next_revision(group)
        m = Message(group=group, author=author, role="member", key=str(n), state="visible", seq=rev, rev=rev, at=clock.now(), shown_at=clock.now())
        m.body = words.tidy(body); m.note = words.one_line(body)[:120] if n % 3 == 0 else ""
        m.save(force_insert=True)
    group.save(update_fields=["revision"])
"""


def watched(context: Any, address: str) -> tuple[Any, list[str]]:
    page, fired = context.new_page(), []
    page.on("dialog", lambda dialog: (fired.append("dialog"), dialog.dismiss()))
    page.on(
        "request", lambda r: None if r.url.startswith((address, "data:")) else fired.append(r.url)
    )
    page.on(
        "framenavigated",
        lambda f: None if f.url.startswith((address, "about:")) else fired.append(f.url),
    )
    return page, fired


def test_the_harness_sees_raw_html_fire(place: Place, chrome: Any) -> None:
    page, fired = watched(chrome.new_context(), place.address)
    page.set_content("".join(FEW))
    page.wait_for_timeout(500)
    assert fired, "a harness that sees nothing fire is broken"


def test_nothing_written_in_a_room_ever_runs(place: Place, chrome: Any, tmp_path: Path) -> None:
    room = place.filled("wren")
    words = payloads()
    (tmp_path / "words.json").write_text(json.dumps(words))
    script = FILL.replace("GID", room.gid).replace("FILE", str(tmp_path / "words.json"))
    place.peernet.command("shell", "-v", "0", given=script + "\n")
    context = chrome.new_context()
    cookie = {"name": "sessionid", "value": room.people["wren"]["cookie"], "url": place.address}
    context.add_cookies([cookie])
    page, fired = watched(context, place.address)
    before, rows = len(words) + 1, 0
    while before > 1:
        page.goto(f"{place.address}/g/{room.gid}/messages/?before={before}&limit=200")
        rows += page.locator("[data-messages] .msg").count()
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        before -= 200
    assert rows == len(words)
    # And the way of the scripts: the same HTML turned into nodes by the page's one policy.
    page.goto(f"{place.address}/g/{room.gid}/")
    inserted = page.evaluate(
        """async (gid) => {
          const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
          const { nodesOf } = await import(loaded.find((name) => name.includes("server-html")));
          let after = 0, count = 0, more = true;
          while (more) {
            const answer = await fetch(`/g/${gid}/messages/?after=${after}`, { headers: { Accept: "application/json" } });
            const page = await answer.json();
            for (const { html } of page.messages) { document.querySelector("main").append(nodesOf(html)); count++; }
            after = page.rev; more = page.more;
          }
          return count;
        }""",
        room.gid,
    )
    page.wait_for_timeout(500)
    assert inserted == len(words)
    assert fired == []
