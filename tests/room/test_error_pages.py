"""Errors are pages too: the way out is on them, and what was typed is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_an_address_for_forms_only_has_the_way_out_when_read(group: Any, on_duty: Any) -> None:
    answer = on_duty.browser.get("/desk/duty/")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert 'action="/leave/"' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "box"),
    [("/g/{gid}/talk/", "body"), ("/account/notices/", "words"), ("/desk/duty/", "handover")],
)
def test_a_form_that_was_open_too_long_gives_back_what_was_typed(
    group: Any, wren: Any, path: str, box: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(wren.account)
    answer = browser.post(path.format(gid=group.pk), {box: "typed with care"})
    assert answer.status_code == 403 and "typed with care" in answer.content.decode()
