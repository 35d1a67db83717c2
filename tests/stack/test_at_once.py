"""Many at once through the pages: nobody gets an error because others are busy."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.people import PASSWORD
from tests.places import Place, running

PLAIN = ("--admission", "open", "--newcomers", "0", "--resting", "off")


def join(place: Place, code: str, number: int) -> int:
    visitor = place.visitor()
    visitor.get("/join/")
    if visitor.post("/join/", code=code, phrase="").status != 303:
        return 422
    visitor.get("/join/new/")
    name = f"Person {number} of many"
    fields = {"password": PASSWORD, "pseudonym": name, "agree": "on"}
    return visitor.post("/join/new/", **fields).status


def test_thirty_people_join_at_once_and_a_code_for_one_admits_one(tmp_path: Path) -> None:
    with running(tmp_path) as place:
        gid = place.room(*PLAIN)
        one = place.codes(gid)[0]
        many = place.peernet.facts("invite", gid, "--role", "member", "--uses", "30")
        with ThreadPoolExecutor(30) as pool:
            first = Counter(pool.map(lambda n: join(place, one, n), range(30)))
            again = Counter(
                pool.map(lambda n: join(place, many["invites"][0]["code"], 100 + n), range(30))
            )
        assert first == {303: 1, 422: 29}
        assert again == {303: 30}
        assert "Traceback" not in place.peernet.log and "ERROR" not in place.peernet.log
