"""verify_audit: walks every chain; exit 0 and the counts, or 1 and the first broken entry."""

from __future__ import annotations

from typing import Any

from groups.management.facts import FactCommand
from peernet.audit import chain


class Command(FactCommand):
    help = "Walks every chain of the audit trail."

    def handle(self, *args: Any, **options: Any) -> None:
        counts, broken = chain.verify_all()
        if broken is None:
            lines = [f"{name}: {count} entries hold" for name, count in counts.items()]
            self.tell(options, {"chains": counts, "broken": None}, lines or ["no chains yet"])
            return
        fact = {"chain": broken.chain, "entry": broken.number, "why": broken.why}
        line = f"{broken.chain}: entry {broken.number} {broken.why}"
        self.tell(options, {"chains": counts, "broken": fact}, [line])
        raise SystemExit(1)
