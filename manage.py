#!/usr/bin/env python
"""Runs PeerNet's commands; a wrong or missing setting ends the start with one line that names it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peernet.settings")
    if sys.argv[1:2] == ["serve"]:
        from peernet.kit import loop

        loop.choose()  # before anything imports Daphne, which picks its reactor at import
    from peernet.kit import env

    try:
        import peernet.settings  # noqa: F401
    except env.Refused as no:
        sys.exit(str(no))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
