#!/usr/bin/env bash
# Sets up everything that `make run` (argument: run), the same with the extra `omni` (omni), or `make test` (test) needs:
# Debian packages, .venv, the Python packages of the lock, llama-cpp-python built for this CPU, the project itself, and (not
# for the tests) the models of the starter set, unless SARAI_STARTER_SET=0. A second call finds its stamp and returns at
# once.
set -euo pipefail
case ${1:-} in run | omni | test) what=$1 ;; *) echo "usage: scripts/setup.sh run|omni|test" >&2; exit 2 ;; esac
cd "$(dirname "$0")/.."
venv=.venv
# What fits the new lock has to fit together: who has the extra renews it, too.
[ "$what" = run ] && [ -f "$venv/.sarai-omni" ] && what=omni
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sarai/wheels

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

run_packages=(libportaudio2 libasound2-plugins python3-venv python3-dev build-essential)
# The tests play through a private PulseAudio, listen to three families of synthesised voices, and start a private
# systemd --user.
test_packages=("${run_packages[@]}" pulseaudio pulseaudio-utils flite festival festvox-kallpc16k espeak-ng dbus xvfb
  systemd procps)
# Panels of both kinds for the tray's icon, GTK for the older one's menu, and a hand for the mouse.
test_packages+=(xfce4-panel trayer python3-gi gir1.2-gtk-3.0 xdotool)
# A player that speaks MPRIS, to be made softer.
test_packages+=(mpv mpv-mpris playerctl)
# Two desktops without a screen, with windows to type into and the hands to do it.
test_packages+=(sway foot wtype wl-clipboard grim xterm xclip)
# PipeWire as the second sound server of the tests; never where a desktop's own sound server runs, which it could replace.
compgen -G '/run/user/*/pulse/native' >/dev/null || test_packages+=(pipewire pipewire-pulse wireplumber)
if [ "$what" = test ]; then packages=("${test_packages[@]}"); else packages=("${run_packages[@]}"); fi

pick_python() {
  local p
  for p in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$p" >/dev/null && "$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
      echo "$p"; return
    fi
  done
  fail "sarai needs Python 3.11, 3.12 or 3.13; install one (Debian: apt-get install python3) or set PYTHON=/path/to/python3"
}

missing_packages() {
  local p
  for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
  done
}

