"""The rights of an ordinary user: a test that runs as root would otherwise write where nobody may."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

# Root passes over the permissions of files by these two.
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
VERSION_3 = 0x20080522


class Header(ctypes.Structure):
    """Whose capabilities are meant: 0 = this thread's."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class Half(ctypes.Structure):
    """Thirty-two of the capabilities."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """Let permissions hold for this thread, and the threads it starts, also where it is root's."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, halves = Header(VERSION_3, 0), (Half * 2)()
    assert libc.capget(ctypes.byref(header), halves) == 0
    before = halves[0].effective
    halves[0].effective = before & ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(ctypes.byref(header), halves) == 0
    try:
        yield
    finally:
        halves[0].effective = before
        assert libc.capset(ctypes.byref(header), halves) == 0


def ordinary(command: Sequence[str]) -> list[str]:
    """Return a command as it runs with these rights in a process of its own: a new program would get root's back."""
    given_up = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
    return [*(given_up if os.geteuid() == 0 else ()), *command]
