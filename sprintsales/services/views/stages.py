"""The stages of a team's pipelines in order, with what stands open in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from sprintsales.domain.forecast import Heap
from sprintsales.services.desk import Desk
from sprintsales.services.views.closing import heap
from sprintsales.storage.queries.deals import OPEN, deal_rows
from sprintsales.storage.queries.names import StageRow, read_names


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage with the open deals in it; value in the team's currency."""

    stage: StageRow
    open: Heap


@dataclass(frozen=True, slots=True)
class StagesView:
    """Every stage in use, pipeline by pipeline."""

    today: date
    team: str
    currency: str
    stages: tuple[StageLine, ...]


def stages_view(connection: Connection, desk: Desk) -> StagesView:
    """Return the stages of the team; archived and merged ones only where a deal still stands in them."""
    names = read_names(connection, desk.team.id)
    deals = deal_rows(connection, desk.team.id, today=desk.today, scope=OPEN, names=names, judged=False)
    found = []
    for id_, row in names.stages.items():
        here = heap(deal for deal in deals if deal.stage_id == row.id)
        if id_ == row.id and (here.count or not row.archived):
            found.append(StageLine(row, here))
    return StagesView(desk.today, desk.team.name, desk.team.currency, tuple(found))
