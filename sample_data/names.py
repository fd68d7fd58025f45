"""Names of customers nobody has told a story of, by the owner of their deals: first words and second words, put together."""

from __future__ import annotations

WORDS = {
    "Ana": (("Olmedo", "Tormes", "Aracena", "Mondego", "Lousada", "Peñalver"), ("Conservas", "Cerámica", "Transportes")),
    "Tom": (("Ashdown", "Skerry", "Nordby", "Calder", "Vestre", "Thornbury"), ("Haulage", "Foods", "Timber")),
    "Mara": (("Pontelungo", "Verzasca", "Aubrac", "Lambrate"), ("Filati", "Fromagerie", "Spedizioni")),
    "Jonas": (("Altmühl", "Wiesental", "Saalfeld", "Lauterbach", "Hochrhein"), ("Armaturen", "Getränke", "Spedition")),
    "Priya": (("Kattenbroek", "Zandvliet", "Ardenne", "Meerlo", "Oosterhof", "Hageland", "Wiltz", "Terneuzen"),
              ("Kwekers", "Logistiek", "Papier")),
    "Lena": (("Hansa", "Adria"), ("Terminals", "Rail")),
    "Hannah": (("Trent", "Halland", "Moray", "Fyn", "Humber", "Dalarna"), ("Packaging", "Dairies", "Depots")),
    "Piet": (("Etna", "Luberon", "Algarve", "Navarra", "Corsica"), ("Foods", "Marine", "Trading")),
    "Emil": (("Odra", "Beskid", "Morava"), ("Logistyka", "Strojírny")),
}  # fmt: skip
ACCOUNTS = {who: tuple(f"{first} {second}" for first in firsts for second in seconds) for who, (firsts, seconds) in WORDS.items()}
