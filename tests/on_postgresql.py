"""Runs pytest with a PostgreSQL of its own under it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.servers import postgresql

if __name__ == "__main__":
    with postgresql() as address:
        env = {**os.environ, "PEERNET_TEST_DATABASE_URL": address}
        sys.exit(subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env=env))
