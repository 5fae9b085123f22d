# office-gateway: `make run` shows the demo office, `make test` tries everything. See `make help`.

PORT ?= 8080
DATA ?= data/demo
PYTEST ?=

# Hundreds of tests start the program: without bytecode each would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

venv := .venv
bin := $(venv)/bin
run_ready := $(venv)/.run-ready
test_ready := $(venv)/.test-ready

.DEFAULT_GOAL := help
.PHONY: help run test explore bench lint types screenshots lock clean

help: ## show this
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

run: $(run_ready) ## the demo office on http://127.0.0.1:8080 (PORT=…, DATA=…)
	@exec $(bin)/office-gateway demo --port $(PORT) --data $(DATA)

# Side by side; then, with the machine to themselves, those that watch the whole program in real time.
# What failed is named and tried once more, alone: docs/decisions/0004.
failed := .pytest_cache/v/cache/lastfailed
test: $(test_ready) ## everything; choose with PYTEST="-k badge"
ifeq ($(PYTEST),)
	@rm -f $(failed); \
	$(bin)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --ignore tests/e2e; crowd=$$?; \
	$(bin)/python -m pytest tests/e2e; whole=$$?; \
	case $$crowd$$whole in \
	00) exit 0 ;; \
	01|10|11) echo "== failed, and tried once more, alone:"; cat $(failed) ;; \
	*) exit 1 ;; \
	esac; \
	$(bin)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 1
else
	$(bin)/python -m pytest $(PYTEST)
endif

explore: $(test_ready) ## property tests with new examples, many more; takes hours
	HYPOTHESIS_PROFILE=thorough $(bin)/python -m pytest -m hypothesis $(PYTEST)

bench: $(test_ready) ## speed, as ratios to a floor measured in the same run
	$(bin)/python -m tests.benchmarks

lint: $(test_ready) ## style, format, who may import whom
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/lint-imports --no-logo

types: $(test_ready) ## mypy --strict
	$(bin)/mypy

screenshots: $(test_ready) ## the pictures in README.md, of a running demo
	$(bin)/python -m tests.browser.pictures

lock: $(test_ready) ## resolve the dependencies anew
	$(bin)/python -m pip install --quiet uv
	$(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" --group build \
		-o requirements.lock pyproject.toml
	$(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --group build --group dev \
		-c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## remove what was made, but no data
	rm -rf $(venv) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is older than what it was made from after a change there, so repeat runs start at once.

$(run_ready): requirements.lock pyproject.toml
	@sh tools/system-packages run
	@sh tools/install requirements.lock
	@touch $@

$(test_ready): requirements-dev.lock pyproject.toml
	@sh tools/system-packages test
	@sh tools/install requirements-dev.lock
	@touch $@ $(run_ready)
