"""What this machine has of what tests need, and how to get the rest."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path


@cache
def postgresql_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return Path(here).parent if here else None


@cache
def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@cache
def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


@cache
def missing_tools() -> dict[str, str]:
    """What is not here, each with how to get it."""
    lacking = {}
    if postgresql_bin() is None:
        lacking["postgresql"] = "install PostgreSQL's server (Debian: apt-get install postgresql)"
    if shutil.which("redis-server") is None:
        lacking["redis"] = "install Redis (Debian: apt-get install redis-server)"
    if chromium() is None:
        lacking["chromium"] = "install Chromium (Debian: apt-get install chromium)"
    if nginx() is None:
        lacking["nginx"] = "install nginx (Debian: apt-get install nginx-light)"
    return lacking
