"""Who gets a line at all, and when it ends."""

from __future__ import annotations

import time

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.people import Line
from tests.places import Room


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "file://", "http://127.0.0.1.evil.example"],
)
def test_a_strange_origin_gets_403_at_the_handshake(room: Room, origin: str | None) -> None:
    url = room.place.address.replace("http", "ws") + "/ws/"
    headers = {"Cookie": f"sessionid={room.people['wren']['cookie']}"}
    with pytest.raises(InvalidStatus) as no:
        connect(url, additional_headers=headers, origin=origin)  # type: ignore[arg-type]
    assert no.value.response.status_code == 403


def test_another_path_gets_403_without_a_traceback(room: Room) -> None:
    url = room.place.address.replace("http", "ws") + "/ws/other/"
    with pytest.raises(InvalidStatus) as no:
        connect(url, origin=room.place.address)  # type: ignore[arg-type]
    assert no.value.response.status_code == 403
    assert "Traceback" not in room.place.peernet.log


def test_without_a_session_the_line_closes_with_4401(room: Room) -> None:
    assert Line(room.place.address).closed_with() == 4401
    assert Line(room.place.address, "sessionid=invented").closed_with() == 4401


def test_signing_out_elsewhere_closes_the_line_within_a_second(room: Room) -> None:
    with room.entered("wren") as wren:
        assert room.browser("wren").post("/account/logout/").status == 303
        assert wren.closed_with(1.2) == 4401


def test_leaving_closes_the_line_within_a_second(room: Room) -> None:
    with room.entered("wren") as wren:
        assert room.browser("wren").post("/leave/").status == 303
        assert wren.closed_with(1.2) == 4401


UNUSED = """
from datetime import timedelta
from peernet.accounts.models import Session
from peernet.accounts.sessions import key_digest
from peernet.kit import clock
used = clock.now() - timedelta(minutes=15)
Session.objects.filter(session_key=key_digest("COOKIE")).update(used_at=used)
"""
SHORTER = """
from peernet.accounts.models import Session
from peernet.accounts.sessions import end_after, key_digest
account = Session.objects.get(session_key=key_digest("COOKIE")).account
account.idle_minutes = 10
account.save()
end_after(account, 10)
"""


def test_a_shorter_idle_time_closes_a_line_that_was_unused_for_longer(room: Room) -> None:
    cookie = room.people["ash"]["cookie"]
    with Line(room.place.address, f"sessionid={cookie}") as line:
        line.say(type="ping")
        assert line.hears("pong")
        room.place.peernet.command("shell", "-v", "0", given=UNUSED.replace("COOKIE", cookie))
        room.place.peernet.command("shell", "-v", "0", given=SHORTER.replace("COOKIE", cookie))
        assert line.closed_with(1.5) == 4401


ENDS_SOON = """
from datetime import timedelta
from peernet.accounts.models import Session
from peernet.accounts.sessions import key_digest
from peernet.kit import clock
now = clock.now()
used, ends = now - timedelta(minutes=2), now + timedelta(seconds=3)
Session.objects.filter(session_key=key_digest("COOKIE")).update(used_at=used, expire_date=ends)
"""


def _ends_soon(room: Room, name: str) -> float:
    """Her session ends in three seconds unless she uses it; the latest that this is here."""
    cookie = room.people[name]["cookie"]
    room.place.peernet.command("shell", "-v", "0", given=ENDS_SOON.replace("COOKIE", cookie))
    return time.monotonic() + 3


def test_a_line_closes_within_a_second_of_the_sessions_end(room: Room) -> None:
    latest = _ends_soon(room, "wren")
    line = Line(room.place.address, f"sessionid={room.people['wren']['cookie']}")
    assert line.closed_with(latest - time.monotonic() + 1) == 4401


def test_what_she_sends_keeps_the_session(room: Room) -> None:
    latest = _ends_soon(room, "ash")
    with room.entered("ash") as ash:
        ash.send(room.gid, "still here", "k")
        ash.hears("message")
        time.sleep(max(0.0, latest - time.monotonic()) + 1)
        ash.send(room.gid, "and still", "k2")
        assert ash.hears("message")


def test_an_ended_membership_hears_shut_and_nothing_more(room: Room) -> None:
    with room.entered("ash") as ash, room.entered("wren") as wren:
        room.place.peernet.command(
            "shell", "-v", "0", given=END.replace("MID", room.people["ash"]["member"])
        )
        assert ash.hears("shut", 1.5) == {"type": "shut", "group": room.gid, "code": "removed"}
        wren.send(room.gid, "after ash is gone", "k")
        wren.hears("message")
        assert ash.silent()
        ash.send(room.gid, "am I here", "k")
        assert ash.hears("refused")["code"] == "not_a_member"


END = """
from groups import conduct
from groups.models import Membership
from peernet.kit import clock
conduct.end(Membership.objects.get(pk="MID"), Membership.Ending.REMOVED, clock.now())
"""


def test_somebody_blocked_is_heard_no_more_and_revisions_stay_gapless(room: Room) -> None:
    wren_id, ash_id = room.people["wren"]["member"], room.people["ash"]["member"]
    with room.entered("wren") as wren, room.entered("ash") as ash, room.entered("fern") as fern:
        block = BLOCK.replace("BY", wren_id).replace("WHOM", ash_id)
        room.place.peernet.command("shell", "-v", "0", given=block)

        time.sleep(0.8)  # until the hub has looked
        ash.send(room.gid, "wren does not hear this", "k")
        rev = fern.hears("message")["rev"]
        assert wren.next() == {"type": "quiet", "group": room.gid, "rev": rev}
        found = wren.enter(room.gid, 0)
        assert found["messages"] == [] and found["rev"] == rev


BLOCK = """
from groups import live
from groups.models import Block, Membership
from django.db import transaction
with transaction.atomic():
    Block.objects.create(by_id="BY", whom_id="WHOM")
    live.stands_otherwise(Membership.objects.get(pk="BY"))
"""


def test_when_a_group_ends_its_lines_hear_that_it_is_closed(room: Room) -> None:
    with room.entered("wren") as wren:
        ending = CLOSE.replace("GID", room.gid)
        room.place.peernet.command("shell", "-v", "0", given=ending)
        assert wren.hears("shut", 2) == {"type": "shut", "group": room.gid, "code": "closed"}


CLOSE = """
from groups import ending
from peernet.kit import clock
ending.end("GID", clock.now())
"""


def test_what_the_handshake_said_is_forgotten() -> None:
    """Cookie, address and headers must not stay in memory for as long as a page is open."""
    from functools import partial

    from daphne.ws_protocol import WebSocketProtocol

    from groups.wire import forget_handshake

    protocol = WebSocketProtocol()
    protocol.client_addr = ["198.51.100.7", 4711]
    protocol.clean_headers = [(b"cookie", b"sessionid=planted")]
    protocol.http_headers = {"user-agent": "planted"}
    protocol.http_request_data = b"GET /ws/ planted"
    protocol.peer = "tcp4:198.51.100.7:4711"
    protocol._transport_details = {"peer": protocol.peer, "http_headers_received": "planted"}
    protocol.request, protocol.path = object(), b"/ws/"
    forget_handshake(partial(print, protocol))
    kept = repr(vars(protocol))
    assert "planted" not in kept and "198.51" not in kept
    assert protocol.request.path == "", "Daphne's log of closings asks for it"
    forget_handshake(print)  # another server: nothing to forget
