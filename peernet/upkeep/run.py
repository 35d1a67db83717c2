"""`make run`: sets up what is missing and serves, in one process."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peernet.settings")
    os.environ.setdefault("PEERNET_DEBUG", "1")
    from peernet.kit import env, loop

    loop.choose()
    try:
        import django

        django.setup()
    except env.Refused as no:
        sys.exit(str(no))
    from django.core.management import CommandError, call_command

    try:
        set_up()
        call_command("serve", upkeep=True)
    except CommandError as no:
        sys.exit(str(no))


def set_up() -> None:
    """Migrate, collect the static files, load the demo network once, say where to open it."""
    from django.conf import settings
    from django.core.management import call_command

    from groups.management.facts import check_answers
    from peernet.upkeep.management.commands.serve import port_from_environment

    port = port_from_environment()
    check_answers()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"PeerNet: open http://127.0.0.1:{port}/", flush=True)
    if settings.DEBUG_NETWORK:
        call_command("demo")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
