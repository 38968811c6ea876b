"""Runs a program that dies with its parent: `python leash.py PARENT PROGRAM [ARGUMENT...]`. Imports nothing of SARAi's.

PR_SET_PDEATHSIG outlives the exec. A `preexec_fn` would do the same in a worker with threads, where it may lock up.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent, *command = sys.argv[1:]
    resource.setrlimit(
        resource.RLIMIT_DATA, (resource.getrlimit(resource.RLIMIT_DATA)[1],) * 2
    )  # ours, not the worker's
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        return  # it died before we asked
    try:
        os.execvp(command[0], command)
    except OSError as err:
        print(f"{command[0]} cannot be started: {err.strerror}", file=sys.stderr)
        sys.exit(127)


if __name__ == "__main__":
    main()
