"""Her open sockets elsewhere close within a second when a second factor is added."""

from __future__ import annotations

import re

from tests.accounts.test_changed_factors import code_of
from tests.people import PASSWORD
from tests.places import Place


def test_the_other_page_closes_and_this_one_stays(place: Place) -> None:
    gid = place.room("--admission", "open", "--newcomers", "0", "--resting", "off")
    here, elsewhere = place.visitor(), place.visitor()
    elsewhere.sign_in(here.join(place.codes(gid)[0], "Wren"))
    with here.socket() as mine, elsewhere.socket() as other:
        mine.enter(gid)
        other.enter(gid)
        here.get("/account/reauthenticate/")
        here.post("/account/reauthenticate/", password=PASSWORD)
        page = here.get("/account/2fa/totp/activate/").text
        secret = re.search(r"data-secret>([A-Z2-7]+)<", page)
        assert secret, page
        answer = here.post("/account/2fa/totp/activate/", code=code_of(secret[1]))
        assert answer.status == 303
        assert other.closed_with(1.5) == 4401
        mine.say(type="ping")
        assert mine.hears("pong")
