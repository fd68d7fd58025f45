"""Files, environment, configuration and the clock: the only reader of each."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sprintsales.domain.errors import NotReadable, Unusable, Usage

APP = "sprintsales"


@dataclass(frozen=True, slots=True)
class Clock:
    """Now and today; a day can be set for reading, then moments lie on that day at the real time of day.

    `asked` tells that somebody set it by option or environment: on a team database that is for looking only.
    """

    set_to: date | None = None
    asked: bool = False

    def recorded(self) -> datetime:
        """Return the real moment, in UTC."""
        return datetime.now(UTC)

    def now(self, zone: ZoneInfo) -> datetime:
        """Return the moment that counts, in UTC: the real one, or the same time of day on the set day."""
        real = datetime.now(UTC)
        if self.set_to is None:
            return real
        local = real.astimezone(zone)
        return datetime.combine(self.set_to, local.time(), tzinfo=zone).astimezone(UTC)

    def today(self, zone: ZoneInfo) -> date:
        """Return the civil date that counts in a zone."""
        return self.set_to or datetime.now(zone).date()


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for on the command line, in the environment and in the configuration file, in this order of weight."""

    database: str = field(repr=False)
    """A file, or the URL of a server with a password in it perhaps: `shown` is what may be shown."""
    user: str | None = None
    clock: Clock = field(default_factory=Clock)
    color: bool = True
    theme: str | None = None
    signs: str = "auto"
    config_path: Path | None = None
    copies: bool = True
    """Whether the database is one to make copies of; a throw-away one is not."""
    light_ground: bool | None = None
    """Whether the terminal has a light ground, where it says so."""
    state_folder: Path | None = None
    """Where it is kept how the screens stood; None: nowhere."""
    say_waiting: Callable[[], None] | None = None
    """Tells, from a thread of its own, that a write waits for another program's."""
    keeps_calendar: bool = False
    """Whether who sits down does what the calendar does by itself: closing the sprint whose review is over."""
    given: Mapping[str, str] = field(default_factory=dict)
    """By setting where its value comes from, if from before the configuration file: the option or the variable."""

    @property
    def target(self) -> Path | str:
        """Return what to open: a file, or the URL of a server; raises Usage for another kind of URL."""
        return target_of(self.database)

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database, None for one on a server."""
        target = self.target
        return target if isinstance(target, Path) else None

    @property
    def path(self) -> Path:
        """Return the file of a SQLite database; raises Unusable for one on a server."""
        file = self.file
        if file is None:
            raise Unusable(f"{self.shown} is on a server; this works on a database file only.")
        return file

    @property
    def shown(self) -> str:
        """Return how the database is named on screen and in reports: never with a password."""
        file = self.file
        return str(file) if file is not None else without_password(self.database)

    @property
    def backups(self) -> Path:
        """Return the folder automatic copies go into: beside a database file, so that it moves with it; else with the user's data."""
        file = self.file
        if file is not None:
            return file.parent / "sprintsales-backups"
        return default_database().parent / "sprintsales-backups"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in the configuration file, the variable and the option that weigh more, what it means."""

    key: str
    variable: str
    meaning: str
    option: str = ""
    values: tuple[str, ...] = ()
    """What it may be, where that is a choice."""


SETTINGS = (
    Setting("database", "SPRINTSALES_DB", "the database file, or the address of a server", "--db"),
    Setting("user", "SPRINTSALES_USER", "who you are: name or e-mail", "--as"),
    Setting(
        "theme",
        "SPRINTSALES_THEME",
        "`dark`, `light`, `terminal` (its own colours) or `terminal-light` (the same on a light ground); or the name of any Textual theme",
        values=("dark", "light", "terminal", "terminal-light"),
    ),
    Setting(
        "signs",
        "SPRINTSALES_SIGNS",
        "`unicode`, `ascii` or `auto` (ascii where the terminal is not UTF-8)",
        values=("auto", "unicode", "ascii"),
    ),
    Setting(
        "copies",
        "SPRINTSALES_COPIES",
        "`on`: the database is copied by itself, at the first start of a day and before an import; `off`: never",
        values=("on", "off"),
    ),
)
"""Every setting there is, in the order of the README and of the dialog."""
_ON = {True: "on", False: "off"}


def load(
    *,
    database: str | None = None,
    user: str | None = None,
    today: str | None = None,
    color: bool = True,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings: the given options before the environment before the configuration file before the defaults.

    Raises Usage for a day or a configuration file that cannot be read.
    """
    env = os.environ if environ is None else environ
    config_path = Path(env["SPRINTSALES_CONFIG"]) if env.get("SPRINTSALES_CONFIG") else config_folder() / "config.toml"
    config = read_config(config_path, required=bool(env.get("SPRINTSALES_CONFIG")))
    target = database or env.get("SPRINTSALES_DB") or config.get("database")
    given = {one.key: one.variable for one in SETTINGS if env.get(one.variable)}
    given.update({key: option for key, option, value in (("database", "--db", database), ("user", "--as", user)) if value})
    return Settings(
        database=target or str(default_database()),
        user=user or env.get("SPRINTSALES_USER") or config.get("user"),
        clock=Clock(day := read_today(today or env.get("SPRINTSALES_TODAY")), asked=day is not None),
        color=color and not env.get("NO_COLOR"),
        theme=env.get("SPRINTSALES_THEME") or config.get("theme"),
        signs=signs(env, config),
        config_path=config_path,
        copies=(env.get("SPRINTSALES_COPIES") or config.get("copies")) != "off",
        light_ground=is_light(env.get("COLORFGBG")),
        state_folder=state_folder(),
        given=given,
        keeps_calendar=True,
    )


