# Everything a fresh machine needs is set up here: Python 3.11 or later, and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench

.PHONY: demo test check pythons types endurance bench bench-small sample clean

demo: $(VENV)/.installed
	$(BIN)/depositary --db events.db.sample roster ILRS --before october-accords
	@echo
	$(BIN)/depositary --db events.db.sample audit ILRS "South Africa" --before october-accords

# The suite, but for what needs a browser or a server or takes long, and with fewer random examples
# (tests/extent.py): the whole is a part of check.
test: $(VENV)/.tested
	@echo "the suite in part: 'make check' runs it in full"
	$(BIN)/pytest --numprocesses auto --dist loadfile -m "not apart" -p no:schemathesis

check: $(VENV)/.checking
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	FULL=1 $(BIN)/pytest --numprocesses auto --dist loadfile --cov --cov-report=
	$(BIN)/coverage report --include 'ledger/*,projections/*' --fail-under 100
	$(BIN)/coverage report --include 'cli/*,intake/*,shared/*,web/*'

# The suite on each Python at hand with the newest packages, with the lowest ones, and on the wheel.
pythons: $(VENV)/.checking
	.ci/pythons $(BIN)/uv

# The types of the page's scripts, which their comments give; it needs node.
types:
	npx --yes --package typescript@7.0.2 tsc --project web/tsconfig.json

# What it survives, in figures (tests/endurance/README.md): small takes some minutes, large an hour.
ROUNDS ?= small
endurance: $(VENV)/.tested
	for script in killed altered starved crowded in_turn rubbish desks; do \
	  $(BIN)/python tests/endurance/$$script.py $(ROUNDS) || exit 1; done

# What it takes, measured beside others (docs/performance.md). SUBJECTS chooses some; ROUNDS is for
# a million events, whose rounds take minutes. Inputs are kept in BENCH_DIR, else among temporary files.
SIZES ?= 10000 100000 1000000
SUBJECTS ?=
bench: ROUNDS := 5
bench: $(BENCH)/.plotting
	$(BENCH)/bin/python -m benchmarks $(SUBJECTS) --sizes $(SIZES) --rounds $(ROUNDS)
	$(BENCH)/bin/python -m benchmarks.plots
	$(BENCH)/bin/python -m benchmarks.page

# Each subject once, small, its ratios held against those on record.
bench-small: $(BENCH)/.installed
	$(BENCH)/bin/python -m benchmarks.guard

$(BENCH)/.installed: pyproject.toml benchmarks/requirements.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[web]' -r benchmarks/requirements.txt
	@touch $@

$(BENCH)/.plotting: $(BENCH)/.installed benchmarks/requirements-plots.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-plots.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is wanted: name one by 'make PYTHON=/path/to/python3'" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) has no module venv: install it (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.checking: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[check]'
	@touch $@ $(VENV)/.tested $(VENV)/.installed

sample: $(VENV)/.installed
	$(BIN)/python -m sample.build

clean:
	rm -rf $(VENV) $(BENCH) dist build .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
