# Two commands matter: `make run` and `make test`. Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.installed

# Of the hundred processes that a test run starts, each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

# Test files with these words: to read all of them takes half a minute before the first test.
holding = $(shell grep -rlE --include='test_*.py' '$(1)' tests)

.PHONY: run test bench lint types unit together alone browser notebooks model clean

run: $(SETUP)
	@$(BIN)/cairn run

# Types are read on one core while the model is built on the other; the parts behind them need not build it again.
test: lint
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types model
	@$(MAKE) --no-print-directory --old-file=model unit browser notebooks

lint: $(SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(SETUP)
	$(BIN)/mypy

# The shipped model and index, built once, and what is learnt from the examples: tests, notebooks and `make run` use
# the same. The question makes the intents and feelings be learnt here, and not within the time of a test.
model: $(SETUP)
	$(BIN)/cairn ingest --quiet
	$(BIN)/cairn ask "hello" --json > /dev/null

unit: together alone

# A file at a time in each of two processes, in the order of their names: the long files with few tests come among the
# first, where xdist's own order would leave them for the end.
together: model
	$(BIN)/pytest -q -m "not browser and not alone" --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Seconds, rates, clocks and memory: nothing else runs beside them.
alone: model
	$(BIN)/pytest -q -m "alone and not browser" $(call holding,mark\.alone)

# A file at a time in each of two processes. A page that is drawn anew under a click fails by luck on a slow machine: what
# failed is tried once more, alone and from a fresh start, and both runs are in the log.
browser: model
	$(BIN)/pytest -q -m browser --numprocesses 2 --dist loadfile $(call holding,in_a_browser) || $(BIN)/pytest -q -m browser --last-failed --last-failed-no-failures none

notebooks: model
	$(BIN)/pytest -q --nbmake --nbmake-timeout=600 --numprocesses 2 notebooks

# The full form: hours, on a machine with nothing else to do. It ends with 1 where an aim is not met.
bench: model
	$(BIN)/python -m benchmarks --full

$(SETUP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[models,notebooks,dev]'
	@touch $(SETUP)

clean:
	rm -rf .venv .cairn
