# Everything a fresh machine needs is set up here: Python 3.11 or later, and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check endurance sample clean

demo: $(VENV)/.installed
	$(BIN)/depositary --db events.db.sample roster ILRS --before october-accords
	@echo
	$(BIN)/depositary --db events.db.sample audit ILRS "South Africa" --before october-accords

test: $(VENV)/.tested
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# What it survives, in figures (docs/endurance.md): small takes some minutes, large an hour.
ROUNDS ?= small
endurance: $(VENV)/.tested
	for script in killed altered starved crowded rubbish; do \
	  $(BIN)/python tests/endurance/$$script.py $(ROUNDS) || exit 1; done

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.installed

sample: $(VENV)/.installed
	$(BIN)/python -m sample.build

clean:
	rm -rf $(VENV) dist build .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
