"""Hostile text at every entrance: what is typed and what is imported is cleaned before it is kept, and the answer is only text."""

from __future__ import annotations

import csv
import inspect
import io
import json
import os
import pkgutil
import shutil
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from sprintsales import services
from sprintsales.domain.text import clean_line
from sprintsales.formats.spreadsheet import unneutralise
from sprintsales.services.importing.columns import KINDS
from tests.hostile.corpus import MONSTERS, STRINGS, WHOLE, thin
from tests.hostile.doors import WRITES, file_of, typed, unclean
from tests.hostile.places import assert_only_text, harm_in, printed, ran
from tests.hostile.test_commands import FEWER, LINES, through
from tests.hostile.test_commands import check as check_printed

# Verbs that take words of people, and the line that brings hostile text to each (by its first words in WRITES, or another test here).
VERBS = {
    "accepting.accept": "deals set",
    "dealing.add_deal": "deals add",
    "dealing.put_in": "deals add",
    "dealing.set_fields": "deals set",
    "founding.create": "init",
    "founding.found": "init",
    "goals.set_goal": "goals set",
    "importing.run.import_file": "import",
    "planning.add": "add",
    "assigning.assign": "leads set",
    "leads.add_lead": "leads add",
    "leads.convert": "leads convert",
    "leads.set_leads": "leads set",
    "moving.carry": "move",
    "moving.drop": "drop",
    "moving.move": "move",
    "planning.plan": "add",
    "moving.relocate": "move",
    "moving.unplan": "move",
    "blocking.block": "block",
    "tracking.done": "done",
    "tracking.follow": "log",
    "tracking.log": "log",
}
UNICODE = tuple(text for text in STRINGS if not any("\ud800" <= char <= "\udfff" for char in text))
"""What a file in UTF-8 can hold."""
WORDS = ("str", "Mapping[str, str]", "Report", "GoalWish", "ImportOrder", "Founding")
NO_WORDS = ("token", "told", "shown", "seen", "kind", "verb", "metric")


def verbs_with_words() -> Iterator[str]:
    """Every function of the services that writes and takes words of people."""
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        module = import_module(found.name)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != found.name or name.startswith("_") or ".views" in found.name:
                continue
            parameters = inspect.signature(function).parameters.values()
            words = [one for one in parameters if one.name not in NO_WORDS and str(one.annotation).split(" |")[0] in WORDS]
            if words and ("desk.write(" in inspect.getsource(function) or "database.write(" in inspect.getsource(function)):
                yield f"{found.name.removeprefix(services.__name__ + '.')}.{name}"


def test_every_verb_that_takes_words_gets_hostile_ones() -> None:
    # A new verb: name here the line of WRITES in tests/hostile/doors.py that brings hostile words to it.
    assert set(verbs_with_words()) <= set(VERBS)
    lines = {" ".join(line[:2]) for line in WRITES} | {line[0] for line in WRITES} | {"init", "import"}
    assert set(VERBS.values()) <= lines


def type_all(path: Path, step: int, shift: int) -> None:
    """Type the strings into every line that writes, each line every STEP-th string."""
    for place, template in enumerate(WRITES):
        for text in STRINGS[(shift + place) % step :: step]:
            assert_only_text(typed(path, template, text))


@pytest.mark.slow
def test_what_is_typed_is_kept_clean_and_shown_harmless(copied: Path) -> None:
    type_all(copied, 240, 0)
    assert_only_text(ran(copied, "undo"))
    assert_only_text(ran(copied, "redo"))
    assert unclean(copied) == []
    assert ran(copied, "db", "check").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("shift", range(4) if WHOLE else [1])
def test_every_string_typed_into_every_line(copied: Path, shift: int) -> None:
    type_all(copied, 4 if WHOLE else 24, shift)
    assert unclean(copied) == []
    for found in through(copied, LINES if WHOLE else FEWER):
        check_printed(found)
    assert ran(copied, "db", "check").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(UNICODE), 40 if WHOLE else 240))
def test_every_string_as_a_column_and_as_a_word_of_a_mapping(copied: Path, first: int) -> None:
    assert map_columns(copied, [text for text in UNICODE[first : first + 40] if "\0" not in text]) == []
    assert ran(copied, "db", "check").status == 0


@pytest.mark.slow
def test_a_team_founded_with_hostile_names_works(tmp_path: Path) -> None:
    for place, text in enumerate(thin(STRINGS, 40)):
        path = tmp_path / f"{place}.db"
        found = printed(("init", f"--team={text}", f"--me={text}", f"--email={text}", "--timezone=UTC", "--db", str(path)))
        assert_only_text(found)
        if found.status == 0:
            assert unclean(path) == []
            assert_only_text(ran(path, "plan"))
            assert_only_text(ran(path, "add", "call", "fri", f"--as={text}"))
        else:
            assert not clean_line(text) or found.status == 2
            assert not path.exists()


