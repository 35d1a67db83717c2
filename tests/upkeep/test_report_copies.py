"""A report's sealed copy has a key of its own: it outlives the group, and goes 90 days after the
case was closed, in older backups too."""

from __future__ import annotations

import base64
import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test.utils import override_settings

from groups import ending, sealing
from groups.models import Message
from moderation import elsewhere, keeping, reporting
from moderation.models import Report
from peernet.kit import clock
from peernet.upkeep import erasure
from peernet.vault import keys, rotation
from peernet.vault.models import DataKey
from tests.administration import cast
from tests.upkeep.test_archive import _empty, _restore

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "He asks where I live"


def _report(
    about: cast.Person, by: cast.Person, group: Any, body: str = "A sharp remark"
) -> Report:
    said = Message.objects.get(pk=about.say(group, body).id)
    one, other = about.in_group(group), by.in_group(group)
    return reporting.report(one, by=other, reason="elsewhere", details=WORDS, message=said)


@pytest.fixture
def yew(house: Any) -> cast.Person:
    who = cast.person("yew")
    cast.appoint(who, house)
    return who


def _opened(found: Report, oak: cast.Person, yew: cast.Person) -> str:
    seal = sealing.ask(oak.account, "report", found.pk, "to decide")
    sealing.agree(seal, yew.account)
    return "\n".join(sealing.open_up(seal, oak.account))


def test_a_report_about_a_facilitator_is_read_after_the_group_ended(
    oak: Any, yew: Any, wren: Any, fern: Any, circle: Any
) -> None:
    found = _report(fern, wren, circle)
    ending.end(circle.pk, clock.now())
    told = _opened(found, oak, yew)
    assert WORDS in told and "→ Fern: A sharp remark" in told and "About: Fern" in told
    with pytest.raises(sealing.access.NotYours):
        sealing.ask(fern.account, "report", found.pk, "I want to know")


def test_one_about_a_person_who_said_nothing_still_says_whom(
    oak: Any, yew: Any, wren: Any, fern: Any, circle: Any
) -> None:
    by, about = wren.in_group(circle), fern.in_group(circle)
    found = reporting.report(about, by=by, reason="elsewhere", details=WORDS)
    ending.end(circle.pk, clock.now())
    assert "About: Fern" in _opened(found, oak, yew)


def test_what_an_ended_group_left_open_goes_to_the_office(
    oak: Any, yew: Any, wren: Any, ash: Any, fern: Any, circle: Any, house: Any
) -> None:
    """Nobody facilitates there any more; undecided, its copy would stay for ever."""
    decided, left = _report(ash, wren, circle), _report(ash, wren, circle, "Another sharp one")
    Report.objects.filter(pk=decided.pk).update(decided_at=clock.now(), outcome="nothing")
    assert elsewhere.waiting_for(oak.account, house.pk).count() == 0
    ending.end(circle.pk, clock.now())
    assert [row.pk for row in elsewhere.waiting_for(oak.account, house.pk)] == [left.pk]
    assert "Another sharp one" in _opened(left, oak, yew)
    path = f"/office/{house.pk}/reports/{left.pk}/"
    given = {"outcome": "acted", "why": "We wrote to her"}
    assert oak.sign_in().post(path, given).status_code == 303
    assert elsewhere.waiting_for(oak.account, house.pk).count() == 0
    assert oak.client.get(f"/office/{house.pk}/reports/{decided.pk}/").status_code == 404


def test_a_reported_message_that_is_gone_can_still_be_decided(
    wren: Any, ash: Any, fern: Any, circle: Any
) -> None:
    """She took her words with her: the copy is left, and somebody must be able to close the case."""
    found = _report(ash, wren, circle)
    erasure.erase(ash.account, erasure.Words.TAKEN)
    desk = fern.sign_in()
    page = desk.get(f"/desk/{found.case_id}/?show=1")
    assert page.status_code == 200 and "A sharp remark" in page.content.decode()
    assert wren.sign_in().get(f"/desk/{found.case_id}/").status_code == 404
    assert desk.post(f"/desk/{found.case_id}/", {"deed": "close"}).status_code == 303
    assert Report.objects.get().decided_at


def test_the_key_goes_with_the_copy(wren: Any, fern: Any, circle: Any) -> None:
    found, other = _report(fern, wren, circle), _report(fern, wren, circle, "again")
    token = bytes(Report.objects.get(pk=found.pk).__dict__["copy"])
    Report.objects.filter(pk=found.pk).update(decided_at=clock.now(), outcome="acted")
    keeping.forget(clock.now() + timedelta(days=89))
    assert keys.unseal(f"report:{found.pk}", f"moderation_report.copy|{found.pk}", token)
    assert keeping.forget(clock.now() + timedelta(days=91)) == 1
    assert keys.names("report:") == [f"report:{other.pk}"]
    with pytest.raises(keys.CannotOpen):
        keys.unseal(f"report:{found.pk}", f"moderation_report.copy|{found.pk}", token)
    assert Report.objects.get().words == WORDS


def test_an_older_backup_with_the_newest_keys_does_not_bring_it_back(
    wren: Any, fern: Any, circle: Any, tmp_path: Path
) -> None:
    found, other = _report(fern, wren, circle), _report(fern, wren, circle, "again")
    call_command("backup", str(tmp_path / "night"))
    Report.objects.filter(pk=found.pk).update(decided_at=clock.now(), outcome="acted")
    keeping.forget(clock.now() + timedelta(days=91))
    later = _report(wren, fern, circle)
    call_command("backup", str(tmp_path / "morning"))
    _empty()
    _restore(tmp_path / "night", tmp_path / "morning.keys")
    assert [row.pk for row in Report.objects.all()] == [other.pk]
    assert Report.objects.get().words == WORDS
    assert f"report:{later.pk}" not in keys.names("report:"), "a key without a row opens nothing"


def test_rotating_keeps_it_readable(wren: Any, fern: Any, circle: Any, settings: Any) -> None:
    found = _report(fern, wren, circle)
    fresh = base64.urlsafe_b64decode(base64.urlsafe_b64encode(b"n" * 32))
    with override_settings(VAULT_KEYS=[fresh, *settings.VAULT_KEYS]):
        assert rotation.rotate() == DataKey.objects.count()
    keys.forget_opened()
    with override_settings(VAULT_KEYS=[fresh]):
        assert Report.objects.get(pk=found.pk).words == WORDS
    keys.forget_opened()


def test_what_was_sealed_under_the_group_moves_to_keys_of_its_own(
    wren: Any, fern: Any, circle: Any, house: Any
) -> None:
    other = cast.group_of(house, "Second circle")
    for who in (wren, fern):
        cast.enter(who, other)
    kept, noise = _report(fern, wren, circle), _report(fern, wren, other)
    moving = importlib.import_module("moderation.migrations.0002_report_keys")
    moving.group_keys(apps, None)
    assert keys.names("report:") == []
    raw = bytes(Report.objects.get(pk=kept.pk).__dict__["words"])
    place = f"moderation_report.words|{kept.pk}"
    assert keys.unseal(f"group:{circle.pk}", place, raw) == WORDS
    keys.destroy(f"group:{other.pk}")
    moving.own_keys(apps, None)
    assert Report.objects.get(pk=kept.pk).words == WORDS
    assert reporting.copy_of(Report.objects.get(pk=kept.pk))[0]["body"] == "A sharp remark"
    assert Report.objects.get(pk=noise.pk).words == ""
