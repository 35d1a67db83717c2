"""A group's words as one readable page, for the file that two people agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from groups import history
from groups.models import Group, Message
from peernet.kit import clock
from peernet.vault.fields import legible


def page(group: Group) -> Iterator[str]:
    """What members can read now, by the names they use here; nothing hidden, waiting or private."""
    told = {"group": group, "made_at": clock.now()}
    yield render_to_string("administration/_words_begin.html", told)
    for message in history.all_visible(group.pk):
        yield _row(message)
    yield "</body>\n</html>\n"


def _row(message: Message) -> str:
    return format_html(
        "<article><p><b>{}</b> <small>{} {}</small></p><p>{}</p></article>\n",
        legible(message.author, "pseudonym") or _("somebody"),
        clock.stamp(message.shown_at or message.at),
        legible(message, "note"),
        linebreaksbr(legible(message, "body")),
    )
