"""Lists microphones and loudspeakers, in a separate process: the sound system may hang, or crash the caller."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Collection
from typing import Any

from config.errors import UserError
from config.texts import _

LIST_DEVICES = """
import json; from dataclasses import asdict; from audio.devices import list_devices
print(json.dumps([asdict(each) for each in list_devices()]))
"""
"""The program that lists them, as JSON."""
PATIENCE = 10.0
"""Seconds the sound system has to answer."""


async def list_devices(in_use: Collection[str]) -> list[dict[str, Any]]:
    """All devices; `in_use` names those that the sound worker has opened. Raises UserError when none are told in time."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LIST_DEVICES), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        output, _errors = await asyncio.wait_for(process.communicate(), PATIENCE)
        found = json.loads(output)
    except (TimeoutError, ValueError) as err:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise UserError(_("the sound system does not answer; `sarai doctor` tells more")) from err
    return [{**each, "in_use": each["description"] in in_use or each["name"] in in_use} for each in found]
