#!/usr/bin/env bash
# Runs all tests, in two processes: what speaks and listens in real time mostly waits, so the others fit beside it, and
# give way to it.
set -uo pipefail
cd "$(dirname "$0")/.."

REAL_TIME=(tests/e2e tests/real)
logs=$(mktemp -d)
nice -n 10 .venv/bin/python -m pytest "${REAL_TIME[@]/#/--ignore=}" >"$logs/others" 2>&1 &
others=$!
trap 'kill "$others" 2>/dev/null; rm -rf "$logs"' EXIT

echo "Tests in real time (the others run beside them, their outcome follows):"
.venv/bin/python -m pytest "${REAL_TIME[@]}" 2>&1 | tee "$logs/real-time"
failed=$?
wait "$others" || failed=$?
echo "The other tests:"
cat "$logs/others"
echo "All tests: in real time, $(tail -n 1 "$logs/real-time"); the others, $(tail -n 1 "$logs/others")"
grep -h "^Tests on real models" "$logs"/*
exit "$failed"
