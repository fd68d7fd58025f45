"""Which of our stages a foreign stage word means, and the new ones an import may add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from sprintsales.domain.errors import NotFound
from sprintsales.formats.words import status_of
from sprintsales.services.importing.reading import mapped_case
from sprintsales.storage.bulk import insert_rows, reserve_ids
from sprintsales.storage.schema import pipeline, stage


@dataclass(frozen=True, slots=True)
class StageRow:
    """One of our stages."""

    id: int
    name: str
    kind: str
    position: int


class StageBook:
    """Looks foreign stage words up in one pipeline; adds unknown ones as open stages when that was asked for."""

    def __init__(self, connection: Connection, team_id: int, named: str | None, words: Mapping[str, str], *, may_add: bool) -> None:
        self.connection, self.team_id, self.may_add = connection, team_id, may_add
        self.pipeline_id = find_pipeline(connection, team_id, named)
        columns = (stage.c.id, stage.c.name, stage.c.kind, stage.c.position)
        query = select(*columns).where(stage.c.pipeline_id == self.pipeline_id, stage.c.archived.is_(False)).order_by(stage.c.position)
        self.stages = [StageRow(row.id, row.name, row.kind, row.position) for row in connection.execute(query)]
        self.words = mapped_case(words)
        self.found: dict[str, StageRow | None] = {}
        self.added: list[StageRow] = []
        self.unwritten: list[StageRow] = []

    def of_kind(self, kind: str) -> StageRow:
        """Return the first stage of a kind: where a deal goes whose file only says won, lost or open."""
        for one in self.stages:
            if one.kind == kind:
                return one
        raise NotFound(f"The pipeline has no {kind} stage. Add one, or name another with --pipeline.")

    def find(self, word: str) -> StageRow | None:
        """Return the stage a foreign word means, None when it is unknown (and none may be added for it)."""
        key = word.casefold().strip()
        if key not in self.found:
            self.found[key] = self._look(key)
        return self.found[key]

    def _look(self, key: str) -> StageRow | None:
        ours = self.words.get(key, key).casefold().strip()
        for one in self.stages:
            if one.name.casefold() == ours:
                return one
        status = status_of(ours)
        if key in self.words and ours in ("won", "lost"):
            return self.of_kind(ours)
        return self.of_kind(status) if status in ("won", "lost") and key not in self.words else None

    def add(self, word: str) -> StageRow:
        """Return a new open stage after the last open one; its probability is unknown until somebody says it."""
        name = self.words.get(word.casefold().strip(), word)
        last = max((one.position for one in self.stages if one.kind == "open"), default=0)
        made = StageRow(reserve_ids(self.connection, "stage", 1 + len(self.unwritten))[-1], name, "open", last + 1)
        self.stages.append(made)
        self.added.append(made)
        self.unwritten.append(made)
        self.found[word.casefold().strip()] = made
        return made

    def write(self) -> None:
        """Write the added stages."""
        columns = ("id", "team_id", "version", "pipeline_id", "name", "position", "kind", "touch_days", "archived")
        rows = [(one.id, self.team_id, 1, self.pipeline_id, one.name, one.position, one.kind, 21, 0) for one in self.unwritten]
        insert_rows(self.connection, "stage", columns, rows)
        self.unwritten = []


def find_pipeline(connection: Connection, team_id: int, named: str | None) -> int:
    """Return the pipeline of this name, or the team's first; raises NotFound."""
    query = select(pipeline.c.id, pipeline.c.name).where(pipeline.c.team_id == team_id, pipeline.c.archived.is_(False))
    rows = list(connection.execute(query.order_by(pipeline.c.position, pipeline.c.id)))
    for row in rows:
        if named is None or row.name.casefold() == named.casefold():
            return int(row.id)
    raise NotFound(f"There is no pipeline {named}. Here are: {', '.join(row.name for row in rows) or 'none'}.")
