"""PeerNet's settings for tests: a data folder and keys of their own, quick hashing."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="peernet-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("PEERNET_") and "_TEST_" not in name]:
    del os.environ[_name]
os.environ["PEERNET_DEBUG"] = "1"
os.environ["PEERNET_DATA_DIR"] = str(_folder)
if os.environ.get("PEERNET_TEST_DATABASE_URL"):
    os.environ["PEERNET_DATABASE_URL"] = os.environ["PEERNET_TEST_DATABASE_URL"]

from peernet.settings import *  # noqa: E402, F403
from peernet.settings import DATABASES, MIDDLEWARE  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["tests.hashing.Quick"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"].pop("pool")  # so that the test database can be dropped
