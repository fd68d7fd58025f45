"""The refusals of the business: each is a sentence a sales rep understands, with a way out."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """A rule said no and nothing was changed; the message says which rule and what to do. Exit status 1."""


class NotFound(Refused):
    """What was named does not exist here; the message names the candidates where there are some."""


class Ambiguous(Refused):
    """The words fit more than one thing; the message lists them, `keys` are those that fit where they are known by one."""

    def __init__(self, message: str, keys: Iterable[object] = ()) -> None:
        super().__init__(message)
        self.keys = tuple(keys)


class NotReadable(ValueError):
    """A piece of foreign text is not what it should be; the message says why in the reader's words."""


class Unusable(Exception):
    """The database or its surroundings cannot be used; one sentence with a way out. Exit status 4."""


class Unreachable(Unusable):
    """The server cannot be reached just now; nothing is wrong with the data, and asking again later may well work."""


class Usage(Exception):
    """The words of a command do not make sense together. Exit status 2."""
