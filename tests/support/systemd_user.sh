#!/bin/bash
# A live `systemd --user` in mount, pid and cgroup namespaces of its own; needs root. Used by tests/systemd_user.py.
#   systemd_user.sh ROOT            runs until its standard input ends; HOME and the manager's log are in ROOT
set -u
root=$1
if [ "${2:-}" != inside ]; then
  # A group of its own in the v2 hierarchy: that is what the new cgroup namespace will see as the root.
  tree=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)
  [ -n "$tree" ] || { echo "no cgroup v2 hierarchy" >&2; exit 90; }
  group=$tree/sarai-test-$$
  mkdir "$group" || exit 90
  ( echo "$BASHPID" > "$group/cgroup.procs" || exit 90
    exec unshare --mount --pid --cgroup --fork --mount-proc --kill-child bash "$0" "$root" inside )
  rc=$?
  for _ in $(seq 50); do
    find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
    [ -d "$group" ] || break
    sleep 0.1
  done
  exit $rc
fi

mount --make-rprivate / || exit 90
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup || exit 90
mount -t tmpfs tmpfs /run || exit 90
mkdir -p /run/systemd/system /run/dbus
mkdir -p -m 700 "/run/user/$(id -u)"
export XDG_RUNTIME_DIR=/run/user/$(id -u) HOME=$root/home
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state
export XDG_CACHE_HOME=$HOME/.cache
unset DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET
mkdir -p "$XDG_CONFIG_HOME/systemd/user"
# Processes may only live in leaves of the tree that the manager delegates from.
mkdir -p /sys/fs/cgroup/keeper /sys/fs/cgroup/manager
echo $$ > /sys/fs/cgroup/keeper/cgroup.procs || exit 90
( echo "$BASHPID" > /sys/fs/cgroup/manager/cgroup.procs
  exec "$(command -v /lib/systemd/systemd || echo /usr/lib/systemd/systemd)" --user --log-target=console --log-level=info
) > "$root/manager.log" 2>&1 < /dev/null &
for _ in $(seq 300); do
  state=$(systemctl --user is-system-running 2>/dev/null)
  case $state in running|degraded) break;; esac
  sleep 0.1
done
echo "manager ${state:-absent}"
cat > /dev/null   # whoever wants us to end closes the pipe, or dies
systemctl --user exit 2>/dev/null
wait
