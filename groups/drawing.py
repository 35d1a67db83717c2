"""Draws a message from `_message.html`, the only drawing there is.

A room's messages differ in a dozen places and nowhere else. The template is rendered once for each
shape (language, role, held, folded, changed, answering) with holes in those places, and the holes
are filled for each message: 60 µs instead of 310 (bench/README.md). One with marks under it, rarer
and of any shape, is rendered whole.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, Template
from django.template.loader import get_template
from django.utils import formats, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from peernet.kit import clock, html
from peernet.vault.fields import legible

from .models import Membership, Message, Reaction
from .models.message import CARD_MARK

HOLE = "\x00"  # in no text that people wrote: words.tidy takes control characters away
_HOLES = ("pk", "seq", "author_id", "state", "pattern", "reply", "group_id", "name", "note",
          "words", "when", "at")  # fmt: skip


def drawn(
    message: Message, note: str, reactions: dict[str, int], language: str, zone: str
) -> SafeString:
    """The row of a message in one language."""
    fill = _fill(message, note, language, zone)
    if reactions:
        return _whole(message, reactions, language, fill)
    pieces = _pieces(language, *_shape(message, note))
    return mark_safe(  # noqa: S308 (every filling is escaped, or drawn by kit/html.py)
        "".join(fill[piece] if place % 2 else piece for place, piece in enumerate(pieces))
    )


def name_of(member: Membership, language: str) -> str:
    """The pseudonym, or the word for somebody whose name is erased."""
    return legible(member, "pseudonym") or _somebody(language)


@cache
def _somebody(language: str) -> str:
    with translation.override(language):
        return translation.gettext("somebody")


def _fill(message: Message, note: str, language: str, zone: str) -> dict[str, str]:
    moment = message.shown_at or message.at
    minute = int(moment.timestamp()) // 60
    return {
        "pk": message.pk,
        "seq": str(message.seq) if message.seq is not None else "",
        "author_id": message.author_id,
        "state": str(message.state),
        "pattern": str(message.author.pattern),
        "reply": message.reply_to_id or "",
        "group_id": message.group_id,
        "name": escape(name_of(message.author, language)),
        "note": escape(note),
        "words": drawn_words(legible(message, "body")),
        "when": _when(minute, zone, language),
        "at": clock.stamp(moment),
    }


def drawn_words(body: str) -> SafeString:
    """What somebody said, or an entry of the directory as a card (putting.py)."""
    drawn = html.draw_facts(body[1:]) if body[:1] == CARD_MARK else html.draw(body)
    return mark_safe(drawn)  # noqa: S308 (kit/html.py escapes)


def _shape(message: Message, note: str) -> tuple[bool, ...]:
    return (
        message.role == Membership.Role.FACILITATOR,
        message.state == Message.State.HELD,
        bool(note),
        message.edited_at is not None,
        message.reply_to_id is not None,
    )


@cache
def _template() -> Template:
    return get_template("groups/_message.html").template  # type: ignore[attr-defined,no-any-return]


@cache
def _pieces(language: str, *shape: bool) -> tuple[str, ...]:
    """The template with holes: text, a hole's name, text, …"""
    holes = {name: f"{HOLE}{name}{HOLE}" for name in _HOLES}
    return tuple(_rendered(language, shape, holes, {}).split(HOLE))


def _whole(
    message: Message, reactions: dict[str, int], language: str, fill: dict[str, str]
) -> SafeString:
    return _rendered(language, _shape(message, fill["note"]), fill, reactions)


def _rendered(
    language: str, shape: tuple[bool, ...], fill: dict[str, str], reactions: dict[str, int]
) -> SafeString:
    facilitator, held, noted, edited, answers = shape
    safe = {name: mark_safe(text) for name, text in fill.items()}  # noqa: S308 (escaped in _fill)
    row = SimpleNamespace(
        pk=safe["pk"],
        seq=safe["seq"],
        author_id=safe["author_id"],
        state=safe["state"],
        author=SimpleNamespace(pattern=safe["pattern"]),
        edited_at=edited,
        reply_to_id=safe["reply"] if answers else None,
        group_id=safe["group_id"],
    )
    context: dict[str, Any] = {
        "message": row,
        "name": safe["name"],
        "facilitator": facilitator,
        "held": held,
        "note": safe["note"] if noted else "",
        "words": safe["words"],
        "when": safe["when"],
        "at": safe["at"],
        "kinds": Reaction.Kind.choices,
    }
    with translation.override(language):
        context["reactions"] = [(k, Reaction.Kind(k).label, n) for k, n in reactions.items()]
        return _template().render(Context(context))


@lru_cache(4096)
def _when(minute: int, zone: str, language: str) -> str:
    """Escaped. Of a minute of the epoch: what is said within it is drawn once."""
    with translation.override(language):
        return escape(when(datetime.fromtimestamp(minute * 60, UTC), zone))


def when(moment: datetime, zone: str) -> str:
    """Day and time in the group's zone; a script makes it "today" in hers."""
    return formats.date_format(moment.astimezone(ZoneInfo(zone)), "j M, H:i")
