"""The office's pages at 500 groups and 20,000 members. SQLite, in a temporary folder.

Run: .venv/bin/python -m bench.office
"""

from __future__ import annotations

import os
import tempfile
import time

GROUPS, MEMBERS, ROUNDS = 500, 20_000, 7


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            PEERNET_DATA_DIR=folder, PEERNET_DEBUG="1", DJANGO_SETTINGS_MODULE="peernet.settings"
        )
        os.environ.pop("PEERNET_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        measure()


def measure() -> None:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from groups import counting, founding, joining
    from peernet.accounts.models import Account
    from peernet.kit import clock

    setup_test_environment()
    organisation = founding.found("bench")
    oak = Account.objects.create(handle_digest="oak")
    invite, _ = joining.issue(organisation, None, joining.Terms(role="administrator"))
    joining.redeem(invite.pk, joining.Person(oak))
    groups = [
        founding.make_group(organisation, f"Group {n}", founding.Rules()) for n in range(GROUPS)
    ]
    fill(groups)
    joining.issue_many(organisation, groups[0], joining.Terms(label="bench"), 1000)
    began = time.monotonic()
    counting.count(clock.now())
    print(f"counting a round: {(time.monotonic() - began) * 1000:.0f} ms")
    client = Client()
    client.force_login(oak)
    base = f"/office/{organisation.pk}"
    pages = (f"{base}/", f"/office/g/{groups[7].pk}/", f"/office/g/{groups[7].pk}/who/",
             f"{base}/invites/", f"{base}/audit/", f"{base}/numbers/", f"{base}/invites/new/")  # fmt: skip
    for page in pages:
        times = []
        for _round in range(ROUNDS):
            began = time.monotonic()
            assert client.get(page).status_code == 200, page
            times.append((time.monotonic() - began) * 1000)
        name = page.replace(organisation.pk, "…").replace(groups[7].pk, "…")
        print(f"{name:<28} median {sorted(times)[ROUNDS // 2]:.0f} ms, most {max(times):.0f} ms")


def fill(groups: list) -> None:  # type: ignore[type-arg]
    from groups.models import Membership
    from peernet.accounts.models import Account

    accounts = [Account(handle_digest=f"bench-{n}") for n in range(MEMBERS)]
    Account.objects.bulk_create(accounts, batch_size=500)
    rows = []
    for n, account in enumerate(accounts):
        row = Membership(group=groups[n % len(groups)], account=account, look=f"look-{n}")
        row.pseudonym = f"Name {n}"
        rows.append(row)
    Membership.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    main()
