"""The stages of the pipelines as a report and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sprintsales.reports.sheet import Cell, Column, Section, Sheet, plain
from sprintsales.reports.values import amount, count, iso, money, percent

if TYPE_CHECKING:
    from sprintsales.services.views.stages import StageLine, StagesView


def stages_sheet(view: StagesView) -> Sheet:
    """Return the stages as a report: one table, pipeline by pipeline."""
    columns = (
        Column("pipeline", cut=True), Column("stage", cut=True), Column("means"), Column("probability", right=True),
        Column("days", right=True, key="expected_days"), Column("touch every", right=True, key="touch_days"),
        Column("open", right=True, key="open_count"), Column("value", right=True, key="open_value"),
    )  # fmt: skip
    rows = tuple(stage_row(one, view.currency) for one in view.stages)
    notes = ("Days: how long a deal is expected to stand there. Touch every: so many days at most between two touches.",)
    title = f"Stages of {view.team} · amounts in {view.currency}"
    return Sheet(title, (Section("", columns, rows, notes, "There is no stage. Make a team: sprintsales init"),))


def stage_row(one: StageLine, currency: str) -> tuple[Cell, ...]:
    """Return one stage as a row."""
    stage, still = one.stage, one.stage.kind == "open"
    value = one.open.value if one.open.count > one.open.unvalued else None
    probability = None if stage.probability is None else stage.probability / 1000
    return (
        plain(stage.pipeline),
        plain(stage.name),
        plain(stage.kind),
        Cell(percent(probability, 0) if still else "", probability),
        Cell(count(stage.expected_days) if still else "", stage.expected_days),
        Cell(f"{stage.touch_days} d" if still else "", stage.touch_days),
        Cell(count(one.open.count) if still or one.open.count else "", one.open.count),
        Cell(amount(value, currency) if one.open.count else "", money(value, currency)),
    )


def stages_document(view: StagesView) -> dict[str, object]:
    """Return the stages as the document sprintsales.stages/1."""
    stages = [
        {
            "id": one.stage.id, "pipeline": one.stage.pipeline, "name": one.stage.name, "kind": one.stage.kind,
            "position": one.stage.position, "probability": None if one.stage.probability is None else one.stage.probability / 1000,
            "expected_days": one.stage.expected_days, "touch_days": one.stage.touch_days, "archived": one.stage.archived,
            "open": {"count": one.open.count, "value": money(one.open.value, view.currency), "unvalued": one.open.unvalued},
        }
        for one in view.stages
    ]  # fmt: skip
    return {"schema": "sprintsales.stages/1", "as_of": iso(view.today), "team": view.team, "currency": view.currency, "stages": stages}