def import_file(path: Path, kind: str, text: str, *options: str) -> list[str]:
    """Import a file and return what was refused."""
    file = path.parent / f"{kind}.csv"
    file.write_text(text, encoding="utf-8", errors="surrogatepass" if "\ud800" in text else "strict", newline="")
    maps = [f"--map={name}={name}" for name in text.splitlines()[0].split(",")]
    rejects = path.parent / "rejects.csv"
    rejects.unlink(missing_ok=True)
    found = ran(path, "import", str(file), "--kind", kind, *maps, "--date-format=ymd", "--new-stages", f"--rejects={rejects}", *options)
    assert found.status in (0, 1, 3), (found.where, found.err)
    assert_only_text(found)
    if rejects.exists():
        for row in csv.reader(io.StringIO(rejects.read_text(encoding="utf-8-sig", errors="surrogatepass"), newline="")):
            for cell in row:
                assert unneutralise(cell) == cell or cell.startswith("'"), ascii(cell)
    return found.err.splitlines() if found.status == 1 else []


@pytest.mark.parametrize("kind", ["deals", *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS if kind != "deals")])
def test_what_is_imported_is_kept_clean(copied: Path, kind: str) -> None:
    if kind in ("activities", "stage-history", "field-history"):
        import_file(copied, "deals", file_of("deals", ("Acme", "Birch")))
    for texts in (tuple(text for text in UNICODE if "\0" not in text), UNICODE):
        import_file(copied, kind, file_of(kind, texts))
        assert unclean(copied) == []
    for argv in (("deals", "list", "all", "--json"), ("standup",), ("db", "check")):
        found = ran(copied, *argv)
        assert_only_text(found)
        assert found.status == 0, found.err
    assert_only_text(ran(copied, "undo"))


@pytest.mark.slow
def test_a_database_imported_from_hostile_files_goes_through_every_command(copied: Path) -> None:
    for kind in KINDS:
        import_file(copied, kind, file_of(kind, UNICODE))
    for found in through(copied, LINES if WHOLE else FEWER):
        check_printed(found)


def map_columns(path: Path, texts: Sequence[str]) -> list[str]:
    """Import a file whose columns have these names, with mappings that hold them; return what was wrong in an answer or in what is kept."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", *texts, "name"])
    writer.writerow(["1", *texts, "Acme"])
    file = path.parent / "columns.csv"
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    wrong = []
    for text in texts:
        named = text if clean_line(text) else f"x{text}"
        word = named.replace("=", "-")  # what stands left of the sign
        column = f"--map=note={text}" if clean_line(text) else "--map=note=name"
        line = ("import", str(file), "--kind=deals", "--map=external_id=id", "--map=name=name", column)
        kept = ran(path, *line, f"--stage={word}=won", f"--source={text}", f"--save-mapping={named}", f"--pipeline={text}")
        saved = ran(path, *line, f"--stage={word}=won", f"--source={text}", f"--save-mapping={named}")
        again = ran(path, "import", str(file), f"--mapping={named}", "--dry-run", "--json")
        tried = ran(path, *line, "--dry-run", f"--map={text}={text}", f"--currency={text}", f"--date-format={text}=ymd")
        refused = [saved, again] if "pipeline" in kept.err else [kept, saved, again]
        wrong += [f"{found.where}: {found.err}" for found in refused if found.status != 0]
        wrong += [line for found in (kept, saved, again, tried) for line in harm_in(found)]
    return [*wrong, *map(str, unclean(path))]


@pytest.mark.slow
def test_hostile_columns_and_words_of_a_mapping_are_only_text(copied: Path) -> None:
    assert map_columns(copied, thin([text for text in UNICODE if "\0" not in text], 30)) == []
    assert ran(copied, "db", "check").status == 0


def test_a_file_with_a_hostile_name_is_imported_and_told_harmlessly(copied: Path) -> None:
    for text in STRINGS[::60]:
        name = text.replace("/", "_").replace("\0", "_").encode("utf-8", "replace")[:60] + b".csv"
        file = copied.parent / os.fsdecode(name)
        file.write_text("name,note\nAcme,x\n", encoding="utf-8")
        for more in ((), ("--json",)):
            found = ran(copied, "import", "--kind=deals", "--dry-run", "--rejects", str(file) + "r", *more, "--", str(file))
            assert_only_text(found)
            assert found.status == 0, found.err
    ran(copied, "import", "--kind=deals", "--", str(file))
    assert unclean(copied) == []


@pytest.mark.slow
def test_a_megabyte_in_every_cell_is_cut_or_refused(copied: Path) -> None:
    for kind in KINDS:
        import_file(copied, kind, file_of(kind, tuple(MONSTERS.values()), one_field=True))
    assert unclean(copied) == []
    for argv in (("deals", "list", "all"), ("standup",), ("kpis", "--by", "rep"), ("undo",)):
        assert_only_text(ran(copied, *argv))


def test_everything_exported_comes_back_as_it_was(below: Path, tmp_path: Path) -> None:
    source = Path(shutil.copy(below, tmp_path / "source.db"))
    saved, again = tmp_path / "all.json", tmp_path / "again.json"
    assert ran(source, "export", "all", "--output", str(saved)).status == 0
    assert saved.read_bytes().isascii()
    assert json.loads(saved.read_text(encoding="ascii"))["schema"]
    target = tmp_path / "target.db"
    assert_only_text(ran(target, "restore", str(saved)))
    assert ran(target, "export", "all", "--output", str(again)).status == 0
    assert again.read_bytes() == saved.read_bytes()
