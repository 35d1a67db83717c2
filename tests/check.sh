#!/bin/sh
# What `make check` and CI run: format, lint, types, import rules, templates, house tests.
set -e
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff format --check -q .
$bin/ruff check -q .
$bin/lint-imports --no-cache | grep -E "KEPT|BROKEN|Broken" ; $bin/lint-imports --no-cache > /dev/null
$bin/djlint templates --lint --quiet
PEERNET_DEBUG=1 $bin/mypy peernet groups moderation
$bin/python -m pytest -m house tests/house
