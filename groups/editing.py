"""A member changes or takes back her own words, and her name."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import Q

from peernet.kit import clock, limits, words

from . import conduct, following, helping, lexicon, live, naming, safety
from .answers import Answer, Held, Refused, Sent, unfit
from .models import Finding, Membership, Message
from .models.message import MOST_CHARS, NOTE_MOST_CHARS
from .naming import NameTaken
from .posting import held_for_now, may_speak


def edit(message: Message, body: str, note: str, *, confirm: bool = False) -> Answer:
    """Change a message by the same rules as sending; where it must wait, the old text stays."""
    typed, body, note = body, words.tidy(body).strip(), words.one_line(note)
    no = unfit(typed, body, note)
    if no and no.code == "empty":
        return no
    words_now = lexicon.of(message.group)
    findings = words_now.look(body[:MOST_CHARS], note[:NOTE_MOST_CHARS])
    note = note or words_now.note_for(findings)
    asked = following.asked(message.group, findings)
    if no:
        came_of_it: Answer = no
    elif asked and not confirm:
        came_of_it = Refused("ask", findings=following.as_typed(asked, typed))
    elif limits.take("changes", message.author_id):
        came_of_it = Refused("rate_limited", retry_after=60)
    else:
        came_of_it = _edit(message.pk, body, note, findings=findings)
    if isinstance(came_of_it, Refused):
        help_from = helping.gathered(message.group, findings, clock.now())
        return replace(came_of_it, help_from=help_from)
    return came_of_it


@transaction.atomic
def _edit(mid: str, body: str, note: str, *, findings: tuple[safety.Finding, ...]) -> Answer:
    now = clock.now()
    found = Message.objects.values_list("group", flat=True).get(pk=mid)
    group = conduct.locked(found)
    message = Message.objects.select_related("author").get(pk=mid)
    if message.state not in (Message.State.VISIBLE, Message.State.HELD):
        return Refused("malformed")
    mode = conduct.settle(group, now)[0]
    refused = may_speak(message.author, group, mode, now)
    if refused:
        return refused
    waits = message.state == Message.State.VISIBLE and (
        following.is_held(group, findings) or held_for_now(message.author, group, mode, now)
    )
    _forget(message, findings, the_old_stays=waits)
    Finding.objects.bulk_create(following.row_of(message, body, found) for found in findings)
    if following.is_urgent(findings):
        live.tell_one("help", message.pk)
    if following.is_alerting(group, findings):
        live.tell_desk(group.pk)
    if message.state == Message.State.HELD:
        message.body, message.note, message.edited_at = body, note, now
        message.save(update_fields=["body", "note", "edited_at"])
        return Held(message.pk)
    if waits:
        message.waiting_body, message.waiting_note = body, note
        message.save(update_fields=["waiting_body", "waiting_note"])
        return Held(message.pk)
    message.body, message.note = body, note
    fields = {"body": message.__dict__["body"], "note": message.__dict__["note"]}
    fields |= {"waiting_body": "", "waiting_note": ""}  # an older change that still waited
    conduct.change(message, Message.State.VISIBLE, group, edited_at=now, **fields)
    return Sent(message.pk, message.seq or 0)


def _forget(message: Message, findings: tuple[safety.Finding, ...], *, the_old_stays: bool) -> None:
    """What was seen in the old text goes with it. Words of crisis or danger stay on the desk until
    somebody has looked; while the old text is still read, so does everything that was seen in it."""
    gone = Q(rule__in=[one.rule for one in findings]) | Q(harmless_at__isnull=False)
    if not the_old_stays:
        gone |= ~Q(kind__in=following.URGENT)
    message.findings.filter(gone).delete()


@transaction.atomic
def take_back(message: Message) -> None:
    """Her words are destroyed at once; what was visible leaves an empty place."""
    group = conduct.locked(message.group_id)
    message = Message.objects.select_related("author").get(pk=message.pk)
    if message.state == Message.State.REMOVED:
        return
    empty = {"body": "", "note": "", "waiting_body": "", "waiting_note": "", "decision": ""}
    message.findings.all().delete()
    message.reactions.all().delete()
    if message.seq is not None:
        conduct.change(message, Message.State.REMOVED, group, **empty)
        return
    message.state = Message.State.REMOVED
    for name, value in empty.items():
        setattr(message, name, value)
    message.save(update_fields=["state", *empty])


@transaction.atomic
def rename(membership: Membership, name: str) -> None:
    """A new pseudonym; old rows show it too. `name` is checked already (naming.checked)."""
    group = conduct.locked(membership.group_id)
    membership.pseudonym = name
    membership.look = naming.look_digest(group.pk, name)
    membership.named_rev = conduct.next_revision(group)
    try:
        with transaction.atomic():
            membership.save(update_fields=["pseudonym", "look", "named_rev"])
    except IntegrityError:
        raise NameTaken from None
    group.save(update_fields=["revision"])
    live.announce_name(membership)
