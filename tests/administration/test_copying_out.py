"""A group's words as a file: an administrator and a facilitator, once, and everybody reads of it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from groups import appointing, ending
from groups.models import Membership, Message, Seal
from peernet.audit.models import Entry
from peernet.kit import clock

from . import cast


def _ask(who: cast.Person, group: Any, reason: str = "a court order, number 12") -> Any:
    given = {"kind": "export", "subject": group.pk, "reason": reason}
    return who.sign_in().post("/office/seals/", given)


def _agree(who: cast.Person) -> Any:
    return who.sign_in().post(f"/office/seals/{Seal.objects.get().pk}/agree/")


def _save(who: cast.Person) -> Any:
    return who.client.post(f"/office/seals/{Seal.objects.get().pk}/open/")


def _page_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    found = zipfile.ZipFile(io.BytesIO(answer.content))
    assert found.namelist() == ["notes.html"] and found.testzip() is None
    return found.read("notes.html").decode()


@pytest.fixture
def yew(house: Any) -> cast.Person:
    who = cast.person("yew")
    cast.appoint(who, house)
    return who


@pytest.fixture
def agreed(oak: Any, fern: Any, wren: Any, ash: Any, circle: Any) -> Seal:
    wren.say(circle, "the <b>lamp</b> is on")
    ash.say(circle, "and stays on")
    assert _ask(oak, circle).status_code == 303
    assert _agree(fern).status_code == 303
    return Seal.objects.get()


def test_the_file_holds_what_members_can_read_and_nothing_else(
    oak: Any, fern: Any, wren: Any, circle: Any, house: Any
) -> None:
    other = cast.group_of(house, "Second circle")
    cast.enter(wren, other)
    wren.say(other, "elsewhere")
    for state in ("visible", "hidden", "held", "removed"):
        said = wren.say(circle, f"this is {state}")
        Message.objects.filter(pk=said.id).update(state=state)
    _ask(oak, circle)
    _agree(fern)
    answer = _save(oak)
    page = _page_of(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="notes.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert "this is visible" in page and "<b>Wren</b>" in page
    for absent in ("this is hidden", "this is held", "this is removed", "elsewhere"):
        assert absent not in page
    for opaque in (wren.account.pk, wren.handle, wren.places[circle.pk].pk):
        assert opaque not in page


def test_words_are_drawn_as_words(agreed: Seal, oak: Any) -> None:
    page = _page_of(_save(oak))
    assert "the &lt;b&gt;lamp&lt;/b&gt; is on" in page and 'lang="en"' in page


def test_somebody_who_erased_herself_has_no_name_in_it(agreed: Seal, oak: Any, ash: Any) -> None:
    ash.sign_in().post("/account/erase/", {"words": "left"})
    page = _page_of(_save(oak))
    assert "<b>somebody</b>" in page and "Ash" not in page


def test_it_is_written_down_and_everybody_in_the_group_reads_of_it(
    agreed: Seal, oak: Any, wren: Any, ash: Any, fern: Any, circle: Any
) -> None:
    ash.sign_in().post(f"/g/{circle.pk}/leave/")
    about, line = f"/g/{circle.pk}/about/", "a group&#x27;s words, as a file"
    assert line not in wren.sign_in().get(about).content.decode(), "agreed, but nothing opened yet"
    _page_of(_save(oak))
    deeds = Entry.objects.filter(subject=circle.pk, action__contains="seal").order_by("number")
    assert [entry.action for entry in deeds] == ["ask_seal", "agree_seal", "open_seal"]
    for who in (wren, fern):
        assert line in who.sign_in().get(about).content.decode()
    assert line in ash.client.get("/account/notices/").content.decode()
    later = cast.person("hazel")
    cast.enter(later, circle)
    Membership.objects.filter(pk=later.places[circle.pk].pk).update(
        joined_on=clock.now().date() + timedelta(days=1)
    )
    assert line not in later.sign_in().get(about).content.decode()


def test_it_is_saved_once(agreed: Seal, oak: Any) -> None:
    _page_of(_save(oak))
    assert _save(oak).status_code == 422
    assert Entry.objects.filter(action="open_seal").count() == 1


def test_only_whoever_may_save_it_is_offered_to_and_only_once(
    agreed: Seal, oak: Any, fern: Any, yew: Any
) -> None:
    button = f'action="/office/seals/{agreed.pk}/open/"'

    def page(who: cast.Person) -> str:
        return str(who.sign_in().get("/office/seals/").content.decode())

    assert button in page(oak)
    assert button not in page(fern) and "Only the administrator saves the file." in page(fern)
    assert button not in page(yew), "an administrator who took no part"
    _page_of(_save(oak))
    assert button not in page(oak) and "The file was saved." in page(oak)


def test_two_administrators_are_not_enough(oak: Any, yew: Any, fern: Any, circle: Any) -> None:
    _ask(oak, circle)
    answer = _agree(yew)
    assert answer.status_code == 422 and "for its members" in answer.content.decode()
    assert _save(oak).status_code == 422
    assert _agree(fern).status_code == 303


def test_a_facilitator_may_ask_and_only_the_administrator_saves(
    oak: Any, yew: Any, fern: Any, circle: Any
) -> None:
    other = cast.person("hazel")
    cast.enter(other, circle, "facilitator")
    assert _ask(fern, circle).status_code == 303
    assert _agree(other).status_code == 422
    assert _agree(oak).status_code == 303
    assert _save(fern).status_code == 422
    assert _save(yew.sign_in() and yew).status_code == 404, "she was not one of the two"
    _page_of(_save(oak))


def test_an_asker_who_was_stood_down_counts_no_longer(oak: Any, fern: Any, circle: Any) -> None:
    assert _ask(fern, circle).status_code == 303
    appointing.stand_down(fern.in_group(circle), by="x", reason="she shared a name")
    answer = _agree(oak)
    assert answer.status_code == 422 and "no longer has the place" in answer.content.decode()
    assert Seal.objects.get().agreed_at is None


def test_consent_ends_with_the_place_it_was_given_in(agreed: Seal, fern: Any, oak: Any) -> None:
    place = Membership.objects.get(pk=agreed.agreed_by)
    appointing.stand_down(place, by="x", reason="she shared a name")
    answer = _save(oak)
    assert answer.status_code == 422 and "no longer has the place" in answer.content.decode()
    assert Seal.objects.get().opened_at is None


def test_a_member_and_another_house_cannot_ask(
    wren: Any, elm: Any, oak: Any, circle: Any, house: Any
) -> None:
    for who in (wren, elm[0]):
        assert _ask(who, circle).status_code == 404
    assert _ask(oak, circle, reason=" ").status_code == 422
    ending.end(circle.pk, clock.now())
    assert _ask(oak, circle).status_code == 404
    assert not Seal.objects.exists()


def test_after_fifteen_minutes_and_with_an_old_factor_it_is_refused(
    agreed: Seal, oak: Any, settings: Any
) -> None:
    Seal.objects.update(open_until=clock.now() - timedelta(seconds=1))
    assert _save(oak).status_code == 422
    Seal.objects.update(open_until=clock.now() + timedelta(minutes=5))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert "reauthenticate" in _save(oak)["Location"]
    assert not Entry.objects.filter(action="open_seal").exists()


def test_nothing_is_left_on_the_disk(
    agreed: Seal, oak: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    _page_of(_save(oak))
    assert list(tmp_path.iterdir()) == []


def test_the_office_leads_to_it_from_the_page_of_endings(oak: Any, circle: Any) -> None:
    page = oak.sign_in().get(f"/office/g/{circle.pk}/archive/").content.decode()
    link = f"/office/seals/?kind=export&amp;subject={circle.pk}"
    assert link in page
    form = oak.client.get(link.replace("&amp;", "&")).content.decode()
    assert f'value="{circle.pk}"' in form and '<option value="export" selected' in form
