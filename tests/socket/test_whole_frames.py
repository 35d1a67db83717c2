"""Text frames that come whole are read without Autobahn; everything else stays Autobahn's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.wire import texts
from tests.socket.test_slow_readers import Transport, a_wire

TEXT = 0x81


def frame(said: bytes, *, head: int = TEXT, mask: bytes = b"\x07\xf0\x99\x01") -> bytes:
    """As a browser sends it: masked, its length in as few bytes as will do."""
    size = len(said)
    if size < 126:
        length = bytes((0x80 | size,))
    elif size < 65536:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(said))
    return bytes((head,)) + length + mask + masked


@given(st.text(max_size=300), st.binary(min_size=4, max_size=4))
def test_words_come_out_as_they_were_said(words: str, mask: bytes) -> None:
    said = words.encode("utf-8", "replace")
    assert texts(frame(said, mask=mask)) == [said]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 128, 4000, 65_535])
def test_every_way_of_writing_a_length_is_read(size: int) -> None:
    assert texts(frame(b"x" * size)) == [b"x" * size]


WHOLE = frame(b"ping of hers")
OTHERS = {
    "its first bytes": WHOLE[:-1],
    "a whole one and a ping": WHOLE + frame(b"", head=0x89),
    "one and a half": WHOLE + WHOLE[:3],
    "binary": frame(b"abc", head=0x82),
    "the first part of more": frame(b"abc", head=0x01),
    "compressed": frame(b"abc", head=0xC1),
    "a ping": frame(b"abc", head=0x89),
    "a close": frame(b"\x03\xe8", head=0x88),
    "not masked": b"\x81\x03abc",
    "not masked, 127 in all": b"\x81\x7f" + b"x" * 127,
    "no UTF-8": frame(b"\xff\xfe"),
    "a length in two bytes that one would do for": b"\x81\xfe\x00\x03" + b"\0" * 4 + b"abc",
    "eight bytes of length": frame(b"x" * 70_000),
    "eight bytes of length, 127 in all": b"\x81\xff" + b"\0" * 131,
}


@pytest.mark.parametrize("sent", OTHERS.values(), ids=OTHERS.keys())
def test_all_else_is_autobahns(sent: bytes) -> None:
    assert texts(sent) is None


@given(st.binary(max_size=200))
def test_no_bytes_make_a_traceback(sent: bytes) -> None:
    for said in texts(sent) or ():
        said.decode()


@given(st.lists(st.text(max_size=200), max_size=5))
def test_several_at_once_come_out_in_their_order(words: list[str]) -> None:
    said = [one.encode("utf-8", "replace") for one in words]
    assert texts(b"".join(map(frame, said))) == said


class Protocol:
    STATE_OPEN = 3

    def __init__(self, **more: Any) -> None:
        self.data, self.current_frame, self.inside_message, self.state = b"", None, False, 3
        self.heard: list[bytes] = []
        self.passed: list[bytes] = []
        vars(self).update(more)

    def onMessage(self, said: bytes, *, isBinary: bool) -> None:
        assert not isBinary
        self.heard.append(said)

    def dataReceived(self, data: bytes) -> None:
        self.passed.append(data)


def test_a_whole_text_is_heard_at_once() -> None:
    line, _ = a_wire(Transport(takes=True))
    protocol = Protocol()
    line._hear_whole_frames(protocol)
    protocol.dataReceived(WHOLE + frame(b"and more"))
    assert (protocol.heard, protocol.passed) == ([b"ping of hers", b"and more"], [])


@pytest.mark.parametrize(
    "state",
    [
        {"data": b"half a frame"},
        {"current_frame": SimpleNamespace()},
        {"inside_message": True},
        {"state": 2},
    ],
    ids=str,
)
def test_in_the_middle_of_something_it_is_autobahns(state: dict[str, Any]) -> None:
    line, _ = a_wire(Transport(takes=True))
    protocol = Protocol(**state)
    line._hear_whole_frames(protocol)
    protocol.dataReceived(WHOLE)
    assert (protocol.heard, protocol.passed) == ([], [WHOLE])
