"""The story of the sample team: its people, what it sells to whom, and what becomes of the sixty deals that are told one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 11, 18)
"""The Wednesday the story is told for; it goes on until the Friday, so that a demo can stand on any day of this week."""
FIRST = date(2026, 8, 17)
"""The Monday of the first of the thirteen closed sprints."""
SPRINTS = 14


def day(text: str) -> date:
    """Return MM-DD of the story (May to December lie in 2026, January to April in 2027), or a day written in full."""
    if len(text) == len("2026-11-18"):
        return date.fromisoformat(text)
    month, number = (int(part) for part in text.split("-"))
    return date(2027 if month <= 4 else 2026, month, number)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team: how much is planned a week (minutes), how much of it gets done, and the blocks of calls."""

    name: str
    email: str
    role: str
    territory: str
    minutes: int
    keeps: float
    calls: int
    """Calls in one block."""
    quota: int
    """Won value a month, in euros."""
    goals: tuple[int, int, int]
    """Calls, meetings and new leads a sprint."""
    rhythm: float = 0.12
    """How far a week's work is from the usual, up or down."""
    joined: str | None = None
    """The day somebody came who was not there from the beginning."""

    @property
    def first_name(self) -> str:
        """The name the story uses."""
        return self.name.split()[0]


PEOPLE = (
    Person("Lena Vogt", "lena@nordwind.example", "manager", "Key accounts", 480, 0.78, 0, 50_000, (8, 2, 1)),
    Person("Ana Ruiz", "ana@nordwind.example", "rep", "Iberia", 1800, 0.74, 18, 40_000, (50, 4, 4)),
    Person("Tom Okafor", "tom@nordwind.example", "rep", "UK and Nordics", 1150, 0.58, 20, 40_000, (55, 3, 3), rhythm=0.45),
    Person("Mara Silva", "mara@nordwind.example", "rep", "Italy and France", 800, 0.78, 12, 25_000, (30, 2, 2)),
    Person("Jonas Berg", "jonas@nordwind.example", "rep", "DACH", 1100, 0.48, 20, 40_000, (55, 4, 3)),
    Person("Priya Raman", "priya@nordwind.example", "rep", "Benelux", 1150, 0.84, 16, 25_000, (45, 4, 3), rhythm=0.03),
    Person("Hannah Osei", "hannah@nordwind.example", "rep", "Renewals north", 1000, 0.80, 10, 30_000, (25, 3, 1)),
    Person("Piet de Vries", "piet@nordwind.example", "rep", "Renewals south", 950, 0.68, 10, 20_000, (25, 3, 1)),
    Person("Emil Novák", "emil@nordwind.example", "rep", "Poland and Czechia", 900, 0.66, 12, 20_000, (30, 2, 2), joined="11-09"),
)
TEAM_QUOTA = 270_000
PRODUCTS = (("Dock", "Yard", 9_000), ("Route", "Fleet", 14_000), ("Scan", "Yard", 6_500), ("Care plan", "Service", 4_800))
SOURCES = ("Referral", "Website", "Trade fair", "Outbound", "Partner")
LISTS = {
    "Lena": ("Key account sponsors",),
    "Ana": ("Iberian food distributors", "Freight forwarders, list B", "Port operators"),
    "Tom": ("UK third-party logistics", "Nordic timber yards", "Lapsed customers"),
    "Mara": ("Italian cold stores", "French bakeries", "Fair contacts Verona"),
    "Jonas": ("Mittelstand machinery", "Hospital suppliers", "Swiss tool makers"),
    "Priya": ("Rotterdam forwarders", "Flemish growers", "Benelux wholesalers"),
    "Hannah": ("Contracts ending in spring", "Dormant users north"),
    "Piet": ("Contracts ending in spring", "Dormant users south"),
    "Emil": ("Silesian suppliers", "Moravian food makers"),
}
LEADS = {
    "Lena": ("Ingrid Falk", "Paul Reinders", "Odile Marchand", "Henrik Saar"),
    "Ana": (
        "Marta Vidal", "Iker Zubiri", "Lucía Ferrer", "Nuno Peixoto", "Rosa Cabrera", "Joaquim Serra", "Elena Montes", "Diogo Faria",
        "Carmen Oliveros", "Pau Riera", "Inês Tavares", "Álvaro Luna", "Berta Soler", "Rui Antunes", "Noa Castro", "Sara Benítez",
        "Gael Ibarra", "Teresa Mora",
    ),
    "Tom": (
        "Fiona Baird", "Anders Lund", "Grace Mbeki", "Oskar Nyberg", "Priya Nair", "Callum Reid", "Freja Holm", "Dylan Price",
        "Aino Laine", "Owen Marsh", "Signe Dahl", "Ruth Hadley", "Erik Strand", "Maeve Doyle", "Tove Berglund", "Ian Cobb",
        "Kirsi Aalto", "Noel Grant",
    ),
    "Mara": (
        "Giulia Neri", "Luc Vasseur", "Paolo Rinaldi", "Chloé Garnier", "Marco Basile", "Anaïs Perrin", "Sofia Greco", "Hugo Lemoine",
        "Irene Costa", "Théo Blanc", "Dario Fonti", "Élise Roche",
    ),
    "Jonas": (
        "Katrin Weiss", "Urs Ammann", "Birgit Lang", "Florian Egger", "Sabine Kern", "Matthias Graf", "Heidi Moser", "Jens Petersen",
        "Ruth Zeller", "Dieter Haas", "Nadine Vogel", "Stefan Huber", "Anja Krüger", "Reto Frei", "Ulrike Sommer", "Lukas Brandl",
        "Petra Stein", "Rolf Winkler",
    ),
    "Priya": (
        "Sanne Mulder", "Bram Hendriks", "Lotte Claes", "Wouter Aerts", "Fleur Bakker", "Jeroen Smit", "Eline Maes", "Koen Willems",
        "Maud Peeters", "Daan Visser", "Amélie Lambert", "Thijs Kuipers", "Noor Janssen", "Bas Dekker", "Marie Wouters", "Gilles Thill",
        "Anouk Weber", "Ruben de Wit", "Ilse Goossens", "Tijn Post", "Laure Simon", "Pim Hofman",
    ),
    "Hannah": ("Alan Petrie", "Greta Sand", "Moira Kerr", "Lars Friis", "Edith Crane", "Nils Halvorsen"),
    "Piet": ("Fabio Conti", "Adèle Morin", "Vasco Pires", "Clara Rossi", "Miguel Arias"),
    "Emil": ("Zofia Kaczmarek", "Tomáš Dvořák", "Jakub Wilk"),
}  # fmt: skip
PROSPECTS = (
    ("Orsini Logística", "Logistics", "Iberia"), ("Pinar Bebidas", "Food", "Iberia"), ("Fjordline Ferries", "Logistics", "UK and Nordics"),
    ("Seta Veneta", "Manufacturing", "Italy and France"), ("Tauern Mineral", "Manufacturing", "DACH"),
)  # fmt: skip
"""Accounts nobody has a deal with yet."""
CONTACTS = {
    "Corveta upgrade": "Vera Conde", "Alcázar Seguros claims desk": "Ignacio Prada", "Eibar Prensas press line": "Maite Olano",
    "Puerto Almar rollout": "Captain Luis Doval", "Fresno Papel contract": "Blanca Herrero", "Almendra Foods expansion": "Xavier Roig",
    "Molino Sagrera renewal": "Pilar Cano", "Ballesta cold chain": "Óscar Vela", "Kestrel Freight rollout": "Judith Oakes",
    "Officine Bellandi plant 3": "Renata Sforza", "Nordsee Hafenverbund framework": "Dr. Wiebke Thomsen",
}  # fmt: skip
HOSTILE = "Orban [/] Textil [@click=app.quit]x[/]"
LONGEST = "Donaudampfschifffahrtsgesellschaft Elektrizitätenhauptbetriebswerk fleet rollout with extended maintenance and training"


