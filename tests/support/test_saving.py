"""What she saves is hers: no other page, no row, no copy of the database says what it is."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from peernet.support import directory, saving
from peernet.support.models import Shelf
from peernet.upkeep import erasure, export
from peernet.vault import keys
from peernet.vault.models import DataKey
from tests.conftest import Person
from tests.support.conftest import HOTLINE


def save(who: Person, eid: str, on: str = "1", **more: str) -> Any:
    return who.browser.post(f"/places/{eid}/save/", {"on": on, **more})


def saved(who: Person) -> str:
    return str(who.browser.get("/places/saved/").content.decode())


def test_saved_is_listed_and_taken_off_again(wren: Person, clinic: Any) -> None:
    assert "Nothing yet" in saved(wren)
    answer = save(wren, clinic.pk)
    assert answer.status_code == 303 and answer["Location"] == f"/places/{clinic.pk}/"
    save(wren, HOTLINE)
    save(wren, HOTLINE)
    assert "Lantern Street Clinic" in saved(wren)
    assert saving.saved_by(wren.account) == [clinic.pk, HOTLINE]
    assert "You saved this." in wren.browser.get(f"/places/{HOTLINE}/").content.decode()
    assert save(wren, clinic.pk, on="0", back="list")["Location"] == "/places/saved/"
    assert "Lantern Street Clinic" not in saved(wren) and HOTLINE in saved(wren)


def test_nobody_else_has_it_on_a_page(
    wren: Person, ash: Person, fern: Person, oak: Person, clinic: Any
) -> None:
    save(wren, clinic.pk)
    for who in (ash, fern, oak):
        assert "Nothing yet" in saved(who), who.name


def test_what_she_may_not_see_she_cannot_save(
    wren: Person, stray: Person, clinic: Any, hill_pantry: Any
) -> None:
    assert save(stray, clinic.pk).status_code == 404
    assert save(wren, hill_pantry.pk).status_code == 404
    assert save(wren, "aaaaaaaaaaaaaaaa").status_code == 404
    assert save(wren, clinic.pk, on="2").status_code == 422
    assert wren.browser.get(f"/places/{clinic.pk}/save/").status_code == 405
    assert not Shelf.objects.exists()


def test_a_stolen_database_does_not_say_what_or_how_much(
    wren: Person, ash: Person, clinic: Any
) -> None:
    save(wren, clinic.pk)
    save(ash, clinic.pk)
    for number in range(20):
        saving.save(ash.account, f"{number:016}")
    one, two = (bytes(row.__dict__["listed"]) for row in Shelf.objects.order_by("pk"))
    assert clinic.pk.encode() not in one + two
    assert len(one) == len(two) and one != two
    hers, other = Shelf.objects.get(pk=wren.account.pk), Shelf.objects.get(pk=ash.account.pk)
    hers.__dict__["listed"] = other.__dict__["listed"]
    with pytest.raises(keys.CannotOpen):
        _ = hers.listed


def test_a_full_list_says_so_and_keeps_what_it_has(wren: Person, clinic: Any) -> None:
    for number in range(saving.MOST):
        assert saving.save(wren.account, f"{number:016}")
    answer = save(wren, clinic.pk)
    assert answer.status_code == 422 and "Take one off first" in answer.content.decode()
    assert clinic.pk not in saving.saved_by(wren.account)


def test_what_is_gone_from_the_directory_is_counted(
    wren: Person, clinic: Any, organisation: Any
) -> None:
    save(wren, clinic.pk)
    directory.remove(organisation.pk, clinic.pk, by="")
    assert "1 that you saved is no longer in the directory." in saved(wren)


def test_a_saved_line_that_was_corrected_leads_to_the_correction(
    wren: Person, organisation: Any
) -> None:
    save(wren, HOTLINE)
    facts = directory.Facts(name="The corrected line", reach="x", source="y", card="line")
    row = directory.add(organisation.pk, facts, line=HOTLINE)
    assert "The corrected line" in saved(wren)
    save(wren, row.pk, on="0")
    assert "The corrected line" not in saved(wren)


def test_it_is_in_her_own_copy_and_in_nobody_elses(wren: Person, ash: Person, clinic: Any) -> None:
    save(wren, clinic.pk)
    for who, has in ((wren, True), (ash, False)):
        zipped = b"".join(export.pieces(export.gather(who.account)))
        found = zipfile.ZipFile(io.BytesIO(zipped))
        told = json.loads(found.read("notes.json"))
        assert [one["name"] for one in told["saved"]] == ["Lantern Street Clinic"] * has
        assert ("Lantern Street Clinic" in found.read("notes.html").decode()) is has


def test_erasing_herself_takes_the_list_and_its_key(wren: Person, clinic: Any) -> None:
    save(wren, clinic.pk)
    name = f"account:{wren.account.pk}"
    assert DataKey.objects.filter(pk=name).exists()
    erasure.erase(wren.account, erasure.Words.LEFT)
    assert not Shelf.objects.exists() and not DataKey.objects.filter(pk=name).exists()
