"""Draws the README's pictures: drives the program on the sample team and saves its screen: `python tests/pictures.py`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import date
from pathlib import Path

from sprintsales.services.demo import make_demo
from sprintsales.settings import Clock
from sprintsales.ui.app import opening_on
from tests.ui.settled import settled

FOLDER = Path(__file__).parent.parent / ".pictures"
DAY = date(2026, 11, 18)
SIZE = (140, 40)
OUTSIDE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def draw(name: str) -> Path:
    """Save the picture of one screen and return its file; it asks nothing from outside."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_demo(Path(folder) / "demo.db", DAY, clock=Clock(DAY))
        app = opening_on(name)(settings)
        async with app.run_test(size=SIZE, notifications=False) as pilot:
            await settled(pilot)
            svg = OUTSIDE_FONT.sub("", app.export_screenshot(title="sprintsales")).replace("<svg ", '<svg xml:space="preserve" ', 1)
        app.office.close()
    target = FOLDER / f"{name}.svg"
    target.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")
    return target


def main() -> None:
    """Draw all pictures of the README."""
    FOLDER.mkdir(exist_ok=True)
    for name in ("plan",):
        print(asyncio.run(draw(name)))


if __name__ == "__main__":
    main()
