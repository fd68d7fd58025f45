"""The tables: the one source of what is stored (SQLModel); schema.py is made from it and imported for reading."""

from sprintsales.storage.tables.base import NAMING, Base
from sprintsales.storage.tables.people import Absence, Company, Holiday, Member, Membership, PersonText, Team, TeamSetting, WorkingPattern
from sprintsales.storage.tables.planning import Cadence, CadenceStep, Enrolment, Origin, Proposal, Recurring, Snooze, WeekLine
from sprintsales.storage.tables.records import (
    DealHistory,
    ImportMapping,
    ImportSeen,
    ImportSource,
    JournalChange,
    JournalEntry,
    JournalResult,
    Snapshot,
    WriteDoor,
)
from sprintsales.storage.tables.selling import (
    Account,
    Contact,
    Deal,
    DealPast,
    DealPerson,
    ExchangeRate,
    Label,
    Lead,
    Pipeline,
    Product,
    PushReason,
    Stage,
)
from sprintsales.storage.tables.work import Activity, ActivityTally, ActivityType, Blocker, Commitment, CommitmentItem, Fate, Goal, Sprint

# Records that are their own history: added, never journalled, never changed (but for the columns named here).
APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "journal_entry": (),
    "journal_change": (),
    "journal_result": (),
    "deal_history": (),
    "import_seen": (),
    "commitment": ("withdrawn_by",),
    "commitment_item": (),
    "snapshot": (),
    "person_text": ("body", "erased_as"),
}
UNJOURNALLED = frozenset(APPEND_ONLY) | {"write_door"}
HISTORY_FIELDS = (
    "stage_id", "owner_id", "value", "currency", "probability", "close_on", "agreement_on", "closed_on", "outcome", "forecast_category",
)  # fmt: skip

__all__ = [
    "APPEND_ONLY",
    "HISTORY_FIELDS",
    "NAMING",
    "UNJOURNALLED",
    "Absence",
    "Account",
    "Activity",
    "ActivityTally",
    "ActivityType",
    "Base",
    "Blocker",
    "Cadence",
    "CadenceStep",
    "Commitment",
    "CommitmentItem",
    "Company",
    "Contact",
    "Deal",
    "DealHistory",
    "DealPast",
    "DealPerson",
    "Enrolment",
    "ExchangeRate",
    "Fate",
    "Goal",
    "Holiday",
    "ImportMapping",
    "ImportSeen",
    "ImportSource",
    "JournalChange",
    "JournalEntry",
    "JournalResult",
    "Label",
    "Lead",
    "Member",
    "Membership",
    "Origin",
    "PersonText",
    "Pipeline",
    "Product",
    "Proposal",
    "PushReason",
    "Recurring",
    "Snapshot",
    "Snooze",
    "Sprint",
    "Stage",
    "Team",
    "TeamSetting",
    "WeekLine",
    "WorkingPattern",
    "WriteDoor",
]
