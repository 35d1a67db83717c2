"""found NAME: makes an organisation and prints a one-time invite for its first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from groups import founding, joining
from groups.management.facts import NAME_CHARS, FactCommand, one_line, spaced
from groups.models import Invite
from peernet.kit import clock


class Command(FactCommand):
    help = "Makes an organisation and prints a one-time invite for its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        name = one_line(options["name"], "NAME", NAME_CHARS)
        with transaction.atomic():
            organisation = founding.found(name)
            terms = joining.Terms(role=Invite.Role.ADMINISTRATOR)
            invite, code = joining.issue(organisation, None, terms)
        expires = clock.stamp(invite.expires_at)
        self.tell(
            options,
            {"organisation": organisation.pk, "code": code, "expires": expires},
            [
                f"Organisation {organisation.pk}",
                f"Invite for its first administrator (shown once): {spaced(code)}, until {expires}",
            ],
        )