LEFT_ALONE = ("silent", "unplanned", "early")


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal: where it stood when the story begins (or on the day it began), and what happened then, as `MM-DD what ...`.

    What: a stage's name · `push DAY why` · `pull DAY why` · `agreement DAY` · `sent` · `value THOUSANDS` · `forecast CATEGORY` ·
    `won` · `lost why` · `owner NAME`. Nobody works on a deal from `quiet` on.
    """

    name: str
    account: str
    owner: str
    segment: str
    product: str
    source: str
    value: float | None
    """Thousands of euros."""
    started: str
    stage: str
    close: str | None
    agreement: str | None = None
    path: tuple[str, ...] = ()
    quiet: str | None = None
    pipeline: str = "Sales"
    habit: str = ""
    """What was wrong before its date moved: `missed` (planned, not done), `silent`, `unplanned` (only touched), `early` (only ahead)."""
    closed: str | None = None
    """The day it was won or lost, where that was before the story begins."""

    @property
    def is_later(self) -> bool:
        """Whether it begins within the story."""
        return day(self.started) >= FIRST


TOLD = (
    # Ana Ruiz, Iberia
    Deal(HOSTILE, "Orban Textil", "Ana", "Manufacturing", "Dock", "Trade fair", 48.2, "08-24", "Qualified", "11-24", "11-23",
         ("10-21 Proposal",), quiet="11-03"),
    Deal("Ballesta cold chain", "Ballesta Frío", "Ana", "Food", "Route", "Referral", 38, "08-31", "Qualified", "12-02", "11-27",
         ("10-28 Proposal",), quiet="11-05"),
    Deal("Corveta upgrade", "Corveta Marítima", "Ana", "Logistics", "Care plan", "Referral", 12, "08-10", "Proposal", "11-23", "11-20",
         ("10-20 Negotiation", "11-11 push 11-30 two seats are missing in the order", "11-12 forecast commit", "11-20 sent")),
    Deal("Molino Sagrera renewal", "Molino Sagrera", "Ana", "Food", "Care plan", "Website", 30.6, "07-20", "Qualified", "10-23", None,
         ("10-19 push 11-20 buyer on sick leave", "11-06 push 12-11 new buyer wants three offers", "11-13 push 01-29")),
    Deal("Lindal docks pilot", "Lindal Embalajes", "Ana", "Manufacturing", "Dock", "Outbound", 9.4, "10-13", "Prospect", "12-18", "12-11",
         ("10-26 Qualified", "11-10 Proposal")),
    Deal("Puerto Almar rollout", "Puerto Almar", "Ana", "Logistics", "Dock", "Partner", 420, "09-07", "Prospect", "01-22", "01-08",
         ("10-29 Qualified",)),
    Deal("Fresno Papel contract", "Fresno Papel", "Ana", "Manufacturing", "Scan", "Referral", 21, "08-17", "Proposal", "12-11", "12-04",
         ("11-04 Negotiation", "11-04 forecast best_case")),
    Deal("Eibar Prensas press line", "Eibar Prensas", "Ana", "Manufacturing", "Dock", "Trade fair", 64, "09-01", "Qualified", "12-15",
         "12-09", ("10-22 Proposal",)),
    Deal("Alcázar Seguros claims desk", "Alcázar Seguros", "Ana", "Services", "Scan", "Partner", 112, "08-05", "Proposal", "12-18", "11-26",
         ("11-03 Negotiation", "11-10 pull 12-04 budget must be spent this year", "11-10 forecast commit")),
    Deal("Gredos Outdoor stores", "Gredos Outdoor", "Ana", "Retail", "Scan", "Website", 17.5, "09-14", "Prospect", "11-13", None,
         ("10-23 Qualified",), quiet="11-09"),
    Deal("Almendra Foods expansion", "Almendra Foods", "Ana", "Food", "Route", "Referral", 55, "08-20", "Qualified", "11-06", "11-02",
         ("10-15 Proposal", "10-23 push 11-27 their plant moves first", "10-24 agreement 11-20",
          "11-12 push 12-18 legal has the data clause", "11-13 agreement 12-10")),
    Deal("Sierra Alta Hoteles care", "Sierra Alta Hoteles", "Ana", "Services", "Care plan", "Website", 17.5, "07-13", "Negotiation",
         "10-16", "10-12", ("10-12 sent", "10-15 won")),
    Deal("Tajo Envases line 2", "Tajo Envases", "Ana", "Manufacturing", "Dock", "Referral", 12.4, "07-27", "Proposal", "11-06", "11-02",
         ("10-27 Negotiation", "11-02 sent", "11-05 push 11-12 signatory travels", "11-10 won")),
    Deal("Duero Bodegas pilot", "Duero Bodegas", "Ana", "Food", "Route", "Outbound", 19, "08-03", "Proposal", "10-30", None,
         ("10-27 lost price",)),
    Deal("Mistral Ferries docks", "Mistral Ferries", "Ana", "Logistics", "Dock", "Trade fair", 44, "07-06", "Proposal", "11-20", "11-13",
         ("10-19 Negotiation", "11-05 lost competitor")),
    # Tom Okafor, UK and Nordics
    Deal("Kestrel Freight rollout", "Kestrel Freight", "Tom", "Logistics", "Route", "Partner", 1240, "06-29", "Proposal", "11-18", "12-18",
         ("10-27 Negotiation", "11-17 push 11-27 waiting for their security review")),
    Deal("Hallberg Logistik terminals", "Hallberg Logistik", "Tom", "Logistics", "Scan", "Website", 17.5, "09-02", "Qualified", "11-21",
         "12-01", ("10-16 Proposal", "11-04 push 12-07 terminal order late")),
    Deal("Svartvik Timber yard app", "Svartvik Timber", "Tom", "Manufacturing", "Dock", "Outbound", 26, "09-21", "Prospect", "12-18", None,
         ("10-20 Qualified",)),
    Deal("Brightwater Dairies fleet", "Brightwater Dairies", "Tom", "Food", "Route", "Trade fair", 33.5, "08-26", "Qualified", "11-30",
         "11-25", ("10-22 Proposal",), quiet="11-05"),
    Deal("Øresund Pharma 冷链 pilot", "Øresund Pharma", "Tom", "Health", "Route", "Referral", 58, "09-15", "Prospect", "01-15", "01-06",
         ("10-30 Qualified",)),
    Deal("Fenwick & Sons depot", "Fenwick & Sons", "Tom", "Logistics", "Dock", "Website", 14.8, "10-19", "Prospect", None),
    Deal("Tyne Marine parts", "Tyne Marine", "Tom", "Manufacturing", "Scan", "Outbound", 22, "08-18", "Qualified", "11-11", None,
         ("10-14 Proposal",)),
    Deal("Pennine Brewing care plan", "Pennine Brewing", "Tom", "Food", "Care plan", "Referral", 8.9, "08-11", "Proposal", "11-26", "11-19",
         ("10-23 Negotiation", "11-09 forecast commit", "11-19 sent")),
    Deal("Järvinen Metall scanners", "Järvinen Metall", "Tom", "Manufacturing", "Scan", "Trade fair", None, "10-27", "Prospect", "02-12"),
    Deal("Harrow Bakeries docks", "Harrow Bakeries", "Tom", "Food", "Dock", "Referral", 21, "07-08", "Negotiation", "10-23", "10-19",
         ("10-19 sent", "10-22 won")),
    Deal("Solveig Seafood route", "Solveig Seafood", "Tom", "Food", "Route", "Partner", 34, "07-29", "Proposal", "11-13", "11-06",
         ("10-29 Negotiation", "11-06 sent", "11-12 won")),
    Deal("Quayside Wines scanners", "Quayside Wines", "Tom", "Retail", "Scan", "Website", 11, "08-24", "Qualified", "11-06", None,
         ("10-13 lost no budget",)),
    Deal("Lochside Spirits pilot", "Lochside Spirits", "Tom", "Food", "Dock", "Outbound", 28, "08-04", "Proposal", "11-13", None,
         ("10-30 lost competitor",)),
    Deal("Midland Castings yard", "Midland Castings", "Tom", "Manufacturing", "Dock", "Trade fair", 37, "07-22", "Proposal", "10-30",
         "10-23", ("10-21 push 11-20 new plant manager", "11-06 lost no decision")),
    # Mara Silva, Italy and France, part-time
    Deal("Assicurazioni Meridiane archive", "Assicurazioni Meridiane", "Mara", "Services", "Scan", "Partner", 265, "08-12", "Prospect",
         "12-14", "12-22", ("10-20 Qualified", "11-03 push 01-11 tender is published in December")),
    Deal("Officine Bellandi plant 3", "Officine Bellandi", "Mara", "Manufacturing", "Dock", "Referral", 44, "08-28", "Qualified", "12-09",
         "12-02", ("10-19 Proposal",)),
    Deal("Vignobles Castérac route", "Vignobles Castérac", "Mara", "Food", "Route", "Trade fair", 19, "09-10", "Prospect", "12-16", None,
         ("10-27 Qualified",)),
    Deal("Cartiera del Nera docks", "Cartiera del Nera", "Mara", "Manufacturing", "Dock", "Website", 27, "08-20", "Qualified", "12-01",
         "11-16", ("10-22 Proposal",)),
    Deal("Boulangeries Aubépine fleet", "Boulangeries Aubépine", "Mara", "Food", "Route", "Referral", 36, "07-30", "Proposal", "11-25",
         "11-23", ("10-26 Negotiation", "11-10 forecast commit")),
    Deal("Lago Gelati cold store", "Lago Gelati", "Mara", "Food", "Scan", "Outbound", 15.5, "10-22", "Prospect", "02-05"),
    Deal("Trasporti Valdarno tracking", "Trasporti Valdarno", "Mara", "Logistics", "Route", "Partner", 52, "09-08", "Prospect",
         "01-20", None, ("11-03 Qualified",)),
    Deal("Papeterie Lémanique care", "Papeterie Lémanique", "Mara", "Retail", "Care plan", "Referral", 11, "10-06", "Qualified", "12-11",
         "12-07", ("10-29 Proposal",)),
    Deal("Conceria Arnolfi scanners", "Conceria Arnolfi", "Mara", "Manufacturing", "Scan", "Trade fair", 23.8, "07-21", "Proposal", "11-06",
         "11-02", ("10-20 Negotiation", "11-02 sent", "11-04 won")),
    Deal("Porcelaine Vauclair docks", "Porcelaine Vauclair", "Mara", "Retail", "Dock", "Outbound", 13, "08-19", "Qualified", "11-20", None,
         ("10-20 lost price",)),
    Deal("Sartoria Brunelli tags", "Sartoria Brunelli", "Mara", "Retail", "Scan", "Website", 7.2, "09-03", "Qualified", "11-27", None,
         ("10-28 Proposal", "11-11 lost timing")),
    # Jonas Berg, DACH
    Deal(LONGEST, "Donaudampfschifffahrtsgesellschaft", "Jonas", "Logistics", "Route", "Referral", 180, "09-04", "Prospect", "01-19",
         "01-11", ("10-22 Qualified",)),
    Deal("Versicherungskammer Ostsee desk", "Versicherungskammer Ostsee", "Jonas", "Services", "Scan", "Website", 74, "07-15", "Proposal",
         "12-31", None, ()),
    Deal("Eberle Pressen retrofit", "Eberle Pressen", "Jonas", "Manufacturing", "Dock", "Trade fair", 39, "08-06", "Proposal", "11-27",
         "11-20", ("10-30 Negotiation",), quiet="11-06"),
    Deal("Rheinfelder Mühle docks", "Rheinfelder Mühle", "Jonas", "Food", "Dock", "Outbound", 12.6, "08-27", "Qualified", "10-30", None,
         ("10-20 Proposal", "10-28 push 11-20 harvest first", "11-16 push 12-14 harvest took longer")),
    Deal("Bodensee Kliniken route", "Bodensee Kliniken", "Jonas", "Health", "Route", "Partner", 88, "09-17", "Prospect", "01-28", "01-18",
         ("10-29 Qualified",)),
    Deal("Zürcher Werkzeug pilot", "Zürcher Werkzeug", "Jonas", "Manufacturing", "Scan", "Website", 16, "11-02", "Prospect", None),
    Deal("Kärnten Holz scanners", "Kärnten Holz", "Jonas", "Manufacturing", "Scan", "Referral", 24, "10-08", "Prospect", "12-22", "12-15",
         ("10-26 Qualified",)),
    Deal("Isarbrot branches", "Isarbrot", "Jonas", "Food", "Route", "Trade fair", 31, "08-13", "Qualified", "11-16", None,
         ("10-16 Proposal",)),
    Deal("Allgäu Molkerei fleet", "Allgäu Molkerei", "Jonas", "Food", "Route", "Referral", 41.5, "07-02", "Negotiation", "10-30", "10-26",
         ("10-26 sent", "10-28 won")),
    Deal("Spreewald Konserven docks", "Spreewald Konserven", "Jonas", "Food", "Dock", "Outbound", 18, "08-10", "Qualified", "11-13", None,
         ("10-09 lost no budget",)),
    Deal("Harzer Bergbahn care", "Harzer Bergbahn", "Jonas", "Services", "Care plan", "Website", 6.4, "08-25", "Proposal", "10-30", None,
         ("10-23 lost competitor",)),
    Deal("Steirer Obst cold store", "Steirer Obst", "Jonas", "Food", "Scan", "Trade fair", 29, "07-24", "Proposal", "11-10", "11-04",
         ("10-23 Negotiation", "11-03 lost price")),
    Deal("Weser Reederei terminals", "Weser Reederei", "Jonas", "Logistics", "Dock", "Partner", 67, "07-09", "Proposal", "11-06", "10-30",
         ("10-29 push 12-04 board changed", "11-16 lost no decision")),
    # Lena Vogt, key accounts
    Deal("Nordsee Hafenverbund framework", "Nordsee Hafenverbund", "Lena", "Logistics", "Dock", "Partner", 640, "06-15", "Proposal",
         "12-17", "12-10", ("10-28 Negotiation", "11-11 forecast best_case")),
    Deal("Metro Lisboa depots", "Metro Lisboa", "Lena", "Public", "Route", "Partner", 310, "09-11", "Prospect", "02-24", "02-12",
         ("11-05 Qualified",)),
    Deal("Ferrovie Alpine pilot", "Ferrovie Alpine", "Lena", "Public", "Scan", "Trade fair", 96, "08-21", "Qualified", "11-27", "12-11",
         ("10-22 Proposal", "11-10 push 12-18 safety audit comes first")),
    Deal("Groupe Hélianthe renewal", "Groupe Hélianthe", "Lena", "Retail", "Care plan", "Referral", 150, "07-01", "Proposal", "11-26",
         "11-24", ("10-29 Negotiation", "11-12 forecast commit")),
    Deal("Baltic Cranes service", "Baltic Cranes", "Lena", "Logistics", "Care plan", "Outbound", None, "10-29", "Prospect", "01-29"),
    Deal("Stadtwerke Lauental docks", "Stadtwerke Lauental", "Lena", "Public", "Dock", "Referral", 72, "06-10", "Negotiation", "10-23",
         "10-16", ("10-16 sent", "10-21 won")),
    Deal("Cantabria Puertos yard", "Cantabria Puertos", "Lena", "Public", "Dock", "Partner", 130, "07-17", "Proposal", "12-04", None,
         ("11-09 lost timing",)),
)  # fmt: skip

GOALS = (
    "Ten renewals spoken to", "No open deal without a value", "A visit a week each", "Offers out before the fair",
    "Trade fair leads called",
    "Close the quarter clean", "A dated next step for all that slipped",
    "Every open deal has a dated next step", "Ten meetings held", "No close date in the past", "Three agreements out",
    "Sixty conversations from the fair lists", "Two proposals each", "Two agreements out by Friday",
)  # fmt: skip
GOALS_MET = (True, False, True, True, False, True, None, True, True, False, True, False, True)
