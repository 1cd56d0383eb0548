# Everything runs in .venv, which is made where it is missing; nothing is installed outside it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml $(shell find src -type f -not -name '*.pyc')

.PHONY: help demo test outside lint types lexicon floors gsr speed linear ledger exports crash wires web batch lock picture vendor site figures screens

help:
	@echo "make demo      read the example reports and show them"
	@echo "make test      run the tests"
	@echo "make outside   read the exports back with software that is not ours, which is installed first"
	@echo "make lint      ruff"
	@echo "make types     mypy, strict"
	@echo "make lexicon   check the language's tables"
	@echo "make floors    compare the accuracy with its floors (needs ../shared/gold)"
	@echo "make gsr       measure the events in a suite of Arabic sentences (needs ../shared/peers)"
	@echo "make speed     measure speed, memory and cold start (needs ../shared/corpus)"
	@echo "make linear    measure that reading time grows with length and no faster"
	@echo "make ledger    measure taking in and finding (needs ../shared/corpus; ISNAD_TEST_POSTGRESQL for PostgreSQL, too)"
	@echo "make exports   measure how fast each format is written, and that others read back what went in (needs ../shared/corpus)"
	@echo "make crash     kill the taking in a hundred times, and look what is lost or doubled"
	@echo "make wires     measure which reports are taken for one wire (needs ../shared/corpus)"
	@echo "make batch     archives in processes and on Ray, what a page and a part cost (needs ../shared/corpus)"
	@echo "make web       the reading room under load beside Datasette, and how soon a browser shows it (needs ../shared/corpus)"
	@echo "make figures   measure all of that, and write it into docs/accuracy.md"
	@echo "make site      build the documentation into build/site"
	@echo "make screens   take the pictures of the reading room in docs/screens anew (needs Chromium)"
	@echo "make picture   draw the picture in the README anew"
	@echo "make vendor    fetch the pages' own copy of ECharts and the map of the world anew, from npm"
	@echo "make lock      pin the newest versions of what the tests run with"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# one stamp for those who use it, one for those who work on it; the second serves both
$(VENV)/.installed: $(BIN)/python $(SOURCES) requirements/ci.txt
	test -f $(VENV)/.dev || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/ci.txt .
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml requirements/ci.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/ci.txt -e '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/isnad read examples/reports/*

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

$(VENV)/.outside: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/ci.txt -e '.[dev,outside]'
	touch $@

outside: $(VENV)/.outside
	ISNAD_OUTSIDE=1 $(BIN)/python -m pytest -n auto tests/exports/outside tests/exports/test_hostile.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

lexicon: $(VENV)/.dev
	$(BIN)/isnad lexicon check

floors: $(VENV)/.dev
	$(BIN)/python benchmarks/floors.py

gsr: $(VENV)/.dev
	$(BIN)/python benchmarks/gsr.py

speed: $(VENV)/.dev
	$(BIN)/python benchmarks/speed.py

linear: $(VENV)/.dev
	$(BIN)/python benchmarks/linear.py --check

ledger: $(VENV)/.dev
	$(BIN)/python benchmarks/ledger.py

exports: $(VENV)/.outside
	$(BIN)/python benchmarks/exports.py

crash: $(VENV)/.dev
	$(BIN)/python benchmarks/crash.py

batch: $(VENV)/.dev
	$(BIN)/python benchmarks/batch.py --cluster

wires: $(VENV)/.dev
	$(BIN)/python benchmarks/wires.py

web: $(VENV)/.dev
	$(BIN)/python benchmarks/web.py

figures: $(VENV)/.dev
	$(BIN)/python benchmarks/figures.py dates gsr wires speed linear ledger crash

site: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

screens: $(VENV)/.dev
	$(BIN)/python tools/screens.py

picture: $(VENV)/.dev
	$(BIN)/isnad read --svg docs/reading.svg examples/reports/6-truce.txt > /dev/null

vendor: $(VENV)/.dev
	$(BIN)/python tools/vendor.py

lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check '.[dev,outside]'
	(echo "# What the tests run with, pinned; made by 'make lock'."; \
	 build/lock/bin/python -m pip freeze --exclude isnad) > requirements/ci.txt