install_packages() {
  command -v dpkg-query >/dev/null || { say "This is no Debian system: install the equivalents of: ${packages[*]}"; return; }
  local missing; mapfile -t missing < <(missing_packages "${packages[@]}")
  [ ${#missing[@]} -eq 0 ] && return
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then as=(sudo)
    else fail "Please run once:  sudo apt-get install -y --no-install-recommends ${missing[*]}"; fi
  fi
  say "Installing Debian packages: ${missing[*]}"
  # --no-remove: never trade the desktop's own sound server for ours.
  { "${as[@]}" apt-get update -qq &&
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" >/dev/null
  } || fail "Debian packages are missing and could not be installed (see above): ${missing[*]}"
}

# The lock alone says what is installed: no cap of a pip.conf, and no isolated build, which would take today's tools.
pip() { PIP_CONSTRAINT=/dev/null PATH="$PWD/$venv/bin:$PATH" "$venv/bin/pip" "$@"; }

pip_install() {
  pip install -q --no-build-isolation "$@" ||
    fail "Python packages could not be installed (see above). The first set-up has to reach the package index."
}

locked() { pip_install --no-deps --require-hashes -r "locks/$1.txt"; }

# Prints the requirement of a package that is pinned beside the lock.
pinned() { grep "^$1==" locks/apart.txt; }

# llama.cpp compiled with -march=native by GCC 12 crashes on CPUs with AMX (llama.cpp #20824): leave the tiles out.
# The flags exist on x86-64 compilers only.
llama_flags() {
  if [ "$(uname -m)" = x86_64 ]; then
    local off="-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
    echo "-DCMAKE_C_FLAGS='$off' -DCMAKE_CXX_FLAGS='$off'"
  fi
}

build_llama() {
  # One wheel per Python and CPU: it is compiled for the very CPU it runs on.
  local cpu tag dir llama
  llama=$(pinned llama-cpp-python)
  cpu=$( { uname -m; grep -m1 -E '^(flags|Features)' /proc/cpuinfo; gcc -dumpversion; } | sha256sum | cut -c1-12)
  tag=$("$venv/bin/python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
  dir=$cache/llama-${llama#*==}-$tag-$cpu
  if ! compgen -G "$dir/llama_cpp_python-*.whl" >/dev/null; then
    say "Building $llama for this CPU (once, about five minutes on two cores)"
    mkdir -p "$dir"
    local tmp; tmp=$(mktemp -d)
    if ! CMAKE_ARGS="$(llama_flags) ${CMAKE_ARGS:-}" pip wheel -q --no-cache-dir --no-deps --no-build-isolation \
        --no-binary llama-cpp-python -w "$tmp" "$llama" >"$tmp/log" 2>&1; then
      tail -n 30 "$tmp/log" >&2; fail "llama-cpp-python did not build; the whole log: $tmp/log"
    fi
    mv "$tmp"/*.whl "$dir/"; rm -rf "$tmp"
  fi
  pip_install --no-deps "$dir"/llama_cpp_python-*.whl
}

# The starter set is real ears and a real voice: 210 MB, which come while llama.cpp compiles. A pull that is killed leaves
# what has come, and the next one goes on from there.
starter_set=(whisper-base piper-en-joe)
starter_pid="" starter_log=""

# For a subshell, whose pid is then that of the pull.
pull_starter_set() { exec "$venv/bin/python" -m daemon.cli models pull "${starter_set[@]}" --yes 9>&-; }

begin_starter_set() {
  if [ "$what" = test ] || [ "${SARAI_STARTER_SET:-1}" = 0 ]; then return 0; fi
  starter_log=$(mktemp)
  (pull_starter_set) >"$starter_log" 2>&1 </dev/null &
  starter_pid=$!
}

# Its exit status is the pull's; 143 if it was still at work.
end_starter_set() {
  [ -z "$starter_pid" ] && return 0
  local pid=$starter_pid
  starter_pid=""
  kill "$pid" 2>/dev/null || true
  wait "$pid"
}

# What is still to come is shown by a bar. Who is without a network, or without room, is told once and goes on.
finish_starter_set() {
  [ -z "$starter_pid" ] && return 0
  local code=0
  if end_starter_set; then { grep -v 'is already here' "$starter_log" >&2 || true; }; return 0; fi
  say "Fetching ears (Whisper base) and a voice (Piper, Joe); SARAI_STARTER_SET=0 leaves them out"
  (pull_starter_set) >&2 || code=$?
  [ "$code" -lt 128 ] || exit "$code"  # Ctrl-C: the next set-up goes on from there
  [ "$code" -eq 0 ] || say "Until \`sarai models pull ${starter_set[*]}\` has got them, pocketsphinx and eSpeak stand in."
}

# One set-up at a time: two `make` in two terminals would unpack into the same .venv.
exec 9<scripts/setup.sh
if ! flock -n 9; then say "Waiting for another set-up of this folder"; flock 9; fi

stamp=$venv/.sarai-$what
want=$(cat pyproject.toml scripts/setup.sh locks/*.txt | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then exit 0; fi

trap 'end_starter_set || true; rm -f "$starter_log"' EXIT

install_packages
[ -x "$venv/bin/python" ] || "$(pick_python)" -m venv "$venv"
say "Installing Python packages"
locked build
locked "$what"
begin_starter_set
build_llama
pip_install --no-deps -e .
[ "$what" = run ] || pip_install "$(pinned torch)"
# What the stock video processor needs, and Omni must not: apart, for the one test that sets the two side by side.
[ "$what" != test ] || pip_install --upgrade --no-deps --target "$venv/torchvision" "$(pinned torchvision)"
finish_starter_set

echo "$want" > "$stamp"
[ "$what" != test ] || echo "$want" > "$venv/.sarai-run"
