"""A person's own words, for her alone: erased, or copied out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from peernet.accounts.models import Account
from peernet.audit import trail
from peernet.audit.actions import Action
from peernet.kit import clock
from peernet.vault.fields import legible

from . import conduct, live
from .models import Application, Erasure, Group, Invite, Membership, Message, Reaction, TalkWord
from .presenting import Change

BATCH = 200
Words = Erasure.Words


def hold_still(account: Account) -> bool:
    """Lock her groups, as every deed does first, and then herself, so that no new place of hers
    appears meanwhile; False when she is erased already. Call first, in the erasure's transaction.
    """
    hers = Membership.objects.filter(account=account).values("group")
    list(Group.objects.select_for_update().filter(pk__in=hers).order_by("pk"))
    return Account.objects.select_for_update().filter(pk=account.pk).first() is not None


@transaction.atomic
def erase(account: Account, words: Words) -> None:
    """Leave nameless memberships behind, and her words with them or not; write the ledger.

    Groups are locked in the order of their ids, as posting does: what she sent a moment ago is
    either here already and goes too, or finds its membership ended. Reports are never read.
    """
    mine = list(Membership.objects.filter(account=account).order_by("group_id", "pk"))
    for member in mine:
        _erase_one(member, words)
    Application.objects.filter(account=account).delete()
    Erasure.objects.update_or_create(of=account.pk, defaults={"words": words})
    _record(account, mine)


def _record(account: Account, mine: list[Membership]) -> None:
    """One entry an organisation, in the order of the chains' names; locked last."""
    whose = {m.group.organisation_id: m.pk for m in mine}
    for appointment in account.appointments.all():
        whose[appointment.organisation_id] = appointment.pk
        open_ones = Invite.objects.filter(issued_by=appointment.pk, revoked_at=None)
        open_ones.update(revoked_at=clock.now())
    for chain in sorted(whose):
        trail.record(Action.ERASE, chain=chain, actor=whose[chain], subject=whose[chain])


def _erase_one(member: Membership, words: Words) -> None:
    now = clock.now()
    group = conduct.locked(member.group_id)
    if member.ended_at is None:
        conduct.end(member, Membership.Ending.ERASED, now)
        group.refresh_from_db(fields=["revision"])
    TalkWord.objects.filter(member=member).delete()
    member.blocks.all().delete()
    if words == Words.TAKEN:
        _take_words(member)
        _take_marks(member, group)
    rev = conduct.next_revision(group)
    group.fresh_rev = rev
    group.save(update_fields=["revision", "fresh_rev"])
    _make_nameless(member, rev, words)
    if words == Words.TAKEN:
        live.announce_fact(group, rev, {"type": "gone", "author": member.pk})
    else:
        live.announce_name(member)


def _take_words(member: Membership) -> None:
    Message.objects.filter(author=member).delete()
    TalkWord.objects.filter(by=member).delete()


def _take_marks(member: Membership, group: Group) -> None:
    """The marks she left under others' words are hers too: each row is told anew, without them."""
    mine = Reaction.objects.filter(member=member)
    marked = Message.objects.filter(pk__in=mine.values("message"), state=Message.State.VISIBLE)
    rows = list(marked.select_related("author").order_by("seq"))
    mine.delete()
    for row in rows:
        row.rev = conduct.next_revision(group)
    Message.objects.bulk_update(rows, ["rev"], batch_size=BATCH)
    for first in range(0, len(rows), BATCH):
        changes = [Change("changed", row) for row in rows[first : first + BATCH]]
        live.announce(changes, group)


def _make_nameless(member: Membership, rev: int, words: Words) -> None:
    member.account, member.look, member.ending = None, None, Membership.Ending.ERASED
    member.pseudonym, member.came_by = "", ""
    if words == Words.TAKEN:
        member.erased_rev, member.named_rev = rev, 0
    else:
        member.named_rev = rev
    fields = ["account", "look", "ending", "pseudonym", "came_by", "erased_rev", "named_rev"]
    member.save(update_fields=fields)


def export(account: Account) -> list[dict[str, Any]]:
    """What she wrote and chose, a group at a time; nobody else's words or names, no reports."""
    mine = Membership.objects.filter(account=account, group__ended_at=None)
    return [_exported(member) for member in mine.select_related("group").order_by("joined_on")]


def export_asked(account: Account) -> list[dict[str, str]]:
    """What she wrote to facilitators of groups that she asked to join."""
    rows = Application.objects.filter(account=account, group__ended_at=None).exclude(words=b"")
    rows = rows.select_related("group").order_by("made_on", "pk")
    return [{"at": row.made_on.isoformat(), "body": legible(row, "words")} for row in rows]


def _exported(member: Membership) -> dict[str, Any]:
    messages = Message.objects.filter(author=member).exclude(state=Message.State.REMOVED)
    return {
        "group": legible(member.group, "name"),
        "your_name": legible(member, "pseudonym"),
        "joined_on": member.joined_on.isoformat(),
        "left_on": member.ended_at.date().isoformat() if member.ended_at else None,
        "role": str(member.role),
        "agreement_version": member.agreed_version,
        "people_you_blocked": member.blocks.count(),
        "messages": [_message(message) for message in messages.order_by("at")],
        "to_facilitators": [
            {"at": clock.stamp(word.at), "body": legible(word, "body")}
            for word in TalkWord.objects.filter(by=member).order_by("at")
        ],
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "at": clock.stamp(message.shown_at or message.at),
        "state": str(message.state),
        "note": legible(message, "note"),
        "body": legible(message, "body"),
    }
