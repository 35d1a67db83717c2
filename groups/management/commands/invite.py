"""invite GID --role member|facilitator, or --organisation ID --role administrator: issues invites."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from groups import joining
from groups.management.facts import FactCommand, one_line, spaced
from groups.models import Group, Invite, Organisation
from peernet.kit import clock

MOST_AT_ONCE = 200


class Command(FactCommand):
    help = "Issues invites; the codes are shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("group", nargs="?", metavar="GID")
        parser.add_argument("--organisation")
        parser.add_argument("--role", choices=Invite.Role.values, required=True)
        parser.add_argument("--uses", type=int, default=1)
        parser.add_argument("--days", type=int, default=7)
        parser.add_argument("--phrase")
        parser.add_argument("--count", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        organisation, group = self._where(options)
        if not 1 <= options["count"] <= MOST_AT_ONCE:
            raise CommandError(f"--count must be 1 to {MOST_AT_ONCE}.")
        if not 1 <= options["uses"] <= 1000 or not 1 <= options["days"] <= 365:
            raise CommandError("--uses must be 1 to 1000, --days 1 to 365.")
        phrase = options["phrase"] or ""
        if phrase:
            phrase = one_line(phrase, "--phrase", joining.PHRASE_CHARS)
        terms = joining.Terms(
            role=options["role"],
            uses=options["uses"],
            days=options["days"],
            phrase=phrase,
        )
        try:
            made = joining.issue_many(organisation, group, terms, options["count"])
        except joining.CannotIssue as no:
            raise CommandError(str(no)) from None
        facts = [
            {"code": code, "role": str(i.role), "expires": clock.stamp(i.expires_at)}
            for i, code in made
        ]
        lines = [f"{spaced(f['code'])}  {f['role']}, until {f['expires']}" for f in facts]
        self.tell(options, {"invites": facts}, ["Codes, shown once:", *lines])

    def _where(self, options: dict[str, Any]) -> tuple[Organisation, Group | None]:
        if options["group"] and options["organisation"]:
            raise CommandError("Give a group's id or --organisation ID, not both.")
        if (options["role"] == Invite.Role.ADMINISTRATOR) != bool(options["organisation"]):
            raise CommandError(
                "An administrator's invite needs --organisation ID; any other a group's id."
            )
        if options["organisation"]:
            organisation = Organisation.objects.filter(pk=options["organisation"]).first()
            if organisation is None:
                raise CommandError("--organisation: there is no organisation with this id.")
            return organisation, None
        found = Group.objects.filter(pk=options["group"] or "").select_related("organisation")
        group = found.first()
        if group is None or group.ended_at:
            raise CommandError("There is no group with this id.")
        if group.archived_at:
            raise CommandError("This group is archived: its codes would lead nowhere.")
        return group.organisation, group
