"""She takes a copy of her own words; leaving and a quiet time."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from groups import joining
from groups.models import Message
from moderation import appeals, notices
from moderation.models import Deed
from moderation.notices import Told
from peernet.accounts.models import Standing
from peernet.audit.models import Entry
from tests.administration import cast


def _zip_of(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))


def test_the_device_is_spoken_of_first(wren: Any) -> None:
    page = wren.sign_in().get("/account/export/").content.decode()
    assert "not locked" in page
    assert "data-download" in page


def test_the_file_holds_her_words_and_nobody_elses(wren: Any, ash: Any, circle: Any) -> None:
    wren.say(circle, "mine <b>alone</b>")
    ash.say(circle, "somebody else's")
    answer = wren.sign_in().post("/account/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="notes.zip"'
    assert "no-store" in answer["Cache-Control"]
    found = _zip_of(answer)
    told = json.loads(found.read("notes.json"))
    assert [m["body"] for m in told["groups"][0]["messages"]] == ["mine <b>alone</b>"]
    page = found.read("notes.html").decode()
    assert "mine &lt;b&gt;alone" in page
    assert "somebody else" not in page + json.dumps(told)
    assert "Ash" not in page + json.dumps(told)


def test_what_she_answered_and_what_she_asked_with_is_in_it_too(
    wren: Any, fern: Any, circle: Any, house: Any
) -> None:
    told = Told(words="said to her")
    notice = notices.tell(wren.in_group(circle), Deed.WARN, told, by=fern.in_group(circle))
    appeals.appeal(notice, "I see it <i>differently</i>")
    asked = cast.group_of(house, "Second circle", admission="asked")
    invite, _ = joining.issue(house, asked, joining.Terms())
    joining.redeem(invite.pk, joining.Person(wren.account, "Wren", "may I come in"))
    found = _zip_of(wren.sign_in().post("/account/export/"))
    written = json.loads(found.read("notes.json"))
    assert [one["body"] for one in written["answered"]] == ["I see it <i>differently</i>"]
    assert [one["body"] for one in written["asked"]] == ["may I come in"]
    page = found.read("notes.html").decode()
    assert "I see it &lt;i&gt;" in page and "may I come in" in page
    assert "said to her" not in page + json.dumps(written)


def test_the_page_in_it_says_its_language(wren: Any, client: Any) -> None:
    wren.account.language = "es"
    wren.account.save(update_fields=["language"])
    page = _zip_of(wren.sign_in().post("/account/export/")).read("notes.html").decode()
    assert '<html lang="es">' in page
    blank = client.get("/n/", headers={"Accept-Language": "es"}).content.decode()
    assert '<html lang="es">' in blank


def test_taken_back_words_are_not_in_it(wren: Any, circle: Any) -> None:
    sent = wren.say(circle, "not this one")
    client = wren.sign_in()
    client.post(f"/g/{circle.pk}/m/{sent.id}/take-back/")
    told = json.loads(_zip_of(client.post("/account/export/")).read("notes.json"))
    assert told["groups"][0]["messages"] == []


def test_leaving_shuts_the_door_and_keeps_the_words(wren: Any, circle: Any) -> None:
    wren.say(circle, "I was here")
    client = wren.sign_in()
    assert "Nobody is told" in client.get(f"/g/{circle.pk}/leave/").content.decode()
    assert client.post(f"/g/{circle.pk}/leave/").status_code == 303
    assert client.get(f"/g/{circle.pk}/").status_code == 404
    assert Message.objects.get().state == Message.State.VISIBLE
    assert Entry.objects.filter(action="leave").exists()
    assert Standing.objects.filter(kind="membership_changed", of=wren.places[circle.pk].pk).exists()


def test_a_quiet_group_shows_no_count_and_wakes(wren: Any, ash: Any, circle: Any) -> None:
    ash.say(circle, "hello")
    client = wren.sign_in()
    assert "1 new" in client.get("/g/").content.decode()
    assert client.post(f"/g/{circle.pk}/snooze/", {"for": "week"}).status_code == 303
    page = client.get("/g/").content.decode()
    assert "1 new" not in page
    assert "Quiet until" in page
    client.post(f"/g/{circle.pk}/snooze/", {"for": "0"})
    assert "1 new" in client.get("/g/").content.decode()
    assert client.post(f"/g/{circle.pk}/snooze/", {"for": "year"}).status_code == 422


def test_a_stranger_finds_neither_page(elm: Any, circle: Any) -> None:
    stray = elm[0].sign_in()
    for page in ("leave", "snooze"):
        assert stray.get(f"/g/{circle.pk}/{page}/").status_code == 404
        assert stray.post(f"/g/{circle.pk}/{page}/", {"for": "day"}).status_code == 404
