"""The titles and icons a page may wear."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Cover:
    key: str
    title: str | Promise
    icon: str


COVERS = {
    cover.key: cover
    for cover in (
        Cover("", settings.COVER_TITLE, "img/a.svg"),
        Cover("recipes", _("Recipes"), "img/b.svg"),
        Cover("weather", _("Weather"), "img/c.svg"),
        Cover("lists", _("Lists"), "img/d.svg"),
        Cover("reading", _("Reading"), "img/e.svg"),
    )
}


def cover_of(account: object) -> Cover:
    return COVERS.get(getattr(account, "cover", ""), COVERS[""])
