"""rotate_keys: re-wraps every data key under the current vault key, while serving."""

from __future__ import annotations

from typing import Any

from groups.management.facts import FactCommand
from peernet.vault import keys, rotation


class Command(FactCommand):
    help = "Re-wraps every data key under the current vault key; may be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotation.rotate()
        except keys.CannotOpen:
            self.stderr.write(
                "PEERNET_VAULT_KEYS: a data key is wrapped by a key that is not here."
            )
            raise SystemExit(1) from None
        self.tell(options, {"rewrapped": done}, [f"{done} data keys re-wrapped"])
