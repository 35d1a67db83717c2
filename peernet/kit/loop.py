"""Chooses the event loop before Daphne is imported."""

from __future__ import annotations

import asyncio


def choose() -> None:
    """Use uvloop where it is installed, and make Twisted run on it."""
    try:
        import uvloop
    except ImportError:  # Windows has none; asyncio's own loop serves there
        pass
    else:
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
