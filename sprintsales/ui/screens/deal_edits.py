"""What can be changed on the deal under the cursor: its dates, stage and value, with a reason where the change hurts; and a new deal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Generic

from textual.content import Content

from sprintsales.domain.dates import DayReader, day_name
from sprintsales.domain.errors import NotReadable
from sprintsales.domain.meanwhile import Values
from sprintsales.ui import format as written
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.draft import Draft
from sprintsales.ui.live import Question, View
from sprintsales.ui.office import Office
from sprintsales.ui.screens.contested import Wish
from sprintsales.ui.screens.deal_pane import Detail
from sprintsales.ui.screens.shared import OfficeScreen

if TYPE_CHECKING:
    from sprintsales.services.desk import Desk
    from sprintsales.services.views.deals import DealIndex
    from sprintsales.ui.dialogs.ask_date import Doubt

OTHER = "other …"
REASONS: Mapping[str, tuple[str, ...]] = {
    "later": (
        "they asked for more time",
        "waiting for their decision",
        "legal or security review",
        "budget not free yet",
        "we were late",
        "the date was a guess",
        OTHER,
    ),
    "back": ("a new decision maker", "they want something else", "it was too early", "corrected", OTHER),
    "less": ("smaller scope", "discount", "corrected", OTHER),
    "lost": ("to a competitor", "price", "no budget", "no decision", "no need any more", "no answer", OTHER),
}
"""By what happened: the reasons one key gives. Good news needs none."""
SKIPPED = ""
SATURDAY = 5
NO_DAY = date.max
NOTHING_WORDS = frozenset({"none", "-", "–"})
STANDING = (
    ("name", "name"), ("stage_id", "stage_id"), ("outcome", "outcome"), ("own_value", "value"), ("owner_id", "owner_id"),
    ("close_on", "close_on"), ("agreement_on", "agreement_on"),
)  # fmt: skip
"""What shows whether a deal is still as it was read with all others: its facts and its columns."""
DATES = {"close_on": ("Close date", "closes"), "agreement_on": ("Agreement date", "agreement")}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a change was asked for: the kind of question, what was typed, and how to ask once more with what is known then."""

    kind: str
    again: Callable[[Detail, str | None], None]
    typed: str = ""
    again_word: str = "Edit mine again"


