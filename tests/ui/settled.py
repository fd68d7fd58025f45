"""Waiting until a screen has nothing left to do, instead of sleeping."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed


async def settled(pilot: Pilot[Any]) -> None:
    """Return when messages are handled, workers have ended, and what they led to is handled too."""
    for _ in range(2):
        await pilot.pause()
        while workers := [worker for worker in pilot.app.workers if not worker.is_finished]:
            for worker in workers:
                # A failed worker is a matter of the screen under test, which shows it; here it has simply ended.
                with suppress(WorkerFailed, WorkerCancelled):
                    await worker.wait()
            await pilot.pause()
    await pilot.pause()
