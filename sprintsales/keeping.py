"""What the program writes down for its user between two starts: settings in the configuration file, and how the screens stood."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sprintsales.domain.errors import Unusable
from sprintsales.settings import Settings, config_folder, without_password

_KEY = re.compile(r"""\s*(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[A-Za-z0-9_-]+))\s*=""")
_COMMENT = re.compile(r"""^[^=]*=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#\s]+)\s*(?P<comment>#.*)?$""")
MOST = 200_000
"""Characters of a state file that are read: ours are small, so a larger one is none of ours."""


def keep_settings(settings: Settings, wanted: Mapping[str, str | None]) -> Path:
    """Write settings into the configuration file and return it; None takes one out.

    Everything else in the file stays as it is, comments, order and unknown keys included; a password never goes into it. Raises
    Unusable when it cannot be written, or is written in a way this cannot change without touching something else.
    """
    path = settings.config_path or config_folder() / "config.toml"
    values = {key: without_password(value) if key == "database" and value else value for key, value in wanted.items()}
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = changed(before, values)
        _refuse_other_changes(path, before, after, values)
        write_whole(path, after)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        what = ", ".join(f"{key} = {value}" for key, value in values.items() if value)
        raise Unusable(f"{path} cannot be written ({reason}), so this is not kept: {what}") from error
    return path


def changed(text: str, wanted: Mapping[str, str | None]) -> str:
    """Return a configuration's text with other values at its top level; a new one follows the last one there."""
    lines = text.splitlines()
    top = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    head, rest = lines[:top], lines[top:]
    left = dict(wanted)
    kept: list[str] = []
    for line in head:
        key = _key(line)
        if key is None or key not in wanted:
            kept.append(line)
        elif (value := left.pop(key, None)) is not None:
            found = _COMMENT.match(line)
            comment = found["comment"] if found else None
            kept.append(f"{_written(key, value)}{f'  {comment}' if comment else ''}")
    new = [_written(key, value) for key, value in left.items() if value is not None]
    if new and rest:  # before the lines that lead to the first table
        while kept and kept[-1].lstrip().startswith("#"):
            rest.insert(0, kept.pop())
        while kept and not kept[-1].strip():
            rest.insert(0, kept.pop())
    return "\n".join([*kept, *new, *rest]).rstrip("\n") + "\n" if kept or new or rest else ""


def _key(line: str) -> str | None:
    found = _KEY.match(line)
    return (found["double"] or found["single"] or found["bare"]) if found else None


def _written(key: str, value: str) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _refuse_other_changes(path: Path, before: str, after: str, wanted: Mapping[str, str | None]) -> None:
    """Raise Unusable where the change would touch more than it should: a value over several lines, a line that only looks like a key."""
    import tomllib

    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"{path} cannot be changed by the program ({error}). Write the setting there by hand.") from error
    others = {key: value for key, value in old.items() if key not in wanted}
    if {key: value for key, value in new.items() if key not in wanted} != others:
        raise Unusable(f"{path} is written in a way the program does not change. Write the setting there by hand.")


def write_whole(path: Path, text: str) -> None:
    """Write a small file of the user's so that it is there whole or not at all; only they may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o600)
    part.replace(path)


# How the screens stood.


def state_file(settings: Settings) -> Path | None:
    """Return where this user's view of this database is kept; None where nothing is to be kept: a demo, a day that was set."""
    if settings.state_folder is None or settings.clock.asked:
        return None
    try:
        where = str(settings.file.resolve()) if settings.file is not None else settings.shown
    except (OSError, RuntimeError):
        return None
    whose = f"{where} {settings.user or ''}"
    return settings.state_folder / f"{sha256(whose.encode()).hexdigest()[:24]}.json"


def read_state(settings: Settings) -> dict[str, Any]:
    """Return how the screens stood when this user left this database; nothing where nothing, or nothing readable, is kept."""
    path = state_file(settings)
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8")[:MOST])
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(settings: Settings, state: Mapping[str, Any]) -> bool:
    """Keep how the screens stand; return whether it was kept: that it cannot be is no trouble worth telling."""
    path = state_file(settings)
    if path is None:
        return False
    try:
        write_whole(path, json.dumps(state))
    except OSError:
        return False
    return True
