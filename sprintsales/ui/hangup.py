"""The end of the program when its terminal is gone: a window that was closed must not leave a process behind that spins on it."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading


def end_with_terminal() -> None:
    """End this process, as a hang-up would, as soon as the terminal at its input is gone; does nothing where there is none.

    A shell's terminal says so itself, by a signal. One that only lends its lines (a pseudo-terminal of a web console, of a test) does
    not: reading from it would then come back at once, for ever, with nothing.
    """
    if os.name != "posix" or not sys.stdin.isatty():
        return
    watch = select.poll()
    watch.register(sys.stdin.fileno(), 0)  # nothing but its end: hang-ups and errors are always told

    def wait() -> None:
        watch.poll()
        if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # started under nohup: nobody can see or stop it any more
            os._exit(128 + signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=wait, name="hang-up", daemon=True).start()
