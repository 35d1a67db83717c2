"""Sending and hearing: each message once, in order, `sent` before `message`."""

from __future__ import annotations

import pytest

from tests.places import Room


def test_what_is_sent_is_heard_once_by_everybody(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        wren.send(room.gid, "Good evening", "k1")
        sent, message = wren.next(), wren.next()
        assert (sent["type"], sent["state"], message["type"]) == ("sent", "visible", "message")
        assert sent["id"] == message["message"]["id"]
        heard = ash.hears("message")
        assert heard == message, "the same for everybody"
        assert set(heard["message"]) == {
            "id", "seq", "rev", "author", "at", "state", "note", "reply_to", "reactions", "html",
        }  # fmt: skip
        assert set(heard["message"]["author"]) == {"id", "name", "role"}
        assert wren.silent() and ash.silent()


def test_a_hundred_messages_come_in_order_without_gaps(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("fern") as fern, room.entered("ash") as ash:
        for number in range(8):
            wren.send(room.gid, f"wren {number}", f"w{number}")
            fern.send(room.gid, f"fern {number}", f"f{number}")
        seqs = [ash.hears("message")["message"]["seq"] for _ in range(16)]
        assert seqs == list(range(seqs[0], seqs[0] + 16))


@pytest.mark.parametrize("body", ["another body", "", " \n", "x" * 4001])
def test_the_same_key_is_answered_the_same_and_stored_once(room: Room, body: str) -> None:
    with room.entered("wren") as wren:
        wren.send(room.gid, "once", "same")
        first = wren.hears("sent")
        assert wren.next()["type"] == "message"
        wren.send(room.gid, body, "same")
        assert wren.next() == first, "whatever the body"
        found = wren.enter(room.gid)
        assert len(found["messages"]) == 1
        assert "once" in found["messages"][0]["html"]


def test_a_refused_message_binds_no_key(room: Room) -> None:
    with room.entered("wren") as wren:
        wren.send(room.gid, "   ", "again")
        assert wren.hears("refused")["code"] == "empty"
        wren.send(room.gid, "now with words", "again")
        assert wren.hears("sent")["state"] == "visible"


def test_a_reaction_changes_the_message_for_everybody(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        wren.send(room.gid, "small news", "k")
        mid = wren.hears("sent")["id"]
        ash.hears("message")
        ash.say(type="react", group=room.gid, message=mid, kind="heart", on=True)
        ash.say(type="react", group=room.gid, message=mid, kind="heart", on=True)
        changed = wren.hears("changed")
        assert changed["message"]["reactions"] == {"heart": 1}
        ash.say(type="react", group=room.gid, message=mid, kind="heart", on=False)
        assert wren.hears("changed")["message"]["reactions"] == {}
        ash.say(type="react", group=room.gid, message=mid, kind="thumbs", on=True)
        assert ash.hears("refused")["code"] == "malformed"


def test_ping_is_answered(room: Room) -> None:
    with room.line("wren") as wren:
        wren.say(type="ping")
        assert wren.next() == {"type": "pong"}


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "a *b* **c**", "> said\n- one", "é ñ 🕯"]
)
def test_words_arrive_as_they_were_written(room: Room, words: str) -> None:
    with room.entered("wren") as wren:
        wren.send(room.gid, words, "k")
        html = wren.hears("message")["message"]["html"]
        assert "<script" not in html and "<form" not in html
        assert words.split()[-1].strip("*").replace("<", "&lt;").split("&")[0] in html
