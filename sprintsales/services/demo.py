"""The sample team in a new file, moved to the week of a day, as it stood on the morning of that day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sprintsales.domain.errors import Refused
from sprintsales.settings import Clock, Settings, sample_folder
from sprintsales.storage.restore import read_document, restore_document
from sprintsales.storage.rewind import rewound
from sprintsales.storage.shift import shift_dates

ZONE = ZoneInfo("Europe/Rome")
"""The zone of the sample team."""
USER = "Ana Ruiz"
MONDAY = date(2026, 11, 16)
"""The Monday of the sample's current sprint; it is told until the Friday evening."""
OPENS = time(9, 40)
"""The time of day the demo opens at: what the story tells after it has not happened yet."""


def make_demo(path: Path, today: date, *, clock: Clock | None = None, user: str = USER) -> Settings:
    """Make the sample team in a new file and return the settings to open it with, as USER and with no configuration to write to.

    TODAY is a day in the team's zone: its week becomes the current sprint, and Monday to Friday show that day's morning; on a Saturday
    or Sunday the week is over and nothing more happens. Raises Refused where there is something already, whatever it is, Unusable where
    nothing can be written or the sample is not there.
    """
    if path.exists() or path.is_symlink():
        raise Refused(f"{path} is already there, and the demo only writes a new file. Choose another name.")
    monday = today - timedelta(days=today.weekday())
    document = read_document(sample_folder() / "team.json")
    if today.weekday() < 5:
        document = rewound(document, datetime.combine(MONDAY + (today - monday), OPENS, ZONE))
    restore_document(shift_dates(document, (monday - MONDAY).days), path, examined=False)
    return Settings(database=str(path), user=user, clock=clock or Clock())
