# What people type. Needs nothing but Python >= 3.11 and make.
PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000


.PHONY: run test check bench lock messages
.DEFAULT_GOAL := run

# --only-binary: nothing is compiled here, so no compiler is needed.
.venv/.run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "Installing what PeerNet stands on (once) …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what its tests need (once) …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/.run
	@PORT=$(PORT) exec $(PY) -m peernet.upkeep.run

test: .venv/.dev
	@exec sh tests/run.sh

check: .venv/.dev
	@exec sh tests/check.sh

bench: .venv/.dev
	@$(PY) -m bench.second_look
	@exec $(PY) -m bench.run

# For us: write the locks anew (uv is only used here), gather and compile the translations.
lock:
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt

messages: .venv/.dev
	$(PY) manage.py makemessages -l es --no-location --ignore=.venv --ignore=var --ignore=bench
	$(PY) manage.py compilemessages -l es --ignore=.venv
