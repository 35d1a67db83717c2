"""She erases herself while a page of hers still sends: the last message goes too. Real threads,
on both databases, by the verb and by the office that gathers what sockets post."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from groups import posting
from groups.answers import Refused, Sent
from groups.models import Membership, Message
from groups.posting import Draft
from moderation import cases, deeds
from peernet.accounts.models import Account
from peernet.audit.models import Entry
from peernet.upkeep import erasure
from tests.administration import cast

pytestmark = pytest.mark.django_db(transaction=True)
AT_A_TIME = 5


@pytest.mark.parametrize("by", ["one", "gathered"])
def test_the_last_message_goes_too(
    wren: Any, ash: Any, circle: Any, by: str, settings: Any
) -> None:
    settings.LIMITS_ON = False
    answers: list[Any] = []
    sending, over = threading.Event(), threading.Event()

    def send() -> None:
        try:
            while not over.is_set() or len(answers) < AT_A_TIME:
                drafts = [Draft(uuid.uuid4().hex, "good evening") for _ in range(AT_A_TIME)]
                if by == "one":
                    answers.extend(posting.post(wren.account.pk, circle.pk, d) for d in drafts)
                else:
                    asked = [posting.Post(wren.account.pk, circle.pk, d) for d in drafts]
                    answers.extend(posting.post_all(asked))
                sending.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert sending.wait(10)
    try:
        erasure.erase(wren.account, erasure.Words.TAKEN)
    finally:
        kept = len(answers)
        threading.Event().wait(0.3)
        over.set()
        for thread in threads:
            thread.join()
    assert any(isinstance(answer, Sent) for answer in answers[:kept])
    assert answers[-1] == Refused("not_a_member")
    assert not Message.objects.filter(author=wren.in_group(circle)).exists()
    assert not Account.objects.filter(pk=wren.account.pk).exists()
    assert isinstance(
        posting.post(ash.account.pk, circle.pk, Draft(uuid.uuid4().hex, "still here")), Sent
    )


def test_neither_waits_for_the_other_when_a_facilitator_acts_at_the_same_moment(
    wren: Any, fern: Any, circle: Any
) -> None:
    """A deed takes the group and then what she was told; so does an erasure."""
    failed: list[BaseException] = []

    def at_once(barrier: threading.Barrier, deed: Any) -> None:
        try:
            barrier.wait(10)
            deed()
        except (cases.AlreadyDecided, Membership.DoesNotExist):
            pass  # she was quicker
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    for number in range(12):
        who = cast.person(f"person{number}")
        member, by = cast.enter(who, circle), fern.in_group(circle)
        press = cases.Press(by, member.pk, reason="hurtful")
        deeds.warn(member, press)
        barrier = threading.Barrier(2)
        acts = [
            lambda who=who: erasure.erase(who.account, erasure.Words.TAKEN),
            lambda member=member, press=press: deeds.withdraw(member, press),
        ]
        threads = [threading.Thread(target=at_once, args=(barrier, act)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed
        assert not Account.objects.filter(pk=who.account.pk).exists()


def test_pressing_twice_erases_once(wren: Any, circle: Any) -> None:
    again = Account.objects.get(pk=wren.account.pk)
    erasure.erase(wren.account, erasure.Words.TAKEN)
    erasure.erase(again, erasure.Words.TAKEN)
    assert Entry.objects.filter(action="erase").count() == 1
