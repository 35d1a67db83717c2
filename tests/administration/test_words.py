"""The office's lists of watched words: add, change, take out, import, export, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groups.models import Group, WatchedWord
from peernet.audit import trail
from peernet.audit.models import Entry
from tests.administration import cast


def words() -> dict[str, str]:
    return {row.word: row.follows for row in WatchedWord.objects.filter(removed_at=None)}


def mark(word: str) -> str:
    row = next(row for row in WatchedWord.objects.all() if row.word == word)
    return f"{row.pk}.{row.follows}"


@pytest.fixture
def page(circle: Any) -> str:
    return f"/office/g/{circle.pk}/words/"


@pytest.fixture
def client(oak: Any) -> Client:
    return oak.sign_in()  # type: ignore[no-any-return]


def add(client: Client, page: str, word: str = "Mill Lane", **more: str) -> Any:
    return client.post(page, {"do": "add", "word": word, "follows": "hold", **more})


def test_a_word_is_added_and_written_down_without_the_word(
    client: Client, page: str, circle: Any, fern: Any
) -> None:
    assert add(client, page).status_code == 303
    assert words() == {"Mill Lane": "hold"} and "Mill Lane" in client.get(page).content.decode()
    entry = Entry.objects.get(action="change_words")
    assert entry.subject == circle.pk and trail.reason_of(entry) == "1 added"
    other = fern.sign_in()
    assert other.get(page).status_code == add(other, page, "quarry").status_code == 404
    assert words() == {"Mill Lane": "hold"}


@pytest.mark.parametrize(
    ("word", "why"),
    [("*", "match everything"), ("the", "match everything"), ("*ab*", "3 letters in a row"),
     ("", "required"), ("x" * 81, "80")],
)  # fmt: skip
def test_a_word_that_matches_everything_is_refused_with_why(
    client: Client, page: str, word: str, why: str
) -> None:
    answer = add(client, page, word)
    text = answer.content.decode()
    assert (answer.status_code == 422 and why in text and f'value="{word}"' in text) or not word
    assert words() == {} and not Entry.objects.filter(action="change_words").exists()


def test_a_refusal_speaks_the_readers_language(client: Client, page: str) -> None:
    answer = client.post(
        page, {"do": "add", "word": "*ab*", "follows": "ask"}, headers={"accept-language": "es"}
    )
    assert "letras seguidas" in answer.content.decode()


def test_the_same_word_in_another_dress_is_not_added_twice(client: Client, page: str) -> None:
    add(client, page)
    assert add(client, page, "MILL  lane").status_code == 303, "the same stands already"
    answer = client.post(page, {"do": "add", "word": "mill lane", "follows": "ask"})
    assert answer.status_code == 422 and "something else follows" in answer.content.decode()
    assert words() == {"Mill Lane": "hold"}


def test_a_word_is_taken_out_and_put_back(client: Client, page: str) -> None:
    add(client, page)
    taken = mark("Mill Lane")
    assert client.post(page, {"do": "take_out", "word": taken}).status_code == 303
    assert words() == {} and "Put it back" in client.get(page).content.decode()
    back = {"do": "put_back", "word": taken.partition(".")[0]}
    assert client.post(page, back).status_code == 303
    assert words() == {"Mill Lane": "hold"}
    assert client.post(page, back).status_code == 422, "it stands already"
    reasons = [trail.reason_of(entry) for entry in Entry.objects.filter(action="change_words")]
    assert reasons == ["1 added", "1 taken out", "1 put back"]


def test_a_word_added_anew_cannot_be_put_back_beside_itself(client: Client, page: str) -> None:
    add(client, page)
    taken = mark("Mill Lane")
    client.post(page, {"do": "take_out", "word": taken})
    add(client, page, "mill lane")
    answer = client.post(page, {"do": "put_back", "word": taken.partition(".")[0]})
    assert answer.status_code == 422 and "It is watched already." in answer.content.decode()


def test_the_second_of_two_does_not_undo_the_first(client: Client, page: str, house: Any) -> None:
    """Both have the page open; each changes what she saw."""
    elder = cast.person("elder")
    cast.appoint(elder, house)
    second = elder.sign_in()
    add(client, page)
    add(client, page, "quarry")
    seen_by_both = [mark("Mill Lane"), mark("quarry")]
    change = {"do": "change", "word": seen_by_both[:1], "new-follows": "alert"}
    assert client.post(page, change).status_code == 303
    late = {"do": "change", "word": seen_by_both, "new-follows": "ask"}
    answer = second.post(page, late)
    assert answer.status_code == 422 and "meanwhile" in answer.content.decode()
    assert words() == {"Mill Lane": "alert", "quarry": "hold"}, "nothing of it, not half"
    assert second.post(page, {"do": "take_out", "word": seen_by_both[0]}).status_code == 422
    assert add(second, page, "harbour").status_code == 303, "what does not collide goes on"
    assert len(words()) == 3


def test_a_table_comes_in_whole_or_not_at_all(client: Client, page: str) -> None:
    table = (
        "word,action,scope,note\nmill lane,ask\n*,ask\nquarry,shout\nward,fold,group,of a ward\n"
    )
    answer = client.post(page, {"do": "import", "table": table})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Row 3:" in text and "Row 4:" in text
    assert "quarry,shout" in text, "what was pasted is kept" and words() == {}
    good = table.replace("*,ask\n", "").replace("shout", "alert")
    assert client.post(page, {"do": "import", "table": good}).status_code == 303
    assert words() == {"mill lane": "ask", "quarry": "alert", "ward": "fold"}
    answer = client.post(page, {"do": "import", "table": "mill lane,hold\nriver,ask\n"})
    assert "Row 1:" in answer.content.decode() and "river" not in words()
    other = client.post(page, {"do": "import", "table": "river,ask,network\n"})
    assert other.status_code == 422 and "river" not in words()


@pytest.mark.parametrize(
    ("data", "word"),
    [("río,ask\n".encode(), "río"), ("río;ask\n".encode("cp1252"), "río"),
     ("\ufeffword,action\nlake,hold\n".encode(), "lake")],
)  # fmt: skip
def test_a_table_as_a_file(client: Client, page: str, data: bytes, word: str) -> None:
    given = {"do": "import", "table": "", "file": SimpleUploadedFile("w.csv", data)}
    assert client.post(page, given).status_code == 303
    assert word in words()


def test_a_bad_file_stands_in_the_box_to_be_mended(client: Client, page: str) -> None:
    file = SimpleUploadedFile("w.csv", b"river,shout\n")
    answer = client.post(page, {"do": "import", "table": "", "file": file})
    assert answer.status_code == 422 and "river,shout\n</textarea>" in answer.content.decode()
    large = SimpleUploadedFile("w.csv", b"river,hold\n" * 30_000)
    answer = client.post(page, {"do": "import", "table": "", "file": large})
    assert answer.status_code == 422 and "too large" in answer.content.decode()
    larger = SimpleUploadedFile("w.csv", b"river,hold\n" * 300_000)  # kept by no handler
    answer = client.post(page, {"do": "import", "table": "", "file": larger})
    assert answer.status_code == 422 and "too large" in answer.content.decode()
    assert client.post(page, {"do": "import", "table": " "}).status_code == 422
    assert words() == {}


def test_one_round_names_every_bad_row(client: Client, page: str) -> None:
    add(client, page)
    table = "tern,ask,network\nMill Lane,ask\n*,ask\nlark,shout\nwren,hold\nwren,hold\nowl\n"
    answer = client.post(page, {"do": "import", "table": table})
    assert answer.status_code == 422
    assert [number for number, _why in answer.context["bad"]] == [1, 2, 3, 4, 6, 7]
    assert words() == {"Mill Lane": "hold"}


@pytest.mark.parametrize("do", ["change", "take_out"])
def test_nothing_ticked_is_said_and_changes_nothing(client: Client, page: str, do: str) -> None:
    add(client, page)
    answer = client.post(page, {"do": do, "new-follows": "ask"})
    assert answer.status_code == 422 and "Tick the words first." in answer.content.decode()
    assert words() == {"Mill Lane": "hold"}


def test_a_form_with_a_file_needs_its_token_like_any_other(oak: Any, page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(oak.account)
    file = SimpleUploadedFile("w.csv", b"river,hold\n")
    assert strict.post(page, {"do": "import", "file": file}).status_code == 403
    token = strict.get(page).cookies["csrftoken"].value
    file.seek(0)
    given = {"do": "import", "file": file, "csrfmiddlewaretoken": token}
    assert strict.post(page, given).status_code == 303 and "river" in words()


def test_what_goes_out_as_a_file_comes_in_again_and_is_no_formula(
    client: Client, page: str, circle: Any
) -> None:
    client.post(page, {"do": "import", "table": "=mill lane,hold\nward,fold,group,of a ward\n"})
    answer = client.post(page, {"do": "export"})
    assert answer["Content-Disposition"] == 'attachment; filename="words.csv"'
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode("utf-8-sig")
    assert "'=mill lane,hold,group," in text
    before = words()
    WatchedWord.objects.all().delete()
    assert client.post(page, {"do": "import", "table": text}).status_code == 303
    assert words() == before


def test_an_organisations_words_hold_in_its_groups(
    client: Client, house: Any, circle: Any, wren: Any, elm: Any
) -> None:
    page = f"/office/{house.pk}/words/"
    assert add(client, page).status_code == 303
    assert type(wren.say(circle, "by the mill lane")).__name__ == "Held"
    tried = client.post(f"/office/g/{circle.pk}/look/", {"text": "a Mill  Lane <b>"})
    text = tried.content.decode()
    assert "a <mark>Mill  Lane</mark> &lt;b&gt;" in text and "→ hold" in text
    assert "This group looks twice at this word." in text
    stranger = elm[0].sign_in()
    assert stranger.get(page).status_code == add(stranger, page, "x y").status_code == 404
    assert Group.objects.get(pk=elm[2].pk).look_version == 0


def test_what_would_fold_says_under_which_note(client: Client, page: str, circle: Any) -> None:
    given = {"do": "add", "word": "ward", "follows": "fold", "note": "of a ward"}
    assert client.post(page, given).status_code == 303
    text = client.post(f"/office/g/{circle.pk}/look/", {"text": "the ward"}).content.decode()
    assert "of a ward" in text and "fold under a note" in text


def test_an_unknown_press_changes_nothing(client: Client, page: str) -> None:
    add(client, page)
    assert client.post(page, {"do": "shout"}).status_code == 422
    assert (
        client.post(page, {"do": "change", "word": "x.hold", "new-follows": "ask"}).status_code
        == 422
    )
    assert (
        client.post(
            page, {"do": "change", "word": mark("Mill Lane"), "new-follows": "shout"}
        ).status_code
        == 422
    )
    assert words() == {"Mill Lane": "hold"}


def test_the_choices_of_two_at_once(client: Client, circle: Any) -> None:
    from groups.following import DEFAULTS

    page = f"/office/g/{circle.pk}/look/"
    usual = {kind: str(follow) for kind, follow in DEFAULTS.items()}
    form = client.get(page).content.decode()
    seen = form.partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(page, {**usual, "abuse": "hold", "seen": seen}).status_code == 303
    answer = client.post(page, {**usual, "contact": "hold", "seen": seen})
    assert answer.status_code == 422 and "Somebody else changed this" in answer.content.decode()
    assert Group.objects.get(pk=circle.pk).second_look["contact"] == "ask_hold"


def test_a_group_that_is_archived_keeps_its_words_as_they_are(
    client: Client, page: str, circle: Any
) -> None:
    from groups import ending
    from peernet.kit import clock

    add(client, page)
    ending.archive(circle.pk, clock.now(), by="")
    assert add(client, page, "quarry").status_code == 404 and len(words()) == 1
