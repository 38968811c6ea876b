"""A model whose graphs cannot be recorded answers all the same, and `sarai status` says why it answers later."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Any

from daemon.workers.eviction import Budget
from daemon.workers.fleet import Fleet
from daemon.workers.spec import Spec
from models.engine import Sampling

WHY = (
    "Omni answers later than it could: no CUDA graph of its thinker (operation not permitted when stream is capturing)"
)


def test_the_status_tells_of_recordings_that_failed(folder: Path) -> None:
    spec = Spec(
        "omni", "daemon.workers.servers_omni:omni", "tests.models.omni.taped:refused", {"path": str(folder)}, threads=1
    )

    async def scenario() -> None:
        asked: dict[str, Any] = {
            "messages": [{"role": "user", "content": "What?"}],
            "sampling": asdict(Sampling(max_tokens=8, seed=1)),
        }
        async with asyncio.TaskGroup() as group:
            fleet = Fleet(group, Budget(4_000_000_000))
            try:
                async with fleet.handle(spec).ask("respond", speak=True, **asked) as request:
                    frames = [frame async for frame in request]
                (row,) = fleet.status()
            finally:
                await fleet.close()
        assert any(frame.payload for frame in frames)
        assert (row["state"], row["problem"]) == ("ready", WHY)

    asyncio.run(scenario())