def is_light(colours: str | None) -> bool | None:
    """Return whether a terminal's ground is light, by the numbers of its colours in COLORFGBG (`15;0`); None where it does not say."""
    ground = (colours or "").rpartition(";")[2]
    return int(ground) in (7, 15) if ground.isascii() and ground.isdigit() and len(ground) < 3 else None


def signs(env: Mapping[str, str], config: Mapping[str, str]) -> str:
    """Return which signs to draw: `unicode` or `ascii`; ascii where the terminal is not UTF-8."""
    wanted = env.get("SPRINTSALES_SIGNS") or config.get("signs") or "auto"
    if wanted in ("unicode", "ascii"):
        return wanted
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or "C.UTF-8"
    return "unicode" if "UTF" in locale.upper() or locale in ("C", "POSIX") else "ascii"


def signs_of_terminal() -> str:
    """Return which signs this terminal can draw: `unicode` or `ascii`."""
    return signs({key: value for key, value in os.environ.items() if key != "SPRINTSALES_SIGNS"}, {})


def read_today(text: str | None) -> date | None:
    """Return the set day; raises Usage for what is no YYYY-MM-DD."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"--today {text}: a day is written YYYY-MM-DD, for example 2026-11-18.") from error


def read_config(path: Path, *, required: bool) -> dict[str, str]:
    """Return the configuration file's text values; raises Usage when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if required:
            raise Usage(f"SPRINTSALES_CONFIG names {path}, which is not there.") from error
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"{path} cannot be read as a configuration: {error}") from error
    import tomllib  # only who has a configuration pays for reading one

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Usage(f"{path} cannot be read as a configuration: {error}") from error
    return {key: _ON[value] if isinstance(value, bool) else value for key, value in found.items() if isinstance(value, (str, bool))}


def remember(settings: Settings, *, database: str, user: str | None) -> Path:
    """Keep which database to open, and as whom, in the configuration file, and return it; everything else in it stays as it is.

    A password never goes into it. Raises Unusable when it cannot be written.
    """
    from sprintsales.keeping import keep_settings

    try:
        return keep_settings(settings, {"database": database, "user": user})
    except Unusable as error:
        raise Unusable(f"{error}. Start with: sprintsales --db {shlex.quote(without_password(database))}") from error


def has_password(url: str) -> bool:
    """Return whether a URL holds a password."""
    return without_password(url) != url.replace("postgresql+psycopg://", "postgresql://")


def config_folder() -> Path:
    """Return the folder of the user's configuration, by the platform's convention."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


def state_folder() -> Path:
    """Return the folder of what the program notes for itself about this user, by the platform's convention."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False)


def default_database() -> Path:
    """Return where a lone rep's database lives, by the platform's convention."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "sprintsales.db"


def target_of(database: str) -> Path | str:
    """Return the file or the server's URL a setting names; raises Usage for a URL of another kind."""
    if database.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        return "postgresql+psycopg://" + database.split("://", maxsplit=1)[1]
    if database.startswith("sqlite:///"):
        return file_named(database.removeprefix("sqlite:///"))
    scheme = re.match(r"([a-z][a-z0-9+.-]+)://", database)
    if scheme or database.startswith(("postgresql:", "postgres:", "postgresql+")):
        raise Usage(
            f"{without_password(database)} is no database sprintsales can open. Name a file, or a server as postgresql://USER@HOST/DATABASE"
        )
    return file_named(database)


