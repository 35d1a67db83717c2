"""What open sockets hear of the desk: deeds, notices, private words, how much waits."""

from __future__ import annotations

import time
from typing import Any

from tests.places import Room


def message_of(room: Room, line: Any, body: str = "Good evening", key: str = "k1") -> str:
    line.send(room.gid, body, key)
    return str(line.hears("sent")["id"])


def press(room: Room, case: str, deed: str, **fields: str) -> Any:
    given = {"deed": deed, "reason": "hurtful", "words": "Please be kind.", **fields}
    answer = room.browser("fern").post(f"/desk/{case}/", **given)
    assert answer.status == 303, (answer.status, answer.text)


def test_hiding_empties_the_message_on_every_screen_and_tells_its_writer(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        mid = message_of(room, wren, "Something sharp")
        press(room, mid, "hide")
        for line in (wren, ash):
            message = line.hears("changed")["message"]
            assert (message["state"], message["html"], message["note"]) == ("hidden", "", "")
        notice = wren.hears("notice")
        assert set(notice) == {"type", "html"} and "Fern" not in notice["html"]
        assert "<form" not in notice["html"]
        assert ash.silent()


def test_a_barred_members_sockets_hear_shut_within_a_second(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("ash") as ash:
        mid = message_of(room, wren)
        began = time.monotonic()
        press(room, mid, "bar")
        assert wren.hears("shut")["code"] == "removed"
        assert time.monotonic() - began < 1.5, "one second after the answer, at most"
        message_of(room, ash, "After", "k2")
        assert wren.silent()


def test_a_facilitator_on_duty_is_told_how_much_waits(room: Room) -> None:
    with room.entered("wren") as wren, room.entered("fern") as fern, room.entered("ash") as ash:
        mid = message_of(room, wren)
        wren.hears("message")
        path = f"/g/{room.gid}/m/{mid}/report/"
        assert room.browser("ash").post(path, reason="worry").status == 303
        desk = fern.hears("desk")
        assert desk == {"type": "desk", "waiting": 1, "urgent": 1}
        press(room, mid, "close")
        assert fern.hears("desk") == {"type": "desk", "waiting": 0, "urgent": 0}
        assert wren.silent(), "the reported hears nothing of it"
        assert ash.hears("notice"), "and the reporter that it was decided"


def test_a_held_message_counts_on_the_desk(room: Room) -> None:
    visitor = room.browser("fern")
    assert visitor.post(f"/desk/room/{room.gid}/", mode="held").status == 303
    with room.entered("fern") as fern, room.entered("wren") as wren:
        mid = message_of(room, wren)
        assert fern.hears("held")["message"]["id"] == mid
        assert fern.hears("desk")["waiting"] == 1
        press(room, mid, "let_through")
        assert fern.hears("message")["message"]["id"] == mid
        assert fern.hears("desk")["waiting"] == 0


def test_a_private_answer_reaches_one_person_alone(room: Room) -> None:
    assert room.browser("wren").post(f"/g/{room.gid}/talk/", body="Are you there?").status == 303
    with room.entered("wren") as wren, room.entered("ash") as ash:
        press(room, room.people["wren"]["member"], "answer", words="I am **here**")
        talk = wren.hears("talk")
        while "<strong>" not in talk["html"]:
            talk = wren.hears("talk")
        assert talk["group"] == room.gid and "<strong>here</strong>" in talk["html"]
        assert "Fern" not in talk["html"] and ash.silent()


def test_a_blocked_members_words_become_quiet_without_a_gap(room: Room) -> None:
    block = {"member": room.people["ash"]["member"], "on": "1"}
    with room.entered("wren") as wren, room.entered("ash") as ash:
        assert room.browser("wren").post(f"/g/{room.gid}/block/", **block).status == 303
        time.sleep(1)
        ash.send(room.gid, "A grey day by the lake", "k9")
        sent = ash.hears("sent")
        quiet = wren.next()
        assert quiet == {"type": "quiet", "group": room.gid, "rev": sent["seq"]}
        assert room.browser("wren").post(f"/g/{room.gid}/block/", **{**block, "on": "0"})
        time.sleep(1)
        ash.send(room.gid, "A clear day by the lake", "k10")
        assert wren.hears("message")["message"]["seq"] == sent["seq"] + 1


def test_two_facilitators_in_the_same_second_do_one_deed(room: Room) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with room.entered("wren") as wren:
        mid = message_of(room, wren)
    doors = [room.browser("fern") for _ in range(4)]

    def hide(visitor: Any) -> int:
        given = {"deed": "hide", "reason": "hurtful", "words": "x"}
        return int(visitor.post(f"/desk/{mid}/", **given).status)

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(hide, doors))
    assert answers == [303, 422, 422, 422]
