"""What the second look saw in a message, as the desk shows it: nothing of the words while masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups import access, following
from groups.models import Finding, Message
from groups.safety.advice import ADVICE
from groups.safety.watched import id_in
from peernet.kit import words


@dataclass(frozen=True)
class Shown:
    """A finding in plain words; `piece` and `word` are empty while the words are masked."""

    id: str
    kind: str
    rule: str
    advice: str
    not_harmful: bool
    piece: str = ""
    word: str = ""


def looked_at(message: Message, *, show: bool) -> dict[str, Any]:
    """For the page of a case: its findings, and the text in pieces, marked where they stand."""
    rows = list(message.findings.order_by("pk"))
    if not show:
        return {"findings": [_shown(row) for row in rows]}
    waits = message.state == Message.State.VISIBLE and message.waiting_body
    text = message.waiting_body if waits else message.body
    places = {row.pk: row.place_in(text) for row in rows}
    named = access.words_named(id_in(row.rule) for row in rows if row.kind == following.WATCHED)
    return {
        "findings": [
            _shown(row, text, places[row.pk], named.get(id_in(row.rule), "")) for row in rows
        ],
        "marked": words.pieces(text, [place for place in places.values() if place]),
    }


def _shown(
    row: Finding, text: str = "", place: tuple[int, int] | None = None, word: str = ""
) -> Shown:
    return Shown(
        row.pk,
        str(following.KINDS.get(row.kind, row.kind)),
        following.rule_of(row.rule),
        _(ADVICE.get(row.advice) or ADVICE.get(row.kind, "")) if row.kind in ADVICE else "",
        row.not_harmful_at is not None,
        text[slice(*place)] if place else "",
        word,
    )
