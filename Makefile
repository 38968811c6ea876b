# Two commands do everything: `make run` talks, `make test` checks.
SHELL := /bin/bash
VENV := .venv

.PHONY: run demo test lint acceptance clean

run:
	@scripts/setup.sh run
	@$(VENV)/bin/sarai run --demo-without-sound

demo:
	@scripts/setup.sh run
	@$(VENV)/bin/sarai demo

test: lint
	@$(VENV)/bin/python -m pytest

lint:
	@scripts/setup.sh test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

clean:
	rm -rf $(VENV) build dist
