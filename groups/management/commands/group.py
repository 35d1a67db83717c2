"""group NAME --organisation ID: makes a group with the organisation's default texts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from groups import founding
from groups.management.facts import NAME_CHARS, FactCommand, one_line
from groups.models import Group, Organisation


class Command(FactCommand):
    help = "Makes a group with the organisation's default texts."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--admission", choices=Group.Admission.values, default="asked")
        parser.add_argument("--newcomers", type=int, default=3)
        parser.add_argument("--retention", type=int, default=30)
        parser.add_argument("--resting", choices=["on", "off"], default="on")

    def handle(self, *args: Any, **options: Any) -> None:
        name = one_line(options["name"], "NAME", NAME_CHARS)
        organisation = Organisation.objects.filter(pk=options["organisation"]).first()
        if organisation is None:
            raise CommandError("--organisation: there is no organisation with this id.")
        if not 1 <= options["retention"] <= 365:
            raise CommandError("--retention must be 1 to 365 days.")
        if not 0 <= options["newcomers"] <= 10:
            raise CommandError("--newcomers must be 0 to 10 messages.")
        rules = founding.Rules(
            admission=options["admission"],
            newcomer_messages=options["newcomers"],
            retention_days=options["retention"],
            rests=options["resting"] == "on",
        )
        group = founding.make_group(organisation, name, rules)
        self.tell(options, {"group": group.pk}, [f"Group {group.pk}"])
