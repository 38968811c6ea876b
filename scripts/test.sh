#!/usr/bin/env bash
# Runs all tests, in two processes: what speaks and listens in real time mostly waits, so the others fit beside it, and
# give way to it. A few that fail beside others, where a busy machine may be why, run once more, alone: that outcome
# counts, and both are told.
set -uo pipefail
cd "$(dirname "$0")/.."

REAL_TIME=(tests/e2e tests/real)
AGAIN=4  # more failures than these are no bad luck
logs=$(mktemp -d)

# run_tests NAME ARGUMENT...: remembers under that name what failed.
run_tests() {
  .venv/bin/python -m pytest -o cache_dir="$logs/$1.cache" "${@:2}"
}

# may_be_luck NAME STATUS: whether a few tests failed, and nothing else did.
may_be_luck() {
  [ "$2" = 1 ] && [ "$(grep -c '": true' "$logs/$1.cache/v/cache/lastfailed")" -le $AGAIN ]
}

nice -n 10 bash -c "$(declare -f run_tests); logs=$logs; run_tests others ${REAL_TIME[*]/#/--ignore=}" >"$logs/others" 2>&1 &
others=$!
trap 'kill "$others" 2>/dev/null; rm -rf "$logs"' EXIT

echo "Tests in real time (the others run beside them, their outcome follows):"
run_tests real-time "${REAL_TIME[@]}" 2>&1 | tee "$logs/real-time"
real_time_status=$?
wait "$others"
others_status=$?
echo "The other tests:"
cat "$logs/others"
told="All tests: in real time, $(tail -n 1 "$logs/real-time"); the others, $(tail -n 1 "$logs/others")"

for name in real-time others; do
  status=${name//-/_}_status
  if may_be_luck $name "${!status}"; then
    echo "Failed beside others, once more, alone:"
    run_tests $name --last-failed --last-failed-no-failures none 2>&1 | tee "$logs/$name-again"
    declare "$status=$?"
    told+=$'\n'"Once more, alone: $(tail -n 1 "$logs/$name-again"), of $(grep -h '^FAILED' "$logs/$name" | cut -c 8-120 | paste -sd ';')"
  fi
done
echo "$told"
grep -h "^Tests on real models" "$logs/real-time" "$logs/others"
[ "$real_time_status" = 0 ] && [ "$others_status" = 0 ]
