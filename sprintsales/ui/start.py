"""The guided start: make a team, join one that exists, or look around first; every step has a way back, nothing is made before the last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static
from textual.worker import Worker, WorkerFailed
from typing_extensions import override

from sprintsales.domain.errors import NotReadable, Refused, Unusable, Usage
from sprintsales.settings import (
    Settings,
    has_password,
    local_currency,
    local_zone,
    person_here,
    remember,
    target_of,
    without_password,
    zone_named,
)
from sprintsales.ui.base import KIT_CSS
from sprintsales.ui.content import line
from sprintsales.ui.dialogs.ask_choice import AskChoice, Choice
from sprintsales.ui.dialogs.ask_text import AskText
from sprintsales.ui.dialogs.base import Dialog
from sprintsales.ui.hangup import end_with_terminal
from sprintsales.ui.theme import INK, PAPER, register_themes, variable_defaults

if TYPE_CHECKING:
    from sprintsales.services.joining import TeamThere

T = TypeVar("T")
Answers = dict[str, str]
DEMO = "demo"
IMPORT, EMPTY = "import", "empty"
"""What a new team is filled with."""
URL_EXAMPLE = "postgresql://ana@sales.example.com/sales"
WEEKDAYS = (
    ("mon", "Monday"), ("sun", "Sunday"), ("sat", "Saturday"),
    ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"),
)  # fmt: skip
LENGTHS = (("1", "a week", "the usual"), ("2", "2 weeks", ""), ("3", "3 weeks", ""), ("4", "4 weeks", ""))
WORDS = "Plan the week, keep the promise, see when deals can really close."
BACK = "esc goes back"


@dataclass(frozen=True, slots=True)
class Started:
    """What to go on with: the settings that open the team, and whether to begin with bringing a file in."""

    settings: Settings
    importing: bool = False


class Step:
    """One question of a way: the answer it keeps, and what asks it from the answers so far (None: esc, one step back)."""

    def __init__(self, key: str, ask: Callable[[Answers], Awaitable[str | None]]) -> None:
        self.key = key
        self.ask = ask


class Waiting(Dialog[None]):
    """Says what is under way; it has no answer of its own."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def action_cancel(self) -> None:
        """What is under way ends by itself."""


