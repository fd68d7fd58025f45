"""Which of our stages a foreign stage word means, in which pipeline, and the new ones an import may add."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, exists, select, update

from sprintsales.domain.errors import NotFound, Usage
from sprintsales.domain.stage_order import alike, placed
from sprintsales.formats.words import status_of
from sprintsales.services.founding import DEFAULT_STAGES
from sprintsales.services.importing.book import folded
from sprintsales.services.importing.order import StageRead
from sprintsales.storage.bulk import insert_rows, reserve_ids
from sprintsales.storage.schema import deal, deal_past, pipeline, stage

TOUCH_DAYS = 21
STARTERS = frozenset(name for name, _, kind in DEFAULT_STAGES if kind == "open")
"""The open stages every team begins with, until a file says what its own are called."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """One of our stages."""

    id: int
    pipeline_id: int
    name: str
    kind: str
    position: int
    archived: bool = False
    merged_into_id: int | None = None


class StageBook:
    """Looks foreign stage words up in one pipeline; adds unknown ones as open stages when that was asked for."""

    def __init__(self, shelves: Pipelines, pipeline_id: int, rows: list[StageRow]) -> None:
        self.shelves, self.pipeline_id, self.words = shelves, pipeline_id, shelves.words
        self.stages = [row for row in rows if not row.archived]
        self.put_away = [row for row in rows if row.archived]
        self.found: dict[str, StageRow | None] = {}
        self.meant: dict[str, int] = {}
        self.used: set[int] = set()

    def of_kind(self, kind: str) -> StageRow:
        """Return the first stage of a kind: where a deal goes whose file only says won, lost or open."""
        for one in self.stages:
            if one.kind == kind:
                self.used.add(one.id)
                return one
        raise NotFound(f"The pipeline has no {kind} stage, so the file's deals have no place in it. Name another with --pipeline.")

    def find(self, word: str) -> StageRow | None:
        """Return the stage a foreign word means, None when it is unknown (and none may be added for it)."""
        if word not in self.found:
            found = self.found[word] = self._look(folded(word))
            if found is not None:
                self.meant[word] = found.id
        return self.found[word]

    def _look(self, word: str) -> StageRow | None:
        ours = folded(self.words.get(word, word))
        for one in (*self.stages, *self.put_away):
            if folded(one.name) == ours:
                return self.survivor(one)
        status = ours if word in self.words else status_of(ours)
        return self.of_kind(status) if status in ("won", "lost") else None

    def survivor(self, row: StageRow) -> StageRow:
        """Return the stage a merged one went into, or the stage itself."""
        by_id = {one.id: one for one in (*self.stages, *self.put_away)}
        for _ in by_id:
            row = by_id.get(row.merged_into_id or 0, row)
        return row

    def add(self, word: str) -> StageRow:
        """Return a new open stage after the last open one; its probability is unknown until somebody says it."""
        name = self.words.get(folded(word), word)
        last = max((one.position for one in self.stages if one.kind == "open"), default=0)
        made = StageRow(self.shelves.next_id(), self.pipeline_id, name, "open", last + 1)
        self.stages.append(made)
        self.shelves.note(made)
        self.found[word] = made
        self.meant[word] = made.id
        return made

    def forget(self, made: StageRow) -> None:
        """Forget a stage again that only a refused row named."""
        self.stages.remove(made)
        self.meant = {word: id_ for word, id_ in self.meant.items() if id_ != made.id}
        self.found.clear()


class Pipelines:
    """The team's pipelines with their stages, and the stages this import adds."""

    def __init__(self, connection: Connection, team_id: int, named: str | None, words: Mapping[str, str], *, may_add: bool) -> None:
        self.connection, self.team_id, self.may_add, self.named = connection, team_id, may_add, named
        self.words = {folded(theirs): ours.strip() for theirs, ours in words.items()}
        p = pipeline.c
        query = select(p.id, p.name).where(p.team_id == team_id, p.archived.is_(False)).order_by(p.position, p.id)
        self.names = {int(row.id): str(row.name) for row in connection.execute(query)}
        self.books = {id_: StageBook(self, id_, rows_of(connection, id_)) for id_ in self.names}
        self.default = self._default()
        self._books: dict[str, StageBook | None] = {}
        self.added: list[StageRow] = []
        self._row_added: list[StageRow] = []
        self.dropped: list[StageRow] = []
        self.fresh = {one.id for one in starters(connection, team_id, self.default)} if may_add else frozenset[int]()
        self._unwritten: list[StageRow] = []
        self._last_id: int | None = None
        if not may_add:
            self._check_words()

    def _default(self) -> StageBook:
        for id_, name in self.names.items():
            if self.named is None or folded(name) == folded(self.named):
                return self.books[id_]
        raise NotFound(f"There is no pipeline {self.named}. Here are: {', '.join(self.names.values()) or 'none'}.")

    def _check_words(self) -> None:
        """Raise Usage for a --stage that names no stage of ours: a slip of the pen would otherwise refuse every row."""
        every = [one for book in self.books.values() for one in book.stages]
        known = {folded(one.name) for one in every} | {"won", "lost"}
        for theirs, ours in self.words.items():
            if folded(ours) not in known:
                here = ", ".join(dict.fromkeys(one.name for one in every))
                raise Usage(
                    f"--stage {theirs}={ours}: we have no stage {ours}. Write won, lost or one of {here}; --new-stages adds the others."
                )

    def find(self, word: str | None) -> StageBook | None:
        """Return the pipeline of this name, the chosen one for no name; None when no pipeline has the name."""
        if not word:
            return self.default
        if word not in self._books:
            self._books[word] = self._look(word)
        return self._books[word]

    def _look(self, word: str) -> StageBook | None:
        for id_, name in self.names.items():
            if folded(name) == folded(word):
                return self.books[id_]
        return self.default if self.named is not None else None

    def stage(self, stage_id: object) -> StageRow | None:
        """Return a stage by its id, None for one that is gone."""
        return next((one for book in self.books.values() for one in book.stages if one.id == stage_id), None)

    def read_as(self, given: Collection[str]) -> list[StageRead]:
        """Return what each word of the file was read as; GIVEN are the words that --stage named in this order."""
        new = {one.id for one in self.added}
        said = {folded(word) for word in given}
        found = []
        for book in self.books.values():
            names = {one.id: one.name for one in (*book.stages, *book.put_away)}
            for word, id_ in book.meant.items():
                key = folded(word)
                by = "--stage" if key in said else "mapping" if key in self.words else "new" if id_ in new else "name"
                found.append(StageRead(word, names[id_], by))
        return found

    def order_now(self) -> list[str]:
        """Return the stages in their order where this import added some, else nothing."""
        changed = {one.pipeline_id for one in self.added}
        return [one.name for id_, book in self.books.items() if id_ in changed for one in sorted(book.stages, key=lambda row: row.position)]

    def next_id(self) -> int:
        """Return an id for a new stage."""
        self._last_id = reserve_ids(self.connection, "stage", 1)[0] if self._last_id is None else self._last_id + 1
        return self._last_id

    def note(self, made: StageRow) -> None:
        """Note a stage the row at hand added."""
        self._row_added.append(made)

    def keep(self) -> None:
        """Keep the stages the row at hand added."""
        if self._row_added:
            self.added += self._row_added
            self._unwritten += self._row_added
            self._row_added.clear()

    def forget(self) -> None:
        """Forget the stages the row at hand added: it was refused."""
        for made in self._row_added:
            self.books[made.pipeline_id].forget(made)
        self._row_added.clear()

    def write(self) -> None:
        """Write the added stages; `settle` gives them their places."""
        columns = ("id", "team_id", "version", "pipeline_id", "name", "position", "kind", "touch_days", "archived")
        rows = [(one.id, self.team_id, 1, one.pipeline_id, one.name, one.position, one.kind, TOUCH_DAYS, 0) for one in self._unwritten]
        insert_rows(self.connection, "stage", columns, rows)
        self._unwritten = []

    def settle(self, said: Sequence[str]) -> None:
        """Put the added stages where they belong among ours: as SAID, else by what they are called; see `domain.stage_order`.

        In a team without a deal before this file its open stages are only the proposal it began with: those the file does not use go.
        """
        self.write()
        for book in self.books.values():
            new = [one for one in self.added if one.pipeline_id == book.pipeline_id]
            if not new:
                continue
            wanted = {folded(name) for name in said}
            needed = {*book.meant.values(), *book.used, *(one.id for one in book.stages if folded(one.name) in wanted)}
            self.dropped += [one for one in book.stages if one.id in self.fresh and one.id not in needed]
            gone = {one.id for one in self.dropped}
            self._place(book, [one for one in book.stages if one.id not in gone], new, said)

    def _place(self, book: StageBook, stages: list[StageRow], new: list[StageRow], said: Sequence[str]) -> None:
        c = stage.c
        own = [one for one in stages if one.kind == "open" and one not in new]
        movable = [one.name for one in own if one.id in self.fresh]
        by_name = {one.name: one for one in stages}
        spelled = {folded(name): name for name in by_name}
        named = [spelled[folded(name)] for name in said if folded(name) in spelled]
        order = placed([one.name for one in own], [one.name for one in new], named, movable)
        ends = [one.name for one in stages if one.kind != "open"]
        if self.dropped:
            self.connection.execute(delete(stage).where(c.id.in_([one.id for one in self.dropped if one.pipeline_id == book.pipeline_id])))
        book.stages = [replace(by_name[name], position=place) for place, name in enumerate((*order, *ends), start=1)]
        for one in book.stages:
            if by_name[one.name].position != one.position:
                moved = update(stage).where(c.id == one.id).values(position=one.position, version=c.version + 1)
                self.connection.execute(moved)

    def doubtful(self) -> list[tuple[str, str]]:
        """Return the added stages with the one of ours that each may mean."""
        added = {one.id for one in self.added}
        found = []
        for one in self.added:
            ours = [other.name for other in self.books[one.pipeline_id].stages if other.kind == "open" and other.id not in added]
            near = alike(one.name, ours)
            if near is not None:
                found.append((one.name, near))
        return found


def starters(connection: Connection, team_id: int, book: StageBook) -> list[StageRow]:
    """Return which open stages are only the proposal a team began with: none once it has, or had, a deal."""
    kept = {one.merged_into_id for one in book.put_away}
    found = [one for one in book.stages if one.kind == "open" and one.name in STARTERS and one.id not in kept]
    lived = exists().where(deal.c.team_id == team_id), exists().where(deal_past.c.stage_id.in_([one.id for one in found]))
    return [] if any(connection.execute(select(one)).scalar() for one in lived) else found


def rows_of(connection: Connection, pipeline_id: int) -> list[StageRow]:
    """Return the stages of a pipeline in their order, those put away too."""
    c = stage.c
    columns = (c.id, c.pipeline_id, c.name, c.kind, c.position, c.archived, c.merged_into_id)
    return [StageRow(*row) for row in connection.execute(select(*columns).where(c.pipeline_id == pipeline_id).order_by(c.position, c.id))]
