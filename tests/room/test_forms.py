"""The room by plain forms and as JSON: read, page back, post, react, edit, take back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from groups.models import Message, TalkWord
from peernet.kit.quiet import NoDetails
from tests.conftest import Person

JSON = {"accept": "application/json"}


def rows(person: Person, group: Any, query: str = "") -> dict[str, Any]:
    return dict(person.browser.get(f"/g/{group.pk}/messages/{query}", headers=JSON).json())


def test_a_posted_message_leads_back_to_the_room(wren: Person, ash: Person, group: Any) -> None:
    answer = wren.browser.post(f"/g/{group.pk}/messages/", {"body": "By a form", "key": "k1"})
    assert answer.status_code == 303 and answer.headers["Location"].startswith(f"/g/{group.pk}/")
    assert "By a form" in ash.browser.get(f"/g/{group.pk}/").content.decode()
    wren.browser.post(f"/g/{group.pk}/messages/", {"body": "another", "key": "k1"})
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), ("  \n ", "empty"), ("x" * 4001, "too_long")]
)
def test_a_refused_message_stays_in_the_box(wren: Person, group: Any, body: str, code: str) -> None:
    answer = wren.browser.post(f"/g/{group.pk}/messages/", {"body": body, "note": "kept note"})
    assert answer.status_code == 422 and "kept note" in answer.content.decode()
    assert body.strip() in answer.content.decode()
    found = wren.browser.post(f"/g/{group.pk}/messages/", {"body": body, "key": "k"}, headers=JSON)
    assert found.status_code == 422 and found.json()["code"] == code and found.json()["key"] == "k"


def test_what_she_was_writing_goes_with_her_to_the_facilitators(wren: Person, group: Any) -> None:
    page = wren.browser.post(f"/g/{group.pk}/talk/", {"body": "Half a thought", "begin": "1"})
    assert page.status_code == 200 and ">Half a thought</textarea>" in page.content.decode()
    assert not TalkWord.objects.exists() and not Message.objects.exists()


def test_a_key_that_cannot_be_is_not_given_back(wren: Person, group: Any) -> None:
    page = wren.browser.post(f"/g/{group.pk}/messages/", {"body": "kept", "key": "a b"})
    assert page.status_code == 422 and ">kept</textarea>" in page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key and re.fullmatch("[A-Za-z0-9-]{1,64}", key[1])


def test_the_band_says_so_when_nobody_facilitates(wren: Person, group: Any) -> None:
    assert "Nobody facilitates just now." in wren.browser.get(f"/g/{group.pk}/").content.decode()


def test_json_answers_have_the_contracts_shapes(wren: Person, group: Any) -> None:
    sent = wren.browser.post(
        f"/g/{group.pk}/messages/", {"body": "hello", "key": "k"}, headers=JSON
    )
    assert sent.status_code == 200
    assert set(sent.json()) == {"type", "group", "key", "id", "seq", "state"}
    found = rows(wren, group)
    assert set(found) == {
        "type", "group", "rev", "you", "mode", "slow_seconds", "facilitators", "messages", "held",
        "names", "first", "fresh", "more", "older",
    }  # fmt: skip
    assert found["you"] == wren.membership.pk and found["rev"] == found["messages"][-1]["rev"]


def test_whoever_reads_too_fast_is_told_so_in_the_same_shape(wren: Person, group: Any) -> None:
    from peernet.kit import limits

    for _ in range(limits.LIMITS["history"].many):
        limits.take("history", wren.membership.pk)
    answer = wren.browser.get(f"/g/{group.pk}/messages/", headers=JSON)
    assert answer.status_code == 429 and answer.json()["code"] == "rate_limited"
    assert answer.json()["retry_after"] == 60
    assert answer["Retry-After"] == "60"
    assert wren.browser.get(f"/g/{group.pk}/messages/").status_code == 429


def _used_up(name: str, who: Person) -> None:
    from peernet.kit import limits

    for _ in range(limits.LIMITS[name].many):
        limits.take(name, who.membership.pk)


@pytest.mark.parametrize("where", ["talk", "edit", "react", "messages", "messages as JSON"])
def test_whoever_is_too_fast_is_told_when_to_come_back(
    where: str, wren: Person, group: Any
) -> None:
    mid, given = wren.post(group, "Good evening").id, {"body": "Kept words", "kind": "heart"}
    own = f"m/{mid}/{where}" if where in ("edit", "react") else where.split()[0]
    head = JSON if "JSON" in where else None
    path, limit = f"/g/{group.pk}/{own}/", {"react": "reactions", "messages": "messages-burst"}
    assert wren.browser.post(path, given, headers=head).status_code in (200, 303)
    _used_up(limit.get(where.split()[0], "changes"), wren)
    answer = wren.browser.post(path, given, headers=head)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert where == "react" or head or "Kept words" in answer.content.decode()


def test_paging_back_reaches_the_start_and_skips_nothing(wren: Person, group: Any) -> None:
    from peernet.kit import limits

    for number in range(25):
        limits._memory.clear()
        wren.post(group, f"number {number}")
    seen: list[int] = []
    page = rows(wren, group, "?limit=10")
    while True:
        seen = [m["seq"] for m in page["messages"]] + seen
        if not page["older"]:
            break
        page = rows(wren, group, f"?limit=10&before={seen[0]}")
    assert len(seen) == 25 and seen == sorted(seen)
    html = wren.browser.get(f"/g/{group.pk}/messages/?before={seen[5]}").content.decode()
    assert "number 4" in html and "number 5" not in html


@pytest.mark.parametrize(
    "query", ["?before=x", "?after=-1", "?after=1.5", "?limit=many", "?before=9&after=0"]
)
def test_a_malformed_number_is_told_so(wren: Person, group: Any, query: str) -> None:
    answer = wren.browser.get(f"/g/{group.pk}/messages/{query}", headers=JSON)
    assert answer.status_code == 422 and answer.json()["code"] == "malformed"
    assert wren.browser.get(f"/g/{group.pk}/messages/{query}").status_code == 422


def test_after_brings_changes_and_says_whether_more_wait(wren: Person, group: Any) -> None:
    for number in range(5):
        wren.post(group, f"number {number}")
    found = rows(wren, group, "?after=1&limit=2")
    assert [m["rev"] for m in found["messages"]] == [2, 3] and found["more"] and found["rev"] == 3
    assert found["older"]
    assert rows(wren, group, "?after=3")["more"] is False
    assert rows(wren, group, "?after=0004&limit=1")["messages"][0]["rev"] == 5


@pytest.mark.parametrize("far", ["99", str(2**63), "9" * 40, "9" * 5000])
def test_a_cursor_past_the_end_begins_afresh(wren: Person, group: Any, far: str) -> None:
    wren.post(group, "only one")
    found = rows(wren, group, f"?after={far}")
    assert found["fresh"] is True and len(found["messages"]) == 1
    assert len(rows(wren, group, f"?before={far}")["messages"]) == 1


def test_marks_are_counted_and_taken_away(wren: Person, ash: Person, group: Any) -> None:
    mid = wren.post(group, "news").id
    react = f"/g/{group.pk}/m/{mid}/react/"
    for person in (wren, ash):
        assert person.browser.post(react, {"kind": "candle", "on": "1"}).status_code == 303
    assert rows(wren, group)["messages"][0]["reactions"] == {"candle": 2}
    ash.browser.post(react, {"kind": "candle", "on": "0"})
    ash.browser.post(react, {"kind": "candle", "on": "0"})
    assert rows(wren, group)["messages"][0]["reactions"] == {"candle": 1}
    assert wren.browser.post(react, {"kind": "thumbs", "on": "1"}).status_code == 422


def test_she_changes_her_words_and_everybody_sees_that(
    wren: Person, ash: Person, group: Any
) -> None:
    mid = wren.post(group, "first words").id
    edit = f"/g/{group.pk}/m/{mid}/edit/"
    assert "first words" in wren.browser.get(edit).content.decode()
    assert wren.browser.post(edit, {"body": "second words", "note": ""}).status_code == 303
    page = ash.browser.get(f"/g/{group.pk}/").content.decode()
    assert "second words" in page and "first words" not in page and "changed" in page
    kept = wren.browser.post(edit, {"body": " ", "note": "n"})
    assert kept.status_code == 422
    assert ash.browser.get(edit).status_code == 404
    assert ash.browser.post(edit, {"body": "not mine", "note": ""}).status_code == 404


def test_words_taken_back_are_destroyed(wren: Person, ash: Person, group: Any) -> None:
    mid = wren.post(group, "never mind", note="about nothing").id
    assert ash.browser.post(f"/g/{group.pk}/m/{mid}/take-back/").status_code == 404
    assert wren.browser.post(f"/g/{group.pk}/m/{mid}/take-back/").status_code == 303
    message = Message.objects.get(pk=mid)
    assert bytes(message.__dict__["body"]) == b"" == bytes(message.__dict__["note"])
    row = rows(ash, group)["messages"][0]
    assert (row["state"], row["html"], row["note"]) == ("removed", "", "")
    assert "taken back" in ash.browser.get(f"/g/{group.pk}/").content.decode()


def test_a_new_name_is_on_old_rows_too(wren: Person, ash: Person, group: Any) -> None:
    wren.post(group, "words")
    cursor = rows(ash, group)["rev"]
    wren.browser.post(f"/g/{group.pk}/name/", {"pseudonym": "Juniper"})
    found = rows(ash, group, f"?after={cursor}")
    assert found["names"] == {wren.membership.pk: "Juniper"} and found["rev"] > cursor
    assert rows(ash, group)["messages"][0]["author"]["name"] == "Juniper"


def test_unread_counts_and_what_she_has_read(wren: Person, ash: Person, group: Any) -> None:
    for number in range(3):
        ash.post(group, f"number {number}")
    wren.post(group, "mine is not unread")
    assert "3 new" in wren.browser.get("/g/").content.decode()
    wren.browser.post(f"/g/{group.pk}/read/", {"rev": "2"})
    assert "1 new" in wren.browser.get("/g/").content.decode()
    wren.browser.post(f"/g/{group.pk}/read/", {"rev": "x"})
    wren.browser.post(f"/g/{group.pk}/read/", {"rev": "1"})
    assert "1 new" in wren.browser.get("/g/").content.decode(), "never backwards"


def test_a_note_folds_the_words(wren: Person, ash: Person, group: Any) -> None:
    wren.browser.post(f"/g/{group.pk}/messages/", {"body": "folded words", "note": "About court"})
    page = ash.browser.get(f"/g/{group.pk}/").content.decode()
    assert "<b>About court</b>" in page and page.index('<details class="note">') < page.index(
        "folded words"
    )


def test_an_answer_leads_to_what_it_answers_without_quoting_it(
    wren: Person, ash: Person, group: Any
) -> None:
    mid = wren.post(group, "the first thing").id
    page = ash.browser.get(f"/g/{group.pk}/?reply={mid}").content.decode()
    assert f'name="reply_to" value="{mid}"' in page
    ash.browser.post(f"/g/{group.pk}/messages/", {"body": "an answer", "reply_to": mid})
    row = rows(wren, group)["messages"][1]
    assert (
        row["reply_to"] == mid
        and f"#m-{mid}" in row["html"]
        and "the first thing" not in row["html"]
    )
    ash.browser.post(
        f"/g/{group.pk}/messages/", {"body": "to nothing", "reply_to": "aaaaaaaaaaaaaaaa"}
    )
    assert rows(wren, group)["messages"][2]["reply_to"] is None


def test_a_changed_agreement_is_shown_before_the_room(wren: Person, group: Any) -> None:
    from groups import founding

    founding.agree(group, "A new sentence.")
    assert wren.browser.get(f"/g/{group.pk}/").headers["Location"] == f"/g/{group.pk}/about/"
    assert "A new sentence." in wren.browser.get(f"/g/{group.pk}/about/").content.decode()
    wren.browser.post(f"/g/{group.pk}/about/", {"agree": "1"})
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 200


def test_a_megabyte_is_refused_in_one_line_and_the_server_lives(
    wren: Person, group: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(NoDetails())
    answer = wren.browser.post(f"/g/{group.pk}/messages/", {"body": "x" * 1_000_000})
    assert answer.status_code == 400
    assert wren.browser.get(f"/g/{group.pk}/").status_code == 200
    assert caplog.messages == ["RequestDataTooBig"]


def test_the_row_has_no_form_and_the_source_is_on_the_about_page_only(
    wren: Person, group: Any
) -> None:
    wren.post(group, "words")
    assert "<form" not in rows(wren, group)["messages"][0]["html"]
    about = wren.browser.get(f"/g/{group.pk}/about/").content.decode()
    assert "source" in about
    assert "source, free" not in wren.browser.get(f"/g/{group.pk}/").content.decode()


@pytest.mark.parametrize(
    "body", [b"body=%ff%fe%00&key=k", b"body=\xff\xfe\xc3\x28", b"body=%00", b"&&&=%"]
)
def test_bytes_that_are_no_text_break_nothing(wren: Person, group: Any, body: bytes) -> None:
    answer = wren.browser.post(
        f"/g/{group.pk}/messages/", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (303, 422)


def test_an_upload_is_read_by_nobody(wren: Person, group: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"body": "words", "file": SimpleUploadedFile("x.html", b"<script>")}
    assert wren.browser.post(f"/g/{group.pk}/messages/", fields).status_code in (303, 422)
