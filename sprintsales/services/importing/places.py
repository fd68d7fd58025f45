"""Where a file to import may lie: what fits a typed path, in its folder or where exports usually land."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sprintsales.domain.errors import Usage
from sprintsales.formats.peek import Found, files_in, folders_in, is_folder, kind_in, one_export
from sprintsales.settings import file_named, folders_of_files, short_path

Part = tuple[str, tuple[Found, ...], tuple[Found, ...], tuple[Path, ...]]
"""A folder as it is written, the files of one export in it, all its files, and its folders."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What fits a typed text: a heading for each folder with its files, the parts of one export, and the folders in it."""

    text: str
    parts: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return not any(files or folders for _, _, files, folders in self.parts)


def listing(text: str) -> Listing:
    """Return what fits a typed text; called in a worker, because folders may be slow."""
    typed = text.strip()
    if not typed:
        return Listing(text, tuple(part(folder) for folder in folders_of_files()))
    try:
        path = file_named(typed)
    except Usage:
        return Listing(text, ())
    if is_folder(path):
        return Listing(text, (part(path, folders=True),))
    if path.is_file():
        about = path.stat()
        return Listing(text, ((short_path(path.parent), (), (Found(path, about.st_size, about.st_mtime, kind_in(path)),), ()),))
    start = path.name.casefold()
    places = [path.parent] if "/" in typed else [path.parent, *folders_of_files()]
    found = []
    for folder in dict.fromkeys(one.absolute() for one in places):
        files = tuple(one for one in files_in(folder) if start in one.path.name.casefold())
        folders = (
            tuple(one for one in folders_in(folder) if one.name.casefold().startswith(start)) if folder == path.parent.absolute() else ()
        )
        if files or folders:
            found.append((short_path(folder), (), files, folders))
    return Listing(text, tuple(found))


def part(folder: Path, *, folders: bool = False) -> Part:
    """Return a folder with its files."""
    files = files_in(folder)
    together = one_export(files)
    return short_path(folder), tuple(together if len(together) > 1 else ()), tuple(files), tuple(folders_in(folder) if folders else ())


__all__ = ["Found", "Listing", "Part", "listing"]
