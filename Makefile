# Everything a newcomer types. `make` lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help setup run check bench clean

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Forewarn into $(VENV) (once; about a minute)"
	$(PIP) --editable .
	@touch $@

$(VENV)/.checks: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Forewarn and what its checks need into $(VENV) (once; about a minute)"
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.runs

setup: $(VENV)/.checks ## install everything into .venv

run: $(VENV)/.runs ## serve the sample brand on http://127.0.0.1:8000
	$(BIN)/forewarn demo

check: $(VENV)/.checks ## format, lint, types, layers, tests on SQLite and PostgreSQL, journeys in a browser
	$(BIN)/python tests/check.py

bench: $(VENV)/.runs ## measure sending, importing, linting
	$(BIN)/forewarn bench all

clean: ## remove the virtual environment and the sample brand's data
	rm -rf $(VENV) var
