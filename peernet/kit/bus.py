"""Tells other processes sooner, through Redis; without Redis they learn from the database.

A hint is a list of [group, revision] pairs: no words ever reach Redis.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

import redis
import redis.asyncio
from django.conf import settings

CHANNEL = "peernet"
AGAIN_SECONDS = 2

log = logging.getLogger("peernet.bus")


def answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


class Bus:
    """One connection to publish and one to listen, a process; lives on the process's event loop."""

    MOST_WAITING = 10_000

    def __init__(self, heard: Callable[[list[tuple[str, int]]], None]) -> None:
        self.heard = heard
        self._waiting: asyncio.Queue[str] = asyncio.Queue(self.MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        if settings.REDIS_URL:
            self._tasks = [
                asyncio.create_task(self._keep(self._publish)),
                asyncio.create_task(self._keep(self._listen)),
            ]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def tell(self, hints: list[tuple[str, int]]) -> None:
        """Never waits; when Redis is away hints are dropped, and the database tells instead."""
        if self._tasks:
            try:
                self._waiting.put_nowait(json.dumps(hints))
            except asyncio.QueueFull:
                pass

    async def _keep(self, work: Callable[[], object]) -> None:
        while True:
            try:
                await work()  # type: ignore[misc]
            except (redis.RedisError, OSError):
                log.warning("Redis is away: other processes are told by the database.")
            await asyncio.sleep(AGAIN_SECONDS)

    async def _publish(self) -> None:
        async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as client:
            while True:
                await client.publish(CHANNEL, await self._waiting.get())

    async def _listen(self) -> None:
        # socket_timeout=None: redis-py's default would end an idle subscription (safety F1).
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
        async with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                self.heard([(str(group), int(rev)) for group, rev in json.loads(message["data"])])
