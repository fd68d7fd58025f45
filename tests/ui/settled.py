"""Waiting until a screen has nothing left to do, instead of sleeping: what is ready on the loop is run, what is dirty is painted."""

from __future__ import annotations

import asyncio
from collections.abc import Sized
from contextlib import suppress
from typing import Any, cast

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled, WorkerFailed

LONGEST, FRAMES = 5000, 60
"""Rounds of the loop and paintings after which a screen that never comes to rest counts as settled, too."""


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
    for _ in range(FRAMES):
        # What a worker that ended in between led to may be laid out by no more than a timer to come.
        if not is_dirty(pilot.app.screen):
            break
        await asyncio.sleep(0)
        await pilot.pause()


async def idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Return when nothing is ready to run and nothing waits to be painted; Textual's own sleeps 20 ms or more, and again after work."""
    app = active_app.get()
    ready = cast("Sized", vars(asyncio.get_running_loop())["_ready"])
    behind: set[Screen[Any]] = set()
    frames = 0
    for _ in range(LONGEST):
        await asyncio.sleep(0)
        if ready:
            continue
        if frames == FRAMES or not painted(app, behind):
            return
        frames += 1


def painted(app: App[Any], behind: set[Screen[Any]]) -> bool:
    """Paint what is dirty, as the timers of the app and its screens would a few milliseconds later, and return whether there was anything.

    A screen that lies behind another one never gets clean: it is painted once, and counted among those BEHIND.
    """
    if not app.is_running or not app._screen_stack or app._batch_count:
        return False
    if app._resize_timer is not None:
        app._check_resize()
        return True
    dirty = [screen for screen in {app.screen, *app._background_screens} - behind if is_dirty(screen)]
    for screen in dirty:
        screen._on_timer_update()
    behind.update(screen for screen in dirty if screen is not app.screen)
    return bool(dirty)


def is_dirty(screen: Screen[Any]) -> bool:
    """Return whether a screen has something to lay out, to paint, or to call afterwards."""
    wanted = screen._layout_required, screen._scroll_required, screen._repaint_required, screen._recompose_required
    return any(wanted) or bool(screen._dirty_widgets or screen._callbacks)


for _module in (textual.app, textual.pilot):
    vars(_module)["wait_for_idle"] = idle
