# Rutero. `make demo` serves the demonstration; `make test` runs all that CI runs. Needs Python 3.11+ and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
RUTERO_DATA ?= var
export PORT RUTERO_DATA

.PHONY: demo test lint format types bench-search catalogues permissions lock clean help

help:
	@echo "make demo         serve the demonstration (PORT=8000, RUTERO_DATA=var)"
	@echo "make test         everything CI runs"
	@echo "make lint         linters and types only"
	@echo "make format       rewrite sources in the house style"
	@echo "make bench-search how fast search is, as a table"
	@echo "make catalogues   bring locale/*.po up to date with the sources"
	@echo "make permissions  write docs/permissions.md from the rules of the code"
	@echo "make lock         resolve the dependencies anew"

$(VENV)/.base: requirements/base.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(VENV)/.base
	@DJANGO_SETTINGS_MODULE=cms.settings.demo $(BIN)/python manage.py demo

test: $(VENV)/.dev
	@$(BIN)/python -m tests.run

lint: $(VENV)/.dev
	@$(BIN)/python -m tests.run --lint-only

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml templates

# BENCH="--documents 1000000 --keep FOLDER" for the numbers of docs/search.md, which take an hour.
bench-search: $(VENV)/.dev
	@$(BIN)/python tests/bench/search_speed.py $(BENCH)
	@$(BIN)/python tests/bench/search_speed.py --posts 20000

catalogues: $(VENV)/.dev
	$(BIN)/python manage.py catalogues update
	$(BIN)/python manage.py catalogues compile

permissions: $(VENV)/.dev
	WRITE_PERMISSIONS=1 $(BIN)/python -m pytest -q tests/cms/test_permissions_page.py

# Needs `uv` on the path: pip cannot write one lock file for every platform.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements/base.txt
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements/base.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
