# Everything a person does with a checkout. `make` alone lists it.
#
#   make VENV=/some/where ...    use another environment
#   make PYTHON=python3.12 ...   make the environment with another Python (3.11 to 3.13)
#   make lock UPGRADE=1          newest versions instead of the present ones

VENV ?= .venv
OUT ?= out/demo
PYTEST ?= -n 2
PORT ?= 8000
BIN = $(VENV)/bin
SHELL = /bin/sh
COMMA = ,
CODE = src tests scripts benchmarks
BUILT = src/forbear/web/static/built/names.json

.DEFAULT_GOAL := help
.PHONY: help demo frontend test mutants lint format bench docs lock release-check clean

help: ## list what can be made
	@echo "Forbear: from tonight's loan tape to tomorrow's lawful plan"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime $(BUILT) ## plan tomorrow for the demonstration portfolio, draw the report, serve it (PORT=8000)
	@echo "==> demo: planning tomorrow for the demonstration portfolio into $(OUT)"
	@$(BIN)/forbear demo --out $(OUT) --serve --port $(PORT)

frontend: $(BUILT) ## build what browsers load, if it changed

# Tests start many processes; each would compile all that it imports if none might keep it.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev $(BUILT) ## run every test (COVERAGE=1 tells which branches they take)
	@echo "==> test: every test$(if $(COVERAGE),$(COMMA) with branch coverage)"
	@$(BIN)/python -m pytest $(PYTEST) $(if $(COVERAGE),--cov --cov-report=term)

mutants: $(VENV)/.dev ## put small faults into the rulebook and see which the tests notice (SAMPLE=300 SEED=1)
	@echo "==> mutants: small faults in the rulebook, one by one; takes some minutes"
	@$(BIN)/python scripts/mutants.py $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.dev ## check style, types, which room imports which, and the tree itself
	@echo "==> lint: style (ruff)"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "==> lint: types (mypy --strict)"
	@$(BIN)/mypy
	@$(BIN)/mypy scripts benchmarks
	@echo "==> lint: which room imports which (import-linter)"
	@$(BIN)/lint-imports
	@echo "==> lint: the tree (lengths, hosts, paths)"
	@$(BIN)/python scripts/check_tree.py

format: $(VENV)/.dev ## put the code into the house style
	@echo "==> format: sorting imports, mending what can be mended, laying out"
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev $(BUILT) ## measure, and write the table in the README (DATE=2026-11-22)
	@echo "==> bench: measuring on this machine; takes some minutes"
	@$(BIN)/python benchmarks/run.py $(if $(DATE),--date $(DATE)) $(BENCH)

docs: $(VENV)/.dev ## write the pages that are made from the code
	@echo "==> docs: writing the pages that are made from the code"
	@$(BIN)/python scripts/make_docs.py

lock: $(VENV)/.dev ## resolve pyproject.toml into requirements/*.txt (UPGRADE=1 for newest)
	@echo "==> lock: resolving pyproject.toml into hashed locks"
	@scripts/lock.sh $(BIN)/uv $(if $(UPGRADE),--upgrade)

release-check: $(VENV)/.dev $(BUILT) ## build the wheel, install it in an empty environment, run the demo there
	@echo "==> release-check: the wheel, in an empty environment, away from the checkout"
	@$(BIN)/python scripts/release_check.py

clean: ## remove what was made (not the environment)
	@echo "==> clean: removing what was made"
	@rm -rf out dist build htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache $(dir $(BUILT)) frontend/node_modules
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(BUILT): frontend/package-lock.json $(shell find frontend -maxdepth 1 -type f) $(shell find frontend/src src/forbear/web/templates -type f)
	@echo "==> frontend: what browsers load"
	@scripts/frontend.sh $(VENV)

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml
	@echo "==> environment: $(VENV), to run Forbear"
	@scripts/venv.sh $(VENV) requirements/runtime.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/build.txt pyproject.toml
	@echo "==> environment: $(VENV), to work on Forbear"
	@scripts/venv.sh $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.runtime
