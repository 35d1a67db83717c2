"""What a member must be able to reach, and read in her language."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def page(person: Any, path: str) -> str:
    return str(person.browser.get(path).content.decode())


def test_a_person_can_be_reported_where_she_is_chosen(group: Any, wren: Any, ash: Any) -> None:
    where = f"/g/{group.pk}/block/"
    report = f"/g/{group.pk}/p/{ash.membership.pk}/report/"
    assert report in page(wren, f"{where}?member={ash.membership.pk}")
    wren.browser.post(where, {"member": ash.membership.pk, "on": "1"})
    assert report in page(wren, where), "on her list too"


def test_the_titles_a_tab_may_wear_are_in_her_language(wren: Any) -> None:
    wren.account.language = "es"
    wren.account.save(update_fields=["language"])
    told = page(wren, "/account/settings/")
    assert "Recetas" in told and "Recipes" not in told
