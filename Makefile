# Two commands do everything: `make run` talks, `make test` checks.
SHELL := /bin/bash
VENV := .venv

# Everything here starts many processes: the modules are compiled once for all of them, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test lint lock acceptance clean

run:
	@scripts/setup.sh run
	@$(VENV)/bin/sarai run --demo-without-sound

demo:
	@scripts/setup.sh run
	@$(VENV)/bin/sarai demo

test:
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory lint
	@scripts/test.sh

lint:
	@scripts/setup.sh test
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

# The newest versions that pyproject.toml allows, into locks/.
lock:
	@scripts/lock.sh

# For a machine with a network: the recommended real models, then a spoken conversation with measured WER and latency.
acceptance:
	@scripts/setup.sh test
	@$(VENV)/bin/sarai models pull recommended
	@$(VENV)/bin/python -m benchmarks.turns --tier fast --turns 10

clean:
	rm -rf $(VENV) build dist
