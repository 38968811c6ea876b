#!/usr/bin/env bash
# Renews the lock: the newest versions that pyproject.toml allows, of everything that scripts/setup.sh installs.
# uv resolves, in a virtual environment of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=0.13.9

python3 -m venv build/uv
build/uv/bin/pip install -q "uv==$uv"

export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() {
  local to=$1; shift
  build/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-emit-package torch --no-emit-package llama-cpp-python \
    --output-file "locks/$to.txt" "$@"
}
compile test pyproject.toml --all-extras
compile run pyproject.toml --extra tray --constraint locks/test.txt
compile omni pyproject.toml --extra tray --extra omni --constraint locks/test.txt
compile build --group build --constraint locks/test.txt
