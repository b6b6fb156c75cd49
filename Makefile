# make demo   sets up and shows a generated contact centre with planted truth
# make test   sets up and runs every check and test
PYTHON ?= python3
BIN := .venv/bin
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup --durations 15
GUARDED := tests/stats tests/verdict tests/linking
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check setup setup-test bench lock docs clean

demo: setup
	$(BIN)/lastword demo

test: setup-test check
	$(PYTEST) $(GUARDED) --cov --cov-report=
	$(BIN)/python tests/coverage_floor.py
	$(PYTEST) $(GUARDED:%=--ignore=%)

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/run.stamp
setup-test: .venv/test.stamp

bench: setup-test
	$(BIN)/python -m benchmarks

.venv/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt
	$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

lock:
	uv pip compile pyproject.toml requirements/run.in $(LOCK) -o requirements/run.txt
	uv pip compile pyproject.toml requirements/run.in requirements/test.in --extra spark --extra linkage --extra holidays --extra audio -c requirements/run.txt $(LOCK) -o requirements/test.txt


docs: setup-test
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv demo
