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

# For a machine with a network: the recommended real models, then a spoken conversation with measured WER and latency.
acceptance:
	@scripts/setup.sh test
	@$(VENV)/bin/sarai models pull recommended
	@$(VENV)/bin/python -m benchmarks.turns --tier fast --turns 10

clean:
	rm -rf $(VENV) build dist
