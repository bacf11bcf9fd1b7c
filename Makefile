# The verbs of the project. `make setup` needs nothing but Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
# A run, a worker and each child process would compile everything anew; kept bytecode saves seconds at every start.
unexport PYTHONDONTWRITEBYTECODE
HOST ?= 127.0.0.1
PORT ?= 8000
# Three, for tests wait more than they compute. Handed out one by one and in order, so that in each process the browser comes last (tests/conftest.py).
PARALLEL := --numprocesses 3 --dist load --maxschedchunk 1

.PHONY: help setup setup-test demo serve test lint format bench messages pictures

help: ## List the verbs
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/base ## Create .venv and install the pinned dependencies

setup-test: .venv/test ## The same with what the tests need

demo: setup ## A living project to look around in; prints address and log-in
	$(BIN)/python manage.py demo --host $(HOST) --port $(PORT)

serve: setup ## Web server and worker in one
	$(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

test: setup-test ## The whole suite, then the part that also runs on PostgreSQL and Redis
	$(BIN)/python -m pytest $(PARALLEL)
	$(BIN)/python -m tests.scaled $(PARALLEL)

lint: setup-test ## Style, imports, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: setup-test ## Rewrite the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: setup-test ## Collect and compile the translations (needs gettext)
	$(BIN)/python manage.py makemessages --locale ko --add-location file --no-wrap --ignore .venv --ignore tests --ignore bench
	$(BIN)/python manage.py compilemessages --locale ko --ignore .venv

pictures: setup-test ## Take the pictures of the documentation anew (needs Chromium)
	$(BIN)/python -m docs.pictures

bench: setup-test ## Speed, memory and quality figures, printed and written to bench/out as JSON
	$(BIN)/python -m bench

.venv/bin/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv || touch .venv/no-uv

.venv/base: requirements/base.txt | .venv/bin/uv
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --require-hashes -r $<; \
	else $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<; fi
	@touch $@

.venv/test: requirements/test.txt | .venv/bin/uv
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --require-hashes -r $<; \
	else $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<; fi
	@touch $@ .venv/base
