"""When somebody facilitates next: said in the group's own time, wherever the server stands."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from groups.models import Group, Hours

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/g/", "/g/{gid}/", "/g/{gid}/talk/"])
def test_the_next_hours_are_in_the_zone_they_name(group: Any, wren: Any, page: str) -> None:
    Group.objects.filter(pk=group.pk).update(time_zone="America/New_York")
    Hours.objects.create(group=group, weekday=4, begins=time(18), ends=time(20))
    told = wren.browser.get(page.format(gid=group.pk)).content.decode()
    assert "Next hours: Friday, 18:00 to 20:00 (America/New_York)" in told
