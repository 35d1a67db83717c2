"""demo: loads the demo network once and prints its sign-ins and unspent invites."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from groups.management.facts import FactCommand, spaced
from peernet.upkeep import demo


class Command(FactCommand):
    help = "Loads the demo network; twice changes nothing. Refuses unless PEERNET_DEBUG=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG_NETWORK:
            raise CommandError("The demo network needs PEERNET_DEBUG=1.")
        facts = demo.load()
        self.tell(options, facts, demo_lines(facts))


def demo_lines(facts: dict[str, Any]) -> list[str]:
    lines = [f"Demo sign-ins (password for all: {demo.PASSWORD})"]
    lines += [f"  {person['handle']:<22} {person['role']}" for person in facts["sign_ins"]]
    return [*lines, "Unspent invites:", *(f"  {spaced(code)}" for code in facts["invites"])]