def file_named(text: str) -> Path:
    """Return a file by its name, there or not; raises Usage for what no system takes as one."""
    try:
        path = Path(text).expanduser()
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            path.lstat()
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL or half a character in it, nobody's home folder
        raise Usage(f"“{text[:80]}{'…' if len(text) > 80 else ''}” cannot be the name of a file here.") from error
    return path


def without_password(url: str) -> str:
    """Return a URL as it may be shown: without the password before the host, and without one among the parameters."""
    shown = re.sub(r"^([a-z0-9+.-]+://[^/?#@:]*):.*@(?=[^@]*$)", r"\1@", url)
    kept = re.sub(r"(?<=[?&])[^=&#]*password[^=&#]*=[^&#]*&?", "", shown, flags=re.IGNORECASE)
    return kept.rstrip("?&").replace("postgresql+psycopg://", "postgresql://")


def sample_folder() -> Path:
    """Return where the sample team lies: in the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "sample_data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "sample_data"


def temporary_folder() -> Path:
    """Return a new folder that only this user can enter, for throw-away databases."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="sprintsales-"))


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; raises NotReadable."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotReadable(f"{name} is no time zone. Write an IANA name such as Europe/Rome.") from error


def local_zone() -> str:
    """Return the IANA name of this machine's zone, UTC where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        return named
    try:
        target = str(Path("/etc/localtime").resolve())
    except OSError:
        return "UTC"
    return target.rsplit("zoneinfo/", maxsplit=1)[-1] if "zoneinfo/" in target else "UTC"


COUNTRY_CURRENCIES = {
    "AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK", "GB": "GBP", "HU": "HUF", "IL": "ILS",
    "IN": "INR", "JP": "JPY", "KR": "KRW", "LI": "CHF", "MX": "MXN", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "RO": "RON", "SE": "SEK",
    "SG": "SGD", "TR": "TRY", "UA": "UAH", "US": "USD", "ZA": "ZAR",
}  # fmt: skip
"""By the country of a locale; every other one is proposed euros."""
_NOT_A_NAME = frozenset({"root", "user", "admin", "administrator", "ubuntu", "debian", "guest", "nobody"})


def local_currency(environ: Mapping[str, str] | None = None) -> str:
    """Return the currency of this machine's locale, EUR where it does not say."""
    env = os.environ if environ is None else environ
    locale = env.get("LC_ALL") or env.get("LC_MONETARY") or env.get("LANG") or ""
    country = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", locale)
    return COUNTRY_CURRENCIES.get(country[1], "EUR") if country else "EUR"


def person_here(environ: Mapping[str, str] | None = None, home: Path | None = None) -> str:
    """Return what the person at this machine is called: as Git knows them, else as the account says; empty where neither does."""
    env = os.environ if environ is None else environ
    with suppress(OSError, UnicodeDecodeError, RuntimeError):
        text = ((home or Path.home()) / ".gitconfig").read_text(encoding="utf-8")
        found = re.search(r"(?ms)^\[user\][^\[]*?^\s*name\s*=\s*([^\n]+)$", text)
        if found:
            return found[1].strip().strip('"')[:80]
    login = env.get("USER") or env.get("USERNAME") or ""
    if login.casefold() in _NOT_A_NAME:
        return ""
    with suppress(ImportError, KeyError):
        import pwd  # not on Windows

        full = pwd.getpwnam(login).pw_gecos.partition(",")[0].strip()
        if full:
            return full[:80]
    return login.replace(".", " ").replace("_", " ").title()[:80]


def folders_of_files() -> list[Path]:
    """Return where a file somebody just exported is likely to lie: the folder one stands in, and the downloads."""
    found: list[Path] = []
    with suppress(OSError, RuntimeError):
        found.append(Path.cwd())
    with suppress(OSError, RuntimeError):
        downloads = Path.home() / "Downloads"
        if downloads.is_dir() and downloads not in found:
            found.append(downloads)
    return found


def short_path(path: Path) -> str:
    """Return a path as people write it, with ~ for the home folder."""
    with suppress(OSError, RuntimeError, ValueError):
        inside = path.absolute().relative_to(Path.home())
        return "~" if str(inside) == "." else f"~/{inside}"
    return str(path.absolute())
