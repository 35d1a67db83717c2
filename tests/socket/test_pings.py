"""A line whose other end is gone is dropped within sixteen seconds; one that answers stays."""

from __future__ import annotations

import base64
import os
import socket
import time

from tests.places import Room

PING = b"\x89\x00"


def _dead_line(room: Room, name: str) -> socket.socket:
    """A handshake by hand, and then nobody who would answer."""
    host, port = room.place.address.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=20)
    key = base64.b64encode(os.urandom(16)).decode()
    asks = [
        "GET /ws/ HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: {room.place.address}",
        f"Cookie: sessionid={room.people[name]['cookie']}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
    ]
    line.sendall(("\r\n".join(asks) + "\r\n\r\n").encode())
    return line


def _all_of(line: socket.socket) -> bytes:
    """Everything until the other side ends it, politely or not."""
    heard = b""
    try:
        while data := line.recv(4096):
            heard += data
    except ConnectionResetError:
        pass
    return heard


def test_who_answers_no_ping_is_dropped_and_who_does_stays(room: Room) -> None:
    with room.entered("wren") as wren, _dead_line(room, "ash") as dead:
        began, heard = time.monotonic(), _all_of(dead)
        assert b"101 Switching" in heard and heard.count(PING) == 1
        assert 4.5 < time.monotonic() - began < 16.5
        wren.send(room.gid, "still here", "k")
        assert wren.hears("message")
