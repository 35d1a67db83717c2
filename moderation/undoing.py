"""What an overruled deed leaves behind: as if it had not been."""

from __future__ import annotations

from groups import conduct
from groups.models import Group, Membership, Message
from peernet.kit import clock

from .models import Deed, Notice

State = Message.State


def undo(notice: Notice, group: Group) -> None:
    """As if the deed had not been; what cannot come back (taken back, joined anew) stays as it is.

    Within the group's lock; the caller tells and records.
    """
    member = Membership.objects.select_related("group").get(pk=notice.member_id)
    message = Message.objects.select_related("author").filter(pk=notice.message_id).first()
    match notice.deed:
        case Deed.MUTE:
            conduct.unmute(member)
        case Deed.REMOVE:
            conduct.bring_back(member)
        case Deed.BAR:
            conduct.lift_bar(member)
            conduct.bring_back(member)
        case Deed.HIDE | Deed.FOLD | Deed.REFUSE if message is not None:
            _undo_on_message(notice, message, group)
    notice.undone_at = clock.now()
    notice.save(update_fields=["undone_at"])


def _undo_on_message(notice: Notice, message: Message, group: Group) -> None:
    match (notice.deed, message.state):
        case (Deed.HIDE, State.HIDDEN):
            conduct.restore(message, group)
        case (Deed.FOLD, State.VISIBLE):
            conduct.fold(message, group, notice.kept)
        case (Deed.REFUSE, State.REFUSED):
            conduct.show(message, group, clock.now())
        case (Deed.REFUSE, State.VISIBLE) if notice.kept:
            message.waiting_body = notice.kept
            conduct.accept_edit(message, group, clock.now())