class GuidedStart(App[Started | str]):
    """Returns what to go on with, `DEMO`, or nothing when its user leaves."""

    CSS_PATH = KIT_CSS
    CSS = "Static { width: 100%; text-align: center; } #name { padding-top: 2; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False)]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        register_themes(self)
        self.theme = PAPER.name if settings.theme == "light" else INK.name

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    @override
    def compose(self) -> ComposeResult:
        yield Static(line(("▌", "$accent"), ("sprintsales", "bold")), id="name")
        yield Static(line((WORDS, "$muted")), id="words")

    def on_mount(self) -> None:
        """Begin to ask."""
        self._guide = asyncio.create_task(self.guide())

    async def guide(self) -> None:
        """Ask which way, walk it, and come back here from its first step."""
        ways = {"file": self.make_here, "server": self.make_on_server, "join": self.join}
        while True:
            way = await self.ask(
                AskChoice(
                    "How do you want to start?",
                    (
                        Choice("file", "Make a team", "in a file here"),
                        Choice("join", "Join a team that exists", "on its server"),
                        Choice("server", "Make a team on a server", "PostgreSQL"),
                        Choice(DEMO, "Look around first", "a sample team"),
                        Choice("leave", "Leave"),
                    ),
                    about=line((f"There is no database at {self.settings.shown} yet.", "$muted")) if self.settings.file else None,
                    hint="1–5 or enter   esc leaves",
                )
            )
            if way in (None, "leave"):
                self.exit()
                return
            if way == DEMO:
                self.exit(DEMO)
                return
            found = await ways[str(way)]()
            if found is not None:
                self.exit(found)
                return

    # The ways.

    async def make_here(self) -> Started | None:
        """Make a team in a file on this machine."""
        answers = await self.walk(self.team_steps(self.settings.shown))
        if answers is None:
            return None
        made = await self.make(self.settings, answers)
        return None if made is None else Started(made, answers["team"] == IMPORT)

    async def make_on_server(self) -> Started | None:
        """Make a team in an empty database of a server, and keep where it is."""
        answers = await self.walk((Step("url", self.ask_url), *self.team_steps("")))
        if answers is None:
            return None
        there = replace(self.settings, database=answers["url"], user=None)
        made = await self.make(there, answers)
        return None if made is None else Started(await self.keep(made, None), answers["team"] == IMPORT)

    async def join(self) -> Started | None:
        """Join a team on a server: where it is, and who I am in it."""
        teams: list[TeamThere] = []

        async def ask_who(answers: Answers) -> str | None:
            team = await self.look(answers["url"])
            if team is None:
                return None
            teams[:] = [team]
            return await self.ask_seat(team)

        answers = await self.walk((Step("url", self.ask_url), Step("who", ask_who)))
        if answers is None:
            return None
        own = next((seat.named for seat in teams[0].seats if seat.own), None)
        user = None if answers["who"] == own else answers["who"]
        return Started(await self.keep(replace(self.settings, database=answers["url"], user=user), user))

    def team_steps(self, place: str) -> tuple[Step, ...]:
        """The questions a new team is made from: one's name, and everything else as it is proposed, until somebody changes it."""

        async def ask_me(answers: Answers) -> str | None:
            return await self.ask_line("What is your name?", answers.get("me") or person_here(), "Ana Ruiz")

        return Step("me", ask_me), Step("team", lambda answers: self.ask_team(answers, place))

    async def ask_team(self, answers: Answers, place: str) -> str | None:
        """Show the team as it would be made, change what is chosen, and answer what it shall be filled with."""
        wish = {"name": "Sales", "currency": local_currency(), "zone": local_zone(), "week": "mon", "sprint": "1"}
        wish |= {key: value for key, value in answers.items() if key in wish}
        chosen = 0
        while True:
            found = await self.ask(AskChoice(
                "This team will be made", summary(answers, wish), first=chosen,
                about=line((f"In {place or without_password(answers['url'])}. Nothing is made before you choose 1 or 2.", "$muted")),
                hint="1–8 or enter   esc goes back",
            ))  # fmt: skip
            answers |= wish
            if found in (None, IMPORT, EMPTY):
                return found
            changed = await self.change(str(found), answers, wish)
            if changed is not None:
                (answers if found == "me" else wish)[str(found)] = changed
            chosen = 0

    async def change(self, key: str, answers: Answers, wish: Answers) -> str | None:
        """Ask for one of the proposed things."""
        if key == "week":
            return await self.ask_weekday(wish)
        if key == "sprint":
            return await self.ask_length(wish)
        title, example, accept = CHANGES[key]
        given = await self.ask_line(title, answers["me"] if key == "me" else wish[key], example, accept)
        return str(currency(given)) if given is not None and key == "currency" else given

    # Single questions.

    async def walk(self, steps: Sequence[Step]) -> Answers | None:
        """Ask step after step, `esc` going one back; None when it goes back over the first."""
        answers: Answers = {}
        place = 0
        while place < len(steps):
            given = await steps[place].ask(answers)
            if given is not None:
                answers[steps[place].key] = given
                place += 1
            elif place == 0:
                return None
            else:
                place -= 1
        return answers

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """The answer to a dialog."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self.push_screen(dialog, answer.set_result)
        return await answer

    async def ask_line(self, title: str, value: str, example: str, accept: Callable[[str], object] | None = None) -> str | None:
        """Ask for a line of text."""

        def check(text: str) -> None:
            if accept is not None:
                accept(text)

        return await self.ask(AskText(title, accept=check, value=value, placeholder=example, hint=BACK))

    async def ask_weekday(self, answers: Answers) -> str | None:
        """Ask when a week of planning starts."""
        return await self.ask(
            AskChoice(
                "On which day does your week start?", [Choice(code, word) for code, word in WEEKDAYS], hint="1–7 or enter   esc goes back"
            )
        )

    async def ask_length(self, wish: Answers) -> str | None:
        """Ask how long a sprint lasts."""
        choices = [Choice(code, word, note) for code, word, note in LENGTHS]
        return await self.ask(
            AskChoice("How long does a sprint last?", choices, first=int(wish["sprint"]) - 1, hint="1–4 or enter   esc goes back")
        )

    async def ask_url(self, answers: Answers) -> str | None:
        """Ask where a server is."""

        def url(text: str) -> None:
            try:
                target = target_of(text)
            except Usage as error:
                raise NotReadable(str(error)) from error
            if isinstance(target, Path):
                raise NotReadable(f"Write the address as your administrator gave it to you, for example {URL_EXAMPLE}")

        given = answers.get("url", "")
        return await self.ask(AskText("Where is the team's database?", accept=url, value=given, placeholder=URL_EXAMPLE, hint=BACK))

    async def ask_seat(self, team: TeamThere) -> str | None:
        """Ask who of the team one is."""
        seats = [Choice(seat.named, seat.name, f"{seat.role}, your login" if seat.own else seat.role) for seat in team.seats]
        own = next((place for place, seat in enumerate(team.seats) if seat.own), 0)
        return await self.ask(AskChoice(f"{team.team}: who are you?", seats, first=own, hint="esc goes back"))

    # What takes a while, and may fail.

    async def look(self, url: str) -> TeamThere | None:
        """Look who is in a team; None after saying why that cannot be told."""

        def there() -> TeamThere:
            from sprintsales.services.joining import team_there

            found = team_there(replace(self.settings, database=url))
            if found is None:
                raise Refused(f"There is no team at {without_password(url)} yet. Ask for the right address, or make a team there.")
            return found

        return await self.during(f"Asking {without_password(url)}", there)

    async def make(self, settings: Settings, answers: Answers) -> Settings | None:
        """Make the team; None after saying why it cannot be made."""

        def made() -> Settings:
            from sprintsales.services.founding import Founding, create

            weeks = int(answers["sprint"])
            create(settings, Founding(answers["name"], answers["me"], None, answers["currency"], answers["zone"], answers["week"], weeks))
            return settings

        return await self.during(f"Making {answers['name']}", made)

    async def keep(self, settings: Settings, user: str | None) -> Settings:
        """Keep which database to open next time; a password is left out, and where it belongs is said."""
        path = await self.during("Keeping the address", lambda: remember(settings, database=settings.database, user=user))
        if path is not None and has_password(settings.database):
            await self.tell(
                "Your password is not kept",
                f"The address is kept in {path}, without the password. For the next start put it into ~/.pgpass, readable by you alone, "
                "as a line HOST:PORT:DATABASE:USER:PASSWORD",
            )
        return settings

    async def during(self, title: str, work: Callable[[], T]) -> T | None:
        """Do what may take a while in a thread and return what it gives; None after saying what went wrong."""
        waiting = Waiting(f"{title} …")
        self.push_screen(waiting)
        working: Worker[T] = self.run_worker(work, thread=True, exit_on_error=False, description=title)
        try:
            return await working.wait()
        except WorkerFailed:
            trouble = working.error
        finally:
            waiting.dismiss(None)
        if not isinstance(trouble, (Unusable, Refused, NotReadable)):
            raise RuntimeError(title) from trouble
        await self.tell("That did not work", str(trouble))
        return None

    async def tell(self, title: str, sentence: str) -> None:
        """Say something that needs no answer but to be read."""
        await self.ask(AskChoice(title, (Choice("on", "go on"),), about=line(sentence), hint="enter goes on"))


def currency(text: str) -> object:
    """Check a currency; raises NotReadable."""
    from sprintsales.domain.money import currency_code

    return currency_code(text)


def zone(text: str) -> object:
    """Check a time zone; raises NotReadable."""
    return zone_named(text)


CHANGES: Mapping[str, tuple[str, str, Callable[[str], object] | None]] = {
    "name": ("What is your team called?", "Northern sales", None),
    "me": ("What is your name?", "Ana Ruiz", None),
    "currency": ("In which currency do you sell?", "EUR", currency),
    "zone": ("Which time zone is yours?", "Europe/Rome", zone),
}
"""Title, example and check of what can be changed before a team is made."""


def summary(answers: Answers, wish: Answers) -> list[Choice[str]]:
    """The team as it would be made, and the ways on."""
    return [
        Choice(IMPORT, "Make it, and bring in your CRM’s export", "recommended"),
        Choice(EMPTY, "Make it, and start empty"),
        Choice("me", "You", answers["me"]),
        Choice("name", "Team", wish["name"]),
        Choice("currency", "Currency", wish["currency"]),
        Choice("zone", "Time zone", wish["zone"]),
        Choice("week", "The week starts on", dict(WEEKDAYS)[wish["week"]]),
        Choice("sprint", "A sprint lasts", next(word for code, word, _ in LENGTHS if code == wish["sprint"])),
    ]


def guided_start(settings: Settings) -> Started | str | None:
    """Run the guided start and return what to go on with, `DEMO`, or None."""
    end_with_terminal()
    return GuidedStart(settings).run()


__all__: Sequence[Any] = ["DEMO", "GuidedStart", "Started", "guided_start"]
