"""Tables of the company, its teams, the people and their working time."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from sprintsales.storage.tables.base import FUNCTIONS, PARTS, ROLES, Base, between, days, key, link, one_of, shape, words


class Company(Base, table=True):
    """The company whose teams share this database."""

    __tablename__ = "company"
    __table_args__ = shape()
    id: int | None = key()
    version: int = 1
    name: str


class Team(Base, table=True):
    """A team, perhaps inside another, with the settings that shape its weeks."""

    __tablename__ = "team"
    __table_args__ = shape(
        between("week_start", 0, 6),
        between("sprint_weeks", 1, 4),
        between("fiscal_start_month", 1, 12),
        one_of("sales_model", "island", "assembly"),
        *days("sprint_anchor"),
    )
    id: int | None = key()
    version: int = 1
    company_id: int = link("company", optional=False)
    parent_id: int | None = link("team", index=True)
    name: str
    currency: str
    timezone: str
    week_start: int = 0
    sprint_weeks: int = 1
    sprint_anchor: date
    fiscal_start_month: int = 1
    sales_model: str = "island"
    private_numbers: bool = False


class TeamSetting(Base, table=True):
    """A setting that only some teams change: reference lines, thresholds, shares."""

    __tablename__ = "team_setting"
    __table_args__ = shape(UniqueConstraint("team_id", "key"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    key: str
    value: str = words()


class PersonText(Base, table=True):
    """Names, addresses and free notes of persons: the only place they stand in, so that erasing one reaches everything."""

    __tablename__ = "person_text"
    __table_args__ = shape(one_of("kind", "name", "email", "phone", "address", "note", "reason", "next_step"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    kind: str
    salt: str
    digest: str
    body: str | None = words(default=None, nullable=True)
    erased_as: int | None = None


class Member(Base, table=True):
    """A person of the team, or an owner's name met in an import (then without a membership: a name without a seat)."""

    __tablename__ = "member"
    __table_args__ = shape(one_of("function", *FUNCTIONS), one_of("profile", "builder", "producer", "both"))
    id: int | None = key()
    team_id: int = link("team", optional=False, index=True)
    version: int = 1
    name_id: int = link("person_text", optional=False)
    email_id: int | None = link("person_text")
    login: str | None = None
    function: str | None = None
    profile: str | None = None
    skills: str | None = words(default=None, nullable=True)


class Membership(Base, table=True):
    """A seat: which role a member had in which team, under whom, from when until when (half-open; no start = always)."""

    __tablename__ = "membership"
    __table_args__ = shape(
        one_of("role", *ROLES),
        *days("from_on", "until_on"),
        CheckConstraint("until_on > from_on", name="ends_after_start"),
        Index("ix_membership_team_member", "team_id", "member_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    member_id: int = link("member", optional=False, index=True)
    role: str
    reports_to_id: int | None = link("member", index=True)
    territory_id: int | None = link("label", index=True)
    from_on: date | None = None
    until_on: date | None = None


class WorkingPattern(Base, table=True):
    """Minutes of work per weekday from a day on, of one member or (no member) of the team."""

    __tablename__ = "working_pattern"
    __table_args__ = shape(
        *[between(day, 0, 1440) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")],
        *days("from_on"),
        Index("ix_working_pattern_team_member", "team_id", "member_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    member_id: int | None = link("member", index=True)
    from_on: date | None = None
    mon: int = 480
    tue: int = 480
    wed: int = 480
    thu: int = 480
    fri: int = 480
    sat: int = 0
    sun: int = 0


class Absence(Base, table=True):
    """Days a member is away (half-open); a part: only for so much of each day."""

    __tablename__ = "absence"
    __table_args__ = shape(
        *days("start_on", "end_on"),
        one_of("part", *PARTS),
        CheckConstraint("end_on > start_on", name="ends_after_start"),
        Index("ix_absence_team_member", "team_id", "member_id"),
    )
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    member_id: int = link("member", optional=False, index=True)
    start_on: date
    end_on: date
    kind: str = "holiday"
    part: str | None = None


class Holiday(Base, table=True):
    """A day the whole team does not work; a part: not for so much of it."""

    __tablename__ = "holiday"
    __table_args__ = shape(*days("on_day"), one_of("part", *PARTS), UniqueConstraint("team_id", "on_day"))
    id: int | None = key()
    team_id: int = link("team", optional=False)
    version: int = 1
    on_day: date
    name: str = ""
    part: str | None = None