class DealEdits(OfficeScreen[Question, View], Generic[Question, View]):
    """A screen with a deal under its cursor."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._name_draft = Draft()

    def with_deal(self, ask: Callable[[Detail], None]) -> None:
        """Give ASK the deal under the cursor as it was shown."""

    def deal_changed(self, detail: Detail) -> None:
        """Show a deal as it is after a write."""

    def read_deal(self, deal_id: int) -> Detail:
        """Return a deal with its columns as seen; called in a worker."""
        from sprintsales.services.dealing import as_seen
        from sprintsales.services.views.deals import deal_view, listed_view

        seen = as_seen(self.office.desk, deal_id)  # first: a change in between is then told, not overwritten
        index = self.deal_index()
        known = index.judged.get(deal_id) if index is not None else None
        still = all(getattr(known, name) == seen[column] for name, column in STANDING) if known is not None else seen["outcome"] != "open"
        if index is not None and still:
            return Detail(self.office.read(lambda connection, desk: listed_view(connection, desk, index, deal_id)), seen)
        return Detail(self.office.read(lambda connection, desk: deal_view(connection, desk, deal_id)), seen)

    def deal_index(self) -> DealIndex | None:
        """All deals as they were read last."""
        return None

    def change(self, detail: Detail, fields: Mapping[str, str], said: str, asked: Asked, reason: str | None = None) -> None:
        """Write FIELDS of a deal as it was seen, then say what was done; where they were changed meanwhile, ask what shall stand."""
        deal = detail.view.deal

        def verb(desk: Desk, told: Values) -> tuple[Detail, bool]:
            from sprintsales.services.dealing import as_seen, set_fields

            saved = set_fields(desk, deal.id, fields, reason=reason, seen=detail.seen, told=told)
            return Detail(saved.view, as_seen(desk, deal.id)), saved.changed

        def then(done: tuple[Detail, bool]) -> None:
            self.deal_changed(done[0])
            self.tell(f"{deal.name}: {said}   u takes it back" if done[1] else f"{deal.name} was so already.")

        wish = Wish(
            verb, then, f"{deal.name}: {said}", place=(asked.kind, deal.id), typed=asked.typed,
            again=lambda told: asked.again(replace(detail, told=told), reason), again_word=asked.again_word,
        )  # fmt: skip
        self.wish(wish, detail.told)

    def ask_why(
        self,
        kind: str,
        title: str,
        then: Callable[[str | None], None],
        *,
        skip: str = "without a reason",
        given: str | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Ask why by one key, or in words; `0` goes on without a reason (SKIP), `esc` leaves all as it was. The reason GIVEN before
        stands ready."""
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
        from sprintsales.ui.dialogs.ask_text import AskText

        def given_up() -> None:
            self.tell("Nothing was changed.")
            if cancelled is not None:
                cancelled()

        def worded(reason: str | None) -> None:
            given_up() if reason is None else then(reason)

        def chosen(reason: str | None) -> None:
            if reason is None:
                given_up()
            elif reason == OTHER:
                self.app.push_screen(AskText(title, draft=Draft(), placeholder="in a few words"), worded)
            else:
                then(None if reason == SKIPPED else reason)

        reasons = REASONS[kind] if given is None or given in REASONS[kind] else (given, *REASONS[kind])
        first = reasons.index(given) if given is not None else 0
        choices = [*(Choice(reason, reason) for reason in reasons), Choice(SKIPPED, skip, zero=True)]
        self.app.push_screen(AskChoice(title, choices, first=first), chosen)

    # Dates.

    @property
    def cures_dates(self) -> bool:
        """Whether what is at work here is to cure dates in the past, so that no other one is taken."""
        return False

    def action_close_date(self) -> None:
        """Ask for another close date."""
        self.with_deal(lambda detail: self._ask_day(detail, "close_on"))

    def action_agreement_date(self) -> None:
        """Ask for the day the agreement can be sent."""
        self.with_deal(lambda detail: self._ask_day(detail, "agreement_on"))

    def _ask_day(self, detail: Detail, field: str, why: str | None = None) -> None:
        from sprintsales.ui.dialogs.ask_date import AskDate

        desk = self.office.opened
        assert desk is not None, "a deal is on screen, so the database is open"
        today, team = desk.today, desk.team
        reader = DayReader(today, week_start=team.week_start, fiscal_start_month=team.fiscal_start_month)
        title, verb = DATES[field]
        before = detail.told.get(field, getattr(detail.view.deal, field))
        assert before is None or isinstance(before, date)
        typed: list[str] = [""]

        def parse(text: str) -> date:
            typed[0] = text
            day = NO_DAY if text.strip().casefold() in NOTHING_WORDS else reader.read(text)
            if day < today and self.cures_dates:
                raise NotReadable(f"T{past_words(day)[1:]}. The clean-up cures past dates: give a day from today on.")
            return day

        def said(day: date) -> str:
            return "no date" if day == NO_DAY else day_name(day) + moved_words(before, day)

        def given_up() -> None:
            self.taken_up((field, detail.view.deal.id))

        def given(day: date | None) -> None:
            if day is None:
                given_up()
                return
            text = "no date" if day == NO_DAY else written.day_with_month(day, today)
            fields = {field: "none" if day == NO_DAY else day.isoformat()}
            asked = Asked(field, lambda known, reason: self._ask_day(known, field, reason), typed[0])

            def go(reason: str | None) -> None:
                self.change(detail, fields, f"{verb} {text}", asked, reason)

            if before is None or day <= before:
                go(None)
            else:
                title = "No date any more: why?" if day == NO_DAY else f"{days_words((day - before).days)} later: why?"
                self.ask_why("later", title, go, skip="say it later", given=why, cancelled=given_up)

        now = before.isoformat() if before is not None else ""
        dialog = AskDate(
            f"{title} of {detail.view.deal.name}",
            parse,
            said,
            value=now,
            draft=self.draft_at((field, detail.view.deal.id)),
            doubt=lambda day: doubt_of(day, today),
        )
        self.app.push_screen(dialog, given)

    # Stage and value.

    def action_stage(self) -> None:
        """Ask for another stage."""
        self.with_deal(self._ask_stage)

    def _ask_stage(self, detail: Detail, why: str | None = None) -> None:
        from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice

        path = detail.view.path
        now = next((place for place, stage in enumerate(path) if stage.name == detail.view.deal.stage), None)

        def chosen(place: int | None) -> None:
            if place is None or place == now:
                return
            stage = path[place]
            asked = Asked("stage", self._ask_stage_again, again_word="Choose again")

            def go(reason: str | None) -> None:
                self.change(detail, {"stage": stage.name}, stage.name, asked, reason)

            if stage.kind == "lost":
                self.ask_why("lost", f"{detail.view.deal.name} is lost: why?", go, given=why)
            elif stage.kind == "open" and now is not None and place < now:
                self.ask_why("back", f"Back to {stage.name}: why?", go, given=why)
            else:
                go(None)

        notes = {"won": "closes it today", "lost": "closes it today"}
        choices = [
            Choice(place, stage.name, "it stands here" if place == now else notes.get(stage.kind, "")) for place, stage in enumerate(path)
        ]
        self.app.push_screen(AskChoice(f"Stage of {detail.view.deal.name}", choices, first=now or 0), chosen)

    def _ask_stage_again(self, known: Detail, why: str | None) -> None:
        """Ask once more, with the stage marked in which the deal stands now."""
        deal_id = known.view.deal.id
        self.look(lambda: self.read_deal(deal_id), lambda fresh: self._ask_stage(replace(known, view=fresh.view), why))

    def action_value(self) -> None:
        """Ask for another value."""
        self.with_deal(self._ask_value)

    def _ask_value(self, detail: Detail, why: str | None = None) -> None:
        from sprintsales.services.deal_fields import amount_of
        from sprintsales.ui.dialogs.ask_text import AskText

        deal = detail.view.deal
        currency = deal.currency or detail.view.currency
        before = value_known(detail, currency)

        def meaning(text: str) -> Sequence[Content]:
            try:
                amount = amount_of(text, currency)
            except NotReadable as error:
                return [line(("✗ ", "bold $error"), (str(error), "$error"))]
            full = "no value" if amount is None else written.money_full(amount, currency)
            return [line(("→ ", "$accent"), (full, "bold"), (changed_words(before, amount, currency), "$muted"))]

        def accept(text: str) -> None:
            amount_of(text, currency)

        def given(text: str | None) -> None:
            if text is None:
                self.taken_up(("value", deal.id))
                return
            amount = amount_of(text, currency)
            asked = Asked("value", self._ask_value, text)

            def go(reason: str | None) -> None:
                self.change(detail, {"value": text}, written.money_full(amount, currency), asked, reason)

            if before and (amount or 0) < before:
                self.ask_why("less", f"{written.money_full(before - (amount or 0), currency)} less: why?", go, given=why)
            else:
                go(None)

        now = f"{written.money_full(before, currency)}" if before else ""
        dialog = AskText(
            f"Value of {deal.name}", preview=meaning, accept=accept, value=now, draft=self.draft_at(("value", deal.id)),
            placeholder="48k · 48,000 · none",
        )  # fmt: skip
        self.app.push_screen(dialog, given)

    # A new one.

    def action_new_deal(self) -> None:
        """Ask for the name of a new deal, and go to it."""
        from sprintsales.ui.dialogs.ask_text import AskText

        draft = self._name_draft

        def named(name: str | None) -> None:
            if name is None:
                return

            def verb(desk: Desk) -> Detail:
                from sprintsales.services.dealing import add_deal, as_seen

                saved = add_deal(desk, name)
                return Detail(saved.view, as_seen(desk, saved.view.deal.id))

            self.write_line(verb, self.deal_added, draft, name, self.action_new_deal)

        self.app.push_screen(AskText("Name of the new deal", placeholder="Acme renewal", draft=draft), named)

    def deal_added(self, detail: Detail) -> None:
        """Show a new deal."""


