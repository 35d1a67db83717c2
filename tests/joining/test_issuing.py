"""Commands that make organisations, groups and invites take what the office would, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from groups import ending
from groups.models import Group, Invite, Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["", " \t\n", "\u202e\x07", "n" * 81])
def test_a_name_that_nobody_could_read_is_refused(name: str, organisation: Any) -> None:
    held = Organisation.objects.count()
    with pytest.raises(CommandError, match="NAME must be 1 to 80"):
        call_command("found", name)
    with pytest.raises(CommandError, match="NAME must be 1 to 80"):
        call_command("group", name, organisation=organisation.pk)
    assert Organisation.objects.count() == held and not Group.objects.exists()


def test_a_name_is_kept_as_one_line(organisation: Any) -> None:
    call_command("group", " Tuesday\n\u202ecircle\x07 ", organisation=organisation.pk)
    assert Group.objects.get().name == "Tuesday circle"


@pytest.mark.parametrize("phrase", ["   ", "\u200b", "x" * 101])
def test_a_spoken_phrase_that_nobody_could_type_is_refused(phrase: str, group: Any) -> None:
    with pytest.raises(CommandError, match="--phrase must be 1 to 100"):
        call_command("invite", group.pk, role="member", phrase=phrase)
    assert not Invite.objects.exists()
    call_command("invite", group.pk, role="member", phrase="green door")
    assert Invite.objects.exists()


def test_an_archived_or_ended_group_gets_no_codes(group: Any) -> None:
    now = datetime.now(UTC)
    ending.archive(group.pk, now, by="")
    with pytest.raises(CommandError, match="archived"):
        call_command("invite", group.pk, role="member")
    ending.end(group.pk, now)
    with pytest.raises(CommandError, match="no group"):
        call_command("invite", group.pk, role="member")


@pytest.mark.parametrize("role", ["administrator", "member"])
def test_a_code_is_for_a_group_or_for_its_organisation(role: str, group: Any) -> None:
    given = {"organisation": group.organisation_id, "role": role}
    with pytest.raises(CommandError, match="not both"):
        call_command("invite", group.pk, **given)
    assert not Invite.objects.exists()
    call_command("invite", organisation=group.organisation_id, role="administrator")
    call_command("invite", group.pk, role="member")
    assert set(Invite.objects.values_list("role", "group")) == {
        ("administrator", None),
        ("member", group.pk),
    }
