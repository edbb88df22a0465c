"""`python -m bot …`, the same as `duban …`.

What is imported at the start is there to stay. Looking for garbage among it made every start a
fifth slower, and would make every later search slower, too.
"""

import gc
import sys

gc.disable()

from bot import command_line  # noqa: E402 (that is the point)


def main() -> int:
    """What was asked for on the command line; the exit status."""
    return command_line.main(imported=_keep)


def _keep() -> None:
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    sys.exit(main())
