# Every target first makes sure of its environment with packaging/bootstrap.py: .venv, the locked packages and
# the system libraries that fail to load. Once that is done nothing touches the network again.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) packaging/bootstrap.py
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest
# A module stays in one process, with what its tests share, and the longest begin (tests/conftest.py).
BY_MODULE = --dist loadscope --no-loadscope-reorder

.DEFAULT_GOAL := help
# Targets build on each other in the order they are named, also under make -j.
.NOTPARALLEL:
.PHONY: help run check ready-for-tests test soak fuzz bench docs lock clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: ## open the station with four simulated beds (more words: make run ARGS="--screenshot shot.png --for 20s")
	@exec $(BOOTSTRAP) $(BIN)/bedside run --simulate 4 $(ARGS)

ready-for-tests:
	@$(BOOTSTRAP) --for tests

CHECKS = $(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports

check: ## style, types and import contracts
	@$(BOOTSTRAP)
	$(CHECKS)

PURE = tests/unit tests/drivers tests/fuzz
SHOWN = tests/ui tests/visual tests/integration

# On two cores: first what computes, then what also waits for windows, ports and processes (so three at once), then
# processes that sound, are killed or hang (two at once), last what must be alone.
# Hundreds of processes are started: what they load is compiled once, on the core that the checks leave free (whether
# it can be loaded at all is told by the tests).
test: export PYTHONDONTWRITEBYTECODE =
test: export PYTHONPYCACHEPREFIX = $(CURDIR)/build/bytecode
test: ready-for-tests ## make check and every test in its short form
	@$(PYTEST) --collect-only -q $(PURE) $(SHOWN) > /dev/null 2>&1 & compiling=$$!; \
	echo "$(CHECKS)"; $(CHECKS) || { kill $$compiling; exit 1; }; wait $$compiling || true
	$(PYTEST) -m "not soak" -n 2 $(BY_MODULE) $(PURE)
	$(PYTEST) -m "not soak and not alone and not waits" -n 3 $(BY_MODULE) $(SHOWN)
	$(PYTEST) -m "waits and not soak" -n 2 $(BY_MODULE) tests/ui tests/integration
	$(PYTEST) -m "alone and not soak" tests/ui tests/integration

soak: ready-for-tests ## the long forms of the tests
	$(PYTEST) -m soak tests

fuzz: ## fuzz every parser, 30 s each (longer, or some: make fuzz ARGS="--seconds 120 nonin masimo")
	@$(BOOTSTRAP) --for fuzz
	$(BIN)/python -m tests.fuzz $(ARGS)

bench: ready-for-tests ## measure against the targets; writes build/bench.json
	$(BIN)/python -m tests.benchmarks $(ARGS)

docs: ready-for-tests ## renew the pages that are made of tables: docs/alarms.md and docs/how-long-until-it-sounds.md
	$(BIN)/python -m tests.helpers.trace
	$(BIN)/python -m tests.helpers.sentences

lock: ## renew requirements.lock from pyproject.toml (needs a package index)
	$(PYTHON) packaging/lock.py

clean: ## remove everything that was made
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
