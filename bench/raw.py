"""The limit: `websockets.broadcast` on uvloop. Nothing is stored, checked or known.

python -m bench.raw PORT BYTES      BYTES is how long each event is at least
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict
from typing import Any

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

rooms: dict[str, set[ServerConnection]] = defaultdict(set)


async def serve_one(connection: ServerConnection, least_bytes: int) -> None:
    room = rooms[connection.request.path if connection.request else ""]
    room.add(connection)
    try:
        async for text in connection:
            event: dict[str, Any] = {"message": json.loads(text)["message"]}
            padding = least_bytes - len(text)
            if padding > 0:
                event["html"] = " " * padding
            broadcast(room, json.dumps(event))
    finally:
        room.discard(connection)


async def main() -> None:
    port, least_bytes = int(sys.argv[1]), int(sys.argv[2])

    async def handler(connection: ServerConnection) -> None:
        await serve_one(connection, least_bytes)

    async with serve(handler, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    try:
        uvloop.run(main())
    except KeyboardInterrupt:
        pass
