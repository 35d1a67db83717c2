"""Reports that no facilitator of the group may know of: the administrators' desk decides them.

For everybody who ever facilitated the group such a report does not exist (product c5), for an
administrator who did so as well: `decidable_by` is the only door to these rows.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from groups import access, conduct, sealing
from groups.access import NotYours, Who
from groups.models import Appointment, Membership
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock, words
from peernet.kit.ids import known_id

from . import notices, reporting
from .cases import AlreadyDecided, ReasonMissing
from .models import Deed, Report
from .notices import Told
from .reasons import WORDS_MOST_CHARS

# Open when its group ended, or decided afterwards.
LEFT_BEHIND = Q(group__ended_at__isnull=False) & (
    Q(decided_at=None) | Q(decided_at__gt=F("group__ended_at"))
)
_TOLD = {
    Report.Outcome.ACTED: Deed.REPORTED_ACTED,
    Report.Outcome.NOTHING: Deed.REPORTED_NOTHING,
}


def decidable_by(account: Who) -> QuerySet[Report]:
    """Of her organisations; never of a group that she facilitated, nor by or about herself.

    What an ended group left open is among them: nobody facilitates there any more (product d6)."""
    offices = access.appointments_of(account).values("organisation")
    hers = Membership.objects.filter(account=account.pk, was_facilitator=True)
    rows = Report.objects.filter(Q(elsewhere=True) | LEFT_BEHIND)
    rows = rows.filter(group__organisation__in=offices)
    rows = rows.exclude(group__in=hers.values("group"))
    rows = rows.exclude(about__account=account.pk).exclude(by__account=account.pk)
    return rows.select_related("group")


def waiting_for(account: Who, organisation_id: str) -> QuerySet[Report]:
    """Who has waited longest comes first. The words stay sealed: the list does not need them."""
    rows = decidable_by(account).filter(decided_at=None, group__organisation=organisation_id)
    return rows.defer("words", "copy").order_by("made_at", "pk")


def one_for(account: Who, organisation_id: str, report_id: str) -> tuple[Report, Appointment]:
    rows = decidable_by(account).filter(group__organisation=organisation_id)
    found = rows.filter(pk=known_id(report_id)).defer("words", "copy").first()
    if found is None:
        raise NotYours
    return found, access.appointment_of(account, organisation_id)


def unseen_by(account: Who, organisation_id: str) -> QuerySet[Report]:
    """What the trail must not show this administrator: not even that there is a report."""
    rows = Report.objects.filter(elsewhere=True, group__organisation=organisation_id)
    return rows.exclude(pk__in=decidable_by(account).values("pk"))


@transaction.atomic
def decide(
    account: Who, organisation_id: str, report_id: str, *, outcome: Report.Outcome, why: str
) -> None:
    """The reporter is told, and nobody else: no facilitator's page or socket may stir.

    Raises NotYours, ReasonMissing, AlreadyDecided.
    """
    why = words.tidy(why).strip()[:WORDS_MOST_CHARS]
    found, by = one_for(account, organisation_id, report_id)
    if not why:
        raise ReasonMissing
    conduct.locked(found.group_id)
    row = Report.objects.select_related("by", "message").defer("words", "copy").get(pk=found.pk)
    if row.decided_at:
        raise AlreadyDecided
    row.decided_at, row.outcome = clock.now(), outcome
    row.save(update_fields=["decided_at", "outcome"])
    notices.tell(row.by, _TOLD[outcome], Told(message=row.message), by=None)
    trail.record(Action.CLOSE, chain=organisation_id, actor=by.pk, subject=row.pk, reason=why)


# --- Opened by two (groups/sealing.py finds this by its name in the settings) -------------------


def sealed_for(account: Who, report_id: str) -> sealing.Sealed | None:
    """What a seal of this report would open; None for everybody who may not know of it."""
    found = decidable_by(account).select_related("about").filter(pk=report_id).first()
    if found is None:
        return None
    return sealing.Sealed(found.group.organisation_id, lambda: _lines(found))


def _lines(found: Report) -> list[str]:
    """Whom it is about and what was said; who reported it is not among it."""
    copy = reporting.copy_of(found)
    then = next((str(line["name"]) for line in copy if line["about"]), "")
    return [
        _("About: %(name)s") % {"name": found.about.pseudonym or then or "–"},
        str(found.get_reason_display()),
        *found.words.splitlines(),
        _("The words as they were then"),
        *(_line(line) for line in copy if line["body"]),
    ]


def _line(line: dict[str, object]) -> str:
    mark = "→ " if line["reported"] else ""
    return f"{mark}{line['name']}: {line['body']}"
