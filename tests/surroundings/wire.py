"""The wire between a program and its server, which a test may cut at the worst moment."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable

Cut = Callable[[bytes, bytes], bool]
"""Asked of each piece that came from the program, and from the server (the other one is empty), whether to cut instead of passing it on."""


def never(said: bytes, answered: bytes) -> bool:
    """Pass all on."""
    return False


class Wire:
    """A port of this machine that leads to a server's, until it is cut."""

    def __init__(self, port: int) -> None:
        """Lead to PORT."""
        self.cut: Cut = never
        self.cuts = 0
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        """Cut everything for good."""
        self._listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Cut every call under way."""
        while self._open:
            self._open.pop().close()

    def _take(self) -> None:
        while True:
            try:
                program, _ = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._lead, args=(program,), daemon=True).start()

    def _lead(self, program: socket.socket) -> None:
        with program, socket.create_connection(("127.0.0.1", self._server)) as server, selectors.DefaultSelector() as ready:
            for one in (program, server):
                ready.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    assert isinstance(key.fileobj, socket.socket)
                    piece = taken(key.fileobj)
                    said, answered = (piece, b"") if key.fileobj is program else (b"", piece)
                    if not piece:
                        return
                    if self.cut(said, answered):
                        self.cuts += 1
                        return
                    (server if said else program).sendall(piece)


def taken(one: socket.socket) -> bytes:
    """Return what came, nothing from who has gone."""
    try:
        return one.recv(65536)
    except OSError:
        return b""
