# Site Builder. `make` alone lists what there is to make.
# Needs python3 (3.11 or newer) with pip, make and git; no root, no python3-venv, nothing installed system-wide.

PYTHON   ?= python3
DEMO_NOW ?= 2026-05-06T10:00:00+01:00
UPGRADE  ?=

UV_VERSION := 0.13.9
TOOLS      := .site-builder-dev
BIN        := .venv/bin
PIP        := $(PYTHON) -m pip --disable-pip-version-check --quiet --no-input
PIP_VENV   := $(PIP) --python $(BIN)/python
DEMO       := --site . --output public --now "$(DEMO_NOW)"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site serve test quick clients check format bench bench-full lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: .venv/site.stamp  ## build the demo site into public/
	$(BIN)/site-builder build $(DEMO)

serve: .venv/site.stamp  ## serve the demo site and rebuild it on every change
	$(BIN)/site-builder serve $(DEMO)

test: .venv/dev.stamp  ## run all tests, those in a browser too
	@.ci/browser
	$(BIN)/pytest -n auto --dist loadgroup

# Each process begins with a half of its own, so what the tests of a module share is made once and not by both.
quick: .venv/dev.stamp  ## run the tests that open no page and build no package: most of them, in little more than a minute
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not packaging"

CLIENTS := $(CURDIR)/$(TOOLS)/clients
clients: .venv/clients.stamp  ## let programs of others read the site: feed readers, dashboards, validators
	@.ci/browser
	@.ci/clients
	CLIENTS="$(CLIENTS)" VNU_JAR="$(CLIENTS)/node_modules/vnu-jar/build/dist/vnu.jar" $(BIN)/pytest -n auto --dist loadfile tests/clients

check: .venv/dev.stamp  ## lint, formatting, types, layers, dependencies
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry site_builder

format: .venv/dev.stamp  ## put the code into the house's format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# More: make bench BENCH="--sizes 1000 --rounds 5 --cstate ../cstate" (see python -m benchmarks --help)
BENCH      ?=
BENCH_FULL := --sizes 100,1000,10000 --rounds 5 --memory-rounds 3 --edits 9
bench: .venv/site.stamp $(TOOLS)/bench/bench.stamp  ## weigh the pages, measure beside Hugo, Pelican and Eleventy
	$(BIN)/python benchmarks/weights.py
	$(TOOLS)/bench/bin/python -m benchmarks $(BENCH)

bench-full: .venv/site.stamp $(TOOLS)/bench/bench.stamp  ## the same up to 10,000 incidents (an hour or more)
	$(BIN)/python benchmarks/weights.py
	$(TOOLS)/bench/bin/python -m benchmarks $(BENCH_FULL) $(BENCH)

UV_COMPILE = $(TOOLS)/uv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-header --no-annotate $(UPGRADE)
lock: $(TOOLS)/uv/$(UV_VERSION).stamp  ## remake requirements/*.txt (newer versions: make lock UPGRADE=--upgrade)
	$(UV_COMPILE) pyproject.toml --group build --output-file requirements/site.txt
	$(UV_COMPILE) pyproject.toml --group dev --constraint requirements/site.txt --output-file requirements/dev.txt
	$(UV_COMPILE) --group clients --constraint requirements/dev.txt --output-file requirements/clients.txt
	$(UV_COMPILE) --group browser --output-file requirements/browser.txt
	$(UV_COMPILE) --group bench --output-file requirements/bench.txt

clean:  ## remove all that was made here: .venv, caches, distributions, the built site
	rm -rf .venv $(TOOLS) .site-builder dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find public -mindepth 1 ! -name .gitkeep -delete

# --- set-up: each stamp is remade when a lock or pyproject.toml changes -------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Site Builder needs Python 3.11 or newer: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PIP) --version >/dev/null \
		|| { echo "Site Builder's set-up needs pip (on Debian: apt-get install python3-pip)" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv

.venv/site.stamp: requirements/site.txt pyproject.toml | .venv/bin/python
	$(PIP_VENV) install --require-hashes --requirement requirements/site.txt
	$(PIP_VENV) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/site.stamp
	$(PIP_VENV) install --require-hashes --requirement requirements/dev.txt
	@touch $@

.venv/clients.stamp: requirements/clients.txt .venv/dev.stamp
	$(PIP_VENV) install --require-hashes --requirement requirements/clients.txt
	@touch $@

# The peers of the benchmark, away from our own environment. Eleventy only where there is npm.
$(TOOLS)/bench/bench.stamp: requirements/bench.txt benchmarks/eleventy_site/package-lock.json
	$(PYTHON) -m venv --without-pip $(TOOLS)/bench
	$(PIP) --python $(TOOLS)/bench/bin/python install --require-hashes --requirement requirements/bench.txt
	@mkdir -p $(TOOLS)/bench/eleventy
	@cp benchmarks/eleventy_site/package.json benchmarks/eleventy_site/package-lock.json $(TOOLS)/bench/eleventy/
	@if command -v npm >/dev/null; \
		then npm ci --prefix $(TOOLS)/bench/eleventy --ignore-scripts --no-audit --no-fund --loglevel error; \
		else echo "There is no npm here: Eleventy is left out."; fi
	@touch $@

$(TOOLS)/uv/$(UV_VERSION).stamp:
	$(PYTHON) -m venv --without-pip $(TOOLS)/uv
	$(PIP) --python $(TOOLS)/uv/bin/python install uv==$(UV_VERSION)
	@touch $@
