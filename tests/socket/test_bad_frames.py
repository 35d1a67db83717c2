"""Whatever a browser says has a defined answer, and never closes the room for the others."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.people import Line
from tests.places import Room

KEY = "0a1b"


def refused(line: Line) -> str:
    return str(line.hears("refused")["code"])


@pytest.mark.parametrize(
    "frame",
    [
        "x", "[]", "null", "3", '"send"', "{}", '{"type":"dance"}', '{"type":3}', "[" * 9000,
        '{"type":"enter"}', '{"type":"enter","group":7,"after":null}',
        '{"type":"enter","group":"aaaaaaaaaaaa","after":-1}',
        '{"type":"enter","group":"aaaaaaaaaaaa","after":1.5}',
        '{"type":"enter","group":"aaaaaaaaaaaa","after":true}',
        '{"type":"ping","at":NaN}', '{"type":"ping","at":[-Infinity]}',
        '{"type":"send","group":"aaaaaaaaaaaa","key":"k k","body":"x"}',
        '{"type":"send","group":"aaaaaaaaaaaa","key":"","body":"x"}',
        '{"type":"send","group":"aaaaaaaaaaaa","key":"k","body":7}',
        '{"type":"send","group":"aaaaaaaaaaaa","key":"k","body":"x","note":[]}',
        '{"type":"send","group":"aaaaaaaaaaaa","key":"k","body":"x","confirm":"yes"}',
        '{"type":"react","group":"aaaaaaaaaaaa","message":"m","kind":"heart","on":1}',
        '{"type":"read","group":"aaaaaaaaaaaa","rev":"1"}',
    ],
)  # fmt: skip
def test_a_malformed_frame_is_refused_and_the_line_stays(room: Room, frame: str) -> None:
    with room.line("wren") as wren:
        wren.raw(frame)
        answer = wren.hears("refused")
        assert answer["code"] == "malformed"
        assert set(answer) == {
            "type", "group", "key", "code", "detail", "retry_after", "findings", "help",
        }  # fmt: skip
        wren.say(type="ping")
        assert wren.hears("pong")


def test_binary_frames_are_malformed(room: Room) -> None:
    with room.line("wren") as wren:
        wren.raw(b"\xff\xfe")
        assert refused(wren) == "malformed"


def test_ten_malformed_frames_in_a_row_close_the_line(room: Room) -> None:
    with room.line("wren") as wren:
        for _ in range(9):
            wren.raw("nonsense")
        wren.say(type="ping")
        for _ in range(10):
            wren.raw("nonsense")
        assert wren.closed_with() == 4400


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"), (" \n\t ", "empty"), ("\x00\x07\u202e\u200b", "empty"),
        ("\u3164\u2800 \u00ad", "empty"), ("\u200d\ufe0f\U000e0041", "empty"),
        ("x" * 4001, "too_long"), ("😀" * 4001, "too_long"), ("a" + "\u0301" * 10_000, "too_long"),
    ],
)  # fmt: skip
def test_bodies_that_are_refused(room: Room, body: str, code: str) -> None:
    with room.entered("wren") as wren:
        wren.send(room.gid, body, KEY)
        assert refused(wren) == code


@pytest.mark.parametrize(
    "body",
    [
        "x" * 4000,
        "e" + "\u0301" * 3000,
        "\ud800 alone",
        "right \u202eleft",
        "tab\tand\nline",
        "\x00kept",
    ],
)
def test_bodies_that_are_taken_and_tidied(room: Room, body: str) -> None:
    with room.entered("wren") as wren:
        wren.raw(json.dumps({"type": "send", "group": room.gid, "key": KEY, "body": body}))
        assert wren.hears("sent")["state"] == "visible"
        html = wren.hears("message")["message"]["html"]
        assert "\u202e" not in html and "\x00" not in html and html.count("\u0301") <= 4


def test_a_note_of_121_characters_is_too_long(room: Room) -> None:
    with room.entered("wren") as wren:
        wren.say(type="send", group=room.gid, key=KEY, body="x", note="n" * 121)
        assert refused(wren) == "too_long"


def test_a_frame_over_32_kib_closes_with_4413_and_nobody_else(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        wren.send(room.gid, "é" * 17_000, KEY)
        assert wren.closed_with() == 4413
        ash.send(room.gid, "still here", KEY)
        assert ash.hears("sent")


def test_a_frame_of_a_megabyte_drops_only_its_sender(room: Room) -> None:
    with room.entered("ash") as ash:
        wren = room.entered("wren")
        try:
            wren.send(room.gid, "x" * 1_000_000, KEY)
            wren.closed_with()
        except OSError:
            pass
        ash.send(room.gid, "still here", KEY)
        assert ash.hears("sent")


def test_flooding_closes_with_4429(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        with suppress(ConnectionClosed):  # she may be cut off before she has said it all
            for _ in range(300):
                wren.say(type="ping")
        assert wren.closed_with() == 4429
        ash.send(room.gid, "still here", KEY)
        assert ash.hears("sent")


def test_other_groups_do_not_exist(room: Room) -> None:
    for group in (room.other, "aaaaaaaaaaaa", "x", "../../etc", "\x00" * 12):
        with room.line("wren") as wren:
            wren.say(type="enter", group=group, after=None)
            assert refused(wren) == "not_a_member"
            wren.say(type="send", group=group, key=KEY, body="hello")
            assert refused(wren) == "not_a_member"
            wren.say(type="react", group=group, message="aaaaaaaaaaaa", kind="heart", on=True)
            assert refused(wren) == "not_a_member"


def test_too_many_messages_at_once_are_refused_not_lost(room: Room) -> None:
    with room.entered("wren") as wren:
        codes = []
        for number in range(12):
            wren.send(room.gid, f"number {number}", f"k{number}")
        for _ in range(12):
            answer = wren.next()
            while answer["type"] == "message":
                answer = wren.next()
            codes.append(answer.get("code", "sent"))
        assert codes == ["sent"] * 10 + ["rate_limited"] * 2
