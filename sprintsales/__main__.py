"""The entry point; importing this costs nothing, so that --help is instant."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program and return its exit status."""
    from sprintsales.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