def value_known(detail: Detail, currency: str) -> int | None:
    """The value a change starts from: the one on screen, or the one a conflict told; None where that is in another currency."""
    value = detail.told.get("value", detail.view.deal.own_value)
    return value if isinstance(value, int) and detail.told.get("currency", currency) == currency else None


def past_words(day: date) -> str:
    """A day in the past, said as such."""
    return f"that is past: {day_name(day)}"


def doubt_of(day: date, today: date) -> Doubt | None:
    """What speaks against a date of a deal: a past one is asked for twice, of a day of the weekend it is said."""
    from sprintsales.ui.dialogs.ask_date import Doubt

    if day < today:
        return Doubt(past_words(day), insist=True)
    if day == NO_DAY or day.weekday() < SATURDAY:
        return None
    return Doubt("a Saturday" if day.weekday() == SATURDAY else "a Sunday")


def days_words(days: int) -> str:
    """A number of days in words."""
    return "1 day" if days == 1 else f"{written.count(days)} days"


def moved_words(before: date | None, day: date) -> str:
    """How far a date moves: ` · 9 days later`."""
    if before is None or day == before:
        return ""
    days = (day - before).days
    return f" · {days_words(abs(days))} {'later' if days > 0 else 'earlier'}"


def changed_words(before: int | None, amount: int | None, currency: str) -> str:
    """How far a value changes: `   €4,000 more`."""
    if not before or not amount or before == amount:
        return ""
    return f"   {written.money_full(abs(amount - before), currency)} {'more' if amount > before else 'less'}"
