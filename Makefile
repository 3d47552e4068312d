# Kizuna. Everything below works on a fresh clone with Python >= 3.11 and make; `make` alone lists it.
#
#   PYTHON=python3.12 make run    which Python the environment is made with (asked only once)
#   PORT=9000 make run            another port than 8610
#   CHROMIUM=/path make test      another Chromium than Debian's

PYTHON ?= python3
PORT ?= 8610
CHROMIUM ?= /usr/bin/chromium
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores: many tests wait for a browser or a process.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
UV ?= uv
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--upgrade --no-header --no-emit-index-url --no-annotate --quiet

export CHROMIUM

.DEFAULT_GOAL := help
.PHONY: help run test bench lock chromium

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/ready-to-run ## start the sandbox: Slack and LINE side by side on one page, with demo data (PORT=8610)
	@PORT=$(PORT) exec $(BIN)/python -m sandbox

test: $(VENV)/ready-to-test chromium ## check everything: style, types, architecture, and all tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: $(VENV)/ready-to-test ## measure, as a table and in build/bench.json
	@$(BIN)/python -m benchmarks

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --output-file requirements-test.lock

# The stamps say which lock the environment holds. The test lock contains the run lock, so testing makes both.
$(VENV)/ready-to-run: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Setting up (once; a minute or two) ..."
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

$(VENV)/ready-to-test: requirements-test.lock pyproject.toml | $(BIN)/pip
	@echo "Setting up for tests (once; a minute or two) ..."
	@$(PIP) --require-hashes --requirement requirements-test.lock
	@$(PIP) --no-deps --editable .
	@touch $@ $(VENV)/ready-to-run

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kizuna needs Python 3.11 or newer. Name one like this: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

chromium:
	@test -x "$(CHROMIUM)" || echo "No Chromium at $(CHROMIUM): the browser test needs it." \
		"On Debian: apt-get install -y chromium fonts-noto-cjk" >&2
