"""A person's own words as one readable page and JSON in a zip, made in memory only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from groups import access, erasing
from moderation import keeping as moderation_keeping
from peernet.accounts import keeping as accounts_keeping
from peernet.accounts.models import Account
from peernet.kit import zipped
from peernet.support import keeping as support_keeping

FILE_NAME = "notes.zip"


def gather(account: Account) -> dict[str, Any]:
    houses = access.houses_of(account)
    return {
        "settings": accounts_keeping.export(account),
        "groups": erasing.export(account),
        "asked": erasing.export_asked(account),
        "answered": moderation_keeping.export(account),
        "saved": support_keeping.export(account, houses),
    }


def pieces(told: dict[str, Any]) -> Iterator[bytes]:
    page = render_to_string("upkeep/words.html", told)
    plain = json.dumps(told, ensure_ascii=False, indent=1)
    return zipped.zipped([("notes.html", [page]), ("notes.json", [plain])])
