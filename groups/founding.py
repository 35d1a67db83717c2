"""Makes organisations and groups, with the texts and keys they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.kit.seen import mark as seen_mark
from peernet.vault import keys

from . import conduct, wording
from .models import Agreement, Group, Hours, Membership, Organisation

MOST_HOURS = 28  # of a group: four a day


def default_must_pass_on() -> str:
    return _(
        "Members and facilitators of this group read what is written here. Facilitators must pass "
        "on to the organisation when somebody is in danger of being seriously hurt, or when a "
        "child is being hurt. They tell you first, unless that would make things worse."
    )


def default_agreement() -> str:
    return _(
        "What is said here stays here.\n"
        "No real names, numbers, addresses or pictures, your own or anybody else's.\n"
        "We do not save, copy or photograph what others write.\n"
        "We speak of ourselves and do not tell others what to do.\n"
        "Everybody may pass, be quiet, or leave at any time."
    )


def default_age_rule() -> str:
    return _("This group is for people of 18 years and older.")


@transaction.atomic
def found(name: str) -> Organisation:
    organisation = Organisation()
    keys.make(organisation.sealed_under())
    organisation.name = name
    organisation.must_pass_on = default_must_pass_on()
    organisation.save(force_insert=True)
    trail.begin(organisation.pk)
    trail.record(Action.FOUND, chain=organisation.pk, subject=organisation.pk)
    return organisation


@transaction.atomic
def set_own_lines(
    organisation_id: str, country: str, own_lines: str, *, seen: str, by: str
) -> bool:
    """Where it is, and its own line and hours; False, and nothing written, when they are not as
    `seen` (own_lines_mark) any more."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    if own_lines_mark(organisation) != seen:
        return False
    organisation.country, organisation.own_lines = country, own_lines
    organisation.save(update_fields=["country", "own_lines"])
    trail.record(Action.OWN_LINES, chain=organisation.pk, actor=by, subject=organisation.pk)
    return True


def own_lines_mark(organisation: Organisation) -> str:
    return seen_mark(organisation.country, organisation.own_lines)


@dataclass(frozen=True)
class Rules:
    admission: str = Group.Admission.ASKED
    newcomer_messages: int = 3
    retention_days: int = 30
    rests: bool = True
    earlier_history: bool = False
    time_zone: str = "UTC"


@transaction.atomic
def make_group(organisation: Organisation, name: str, rules: Rules, *, by: str = "") -> Group:
    group = Group(organisation=organisation, **vars(rules))
    keys.make(group.sealed_under())
    group.name = name
    group.must_pass_on = organisation.must_pass_on
    group.age_rule = default_age_rule()
    group.told_mode = "resting" if rules.rests else "open"
    group.look_version = wording.version_of_new(organisation)
    group.save(force_insert=True)
    agree(group, default_agreement())
    trail.record(Action.MAKE_GROUP, chain=organisation.pk, actor=by, subject=group.pk)
    return group


@dataclass(frozen=True)
class Edit:
    """What the office may change of a group."""

    name: str
    about: str
    must_pass_on: str
    age_rule: str
    agreement: str
    admission: str
    newcomer_messages: int
    earlier_history: bool
    retention_days: int
    rests: bool
    mode: str
    time_zone: str


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was drawn; nothing is written over it."""


def _always(group: Group) -> bool:
    return True


@transaction.atomic
def edit_group(
    group_id: str, edit: Edit, *, by: str, as_seen: Callable[[Group], bool] = _always
) -> Group:
    """New texts and rules; the room hears of a changed mode, members of a changed agreement.

    Raises ChangedMeanwhile: two may press at the same moment, so the look is under the lock.
    """
    group = conduct.locked(group_id)
    if not as_seen(group):
        raise ChangedMeanwhile
    fields = {name: value for name, value in vars(edit).items() if name != "agreement"}
    for name, value in fields.items():
        setattr(group, name, value)
    group.save(update_fields=list(fields))
    newest = group.agreements.order_by("-version").first()
    if newest is None or newest.text != edit.agreement:
        agree(group, edit.agreement)
    conduct.settle(group, clock.now())
    trail.record(Action.EDIT_GROUP, chain=group.organisation_id, actor=by, subject=group.pk)
    return group


@transaction.atomic
def set_second_look(
    group_id: str,
    follows: dict[str, str],
    countries: str,
    *,
    by: str,
    as_seen: Callable[[Group], bool] = _always,
) -> None:
    """What follows each kind of finding in this group (following.py), and whose telephone numbers
    are known. Raises ChangedMeanwhile."""
    group = conduct.locked(group_id)
    if not as_seen(group):
        raise ChangedMeanwhile
    group.second_look, group.countries = follows, countries
    group.save(update_fields=["second_look", "countries"])
    trail.record(Action.EDIT_GROUP, chain=group.organisation_id, actor=by, subject=group.pk)


def agree(group: Group, text: str) -> Agreement:
    """A new version of the agreement; everybody is shown it again."""
    newest = group.agreements.order_by("-version").values_list("version", flat=True).first() or 0
    agreement = Agreement(group=group, version=newest + 1)
    agreement.text = text
    agreement.save(force_insert=True)
    return agreement


class TooManyHours(Exception):
    """There is no room for further hours."""


@transaction.atomic
def add_hours(group_id: str, weekday: int, begins: time, ends: time, *, by: Membership) -> None:
    """Week after week from now on, in the group's zone. The same twice are the same hours."""
    group = conduct.locked(group_id)
    same = group.hours.filter(weekday=weekday, begins=begins)
    if not same.exists() and group.hours.count() >= MOST_HOURS:
        raise TooManyHours
    same.delete()
    Hours(group=group, weekday=weekday, begins=begins, ends=ends).save(force_insert=True)
    trail.record(Action.EDIT_GROUP, chain=group.organisation_id, actor=by.pk, subject=group.pk)


@transaction.atomic
def remove_hours(group_id: str, weekday: int, begins: time, *, by: Membership) -> None:
    group = conduct.locked(group_id)
    gone, _ = group.hours.filter(weekday=weekday, begins=begins).delete()
    if gone:
        trail.record(Action.EDIT_GROUP, chain=group.organisation_id, actor=by.pk, subject=group.pk)
