#!/bin/sh
# What `make test` runs: everything on SQLite, then everything but the browser on PostgreSQL.
# What the machine lacks is installed on Debian and Ubuntu as root; elsewhere it is skipped and named.
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python

missing() { $python -c 'from tests.machine import missing_tools as m; print(" ".join(m()))'; }

if [ -n "$(missing)" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo "Installing what tests need: $(missing)"
  apt-get update -qq > /dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    postgresql redis-server chromium gettext nginx-light > /dev/null
fi

status=0
$python -m pytest -n 2 --dist loadfile || status=$?
if [ "$status" = 0 ] && $python -c 'from tests.machine import postgresql_bin as p; exit(p() is None)'; then
  echo "The same on PostgreSQL:"
  $python -m tests.on_postgresql -n 2 --dist loadfile -m "not chromium and not house" || status=$?
fi
left=$(missing)
[ -z "$left" ] || $python -c 'from tests.machine import missing_tools as m
for tool, how in m().items(): print(f"Skipped what needs {tool}: {how}")'
exit "$status"
