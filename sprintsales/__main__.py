"""The entry point; importing this costs nothing, so that --help is instant."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program and return its exit status."""
    import gc

    # Imports make hundreds of thousands of lasting objects: collecting among them every 700 is a sixth of a short command.
    gc.set_threshold(500_000, 20, 20)
    from sprintsales.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
