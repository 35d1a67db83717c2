"""The shapes of frames: what a browser may say, checked; what it is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from peernet.kit.ids import ID

from .answers import Answer, Held, Refused, Sent
from .posting import KEY, Draft
from .presenting import encoded
from .safety.advice import ADVICE

MOST_BYTES = 32 * 1024
MOST_REVISION = 2**62  # more than a group ever reaches, and no database chokes on it
PONG = '{"type":"pong"}'


@dataclass(frozen=True)
class Enter:
    group: str
    after: int | None


@dataclass(frozen=True)
class Send:
    group: str
    draft: Draft


@dataclass(frozen=True)
class React:
    group: str
    message: str
    kind: str
    on: bool


@dataclass(frozen=True)
class Read:
    group: str
    rev: int


@dataclass(frozen=True)
class Ping:
    pass


@dataclass(frozen=True)
class Malformed:
    """What could be made out of it, so that the answer finds its way."""

    group: str = ""
    key: str = ""


Frame = Enter | Send | React | Read | Ping | Malformed


def parsed(text: str) -> Frame:
    """The frame, or Malformed: never raises, whatever came."""
    try:
        given = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return Malformed()
    if not isinstance(given, dict):
        return Malformed()
    match given:
        case {"type": "ping"}:
            return Ping()
        case {"type": "send", "group": str(group), "key": str(key), "body": str(body)}:
            return _send(group, key, body, given)
        case {"type": "enter", "group": str(group), **rest}:
            after = rest.get("after")
            if after is None or _whole(after):
                return Enter(group, None if after is None else min(after, MOST_REVISION))
        case {"type": "read", "group": str(group), "rev": rev} if _whole(rev):
            return Read(group, min(rev, MOST_REVISION))
        case {
            "type": "react",
            "group": str(group),
            "message": str(mid),
            "kind": str(kind),
            "on": bool(on),
        }:
            return React(group, mid, kind, on)
    return _malformed(given)


def _send(group: str, key: str, body: str, given: dict[str, Any]) -> Frame:
    note, reply_to = given.get("note", ""), given.get("reply_to")
    confirm = given.get("confirm", False)
    note = "" if note is None else note
    fits = isinstance(note, str) and isinstance(confirm, bool)
    if not fits or not (reply_to is None or isinstance(reply_to, str)) or not KEY.match(key):
        return _malformed(given)
    if reply_to is not None and not ID.match(reply_to):
        reply_to = None
    return Send(group, Draft(key, body, note, reply_to, confirm))


def _whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _no_number(name: str) -> None:
    """`NaN` and `Infinity` are no JSON, though Python reads them."""
    raise ValueError(name)


def _malformed(given: dict[str, Any]) -> Malformed:
    group, key = given.get("group"), given.get("key")
    return Malformed(
        group if isinstance(group, str) and ID.match(group) else "",
        key if isinstance(key, str) and KEY.match(key) else "",
    )


def answer(group: str, key: str, came_of_it: Answer) -> str:
    match came_of_it:
        case Sent(id=mid, seq=seq):
            return encoded(_sent(group, key, mid, seq, "visible"))
        case Held(id=mid):
            return encoded(_sent(group, key, mid, None, "held"))
        case Refused() as no:
            return encoded(refused(group, key, no))


def _sent(group: str, key: str, mid: str, seq: int | None, state: str) -> dict[str, Any]:
    return {"type": "sent", "group": group, "key": key, "id": mid, "seq": seq, "state": state}


def answer_fact(group: str, key: str, came_of_it: Answer) -> dict[str, Any]:
    fact: dict[str, Any] = json.loads(answer(group, key, came_of_it))
    return fact


def refused(group: str, key: str, no: Refused) -> dict[str, Any]:
    findings = [
        {"kind": f.kind, "start": f.start, "end": f.end, "advice": gettext(ADVICE[f.advice])}
        for f in no.findings
    ]
    return {
        "type": "refused",
        "group": group,
        "key": key,
        "code": no.code,
        "detail": no.detail,
        "retry_after": no.retry_after,
        "findings": findings,
        "help": no.help,
    }
