"""The command line: ``python -m unwarranted`` is ``unwarranted``."""

import signal
import sys

from . import _core


def main() -> None:
    """Runs the command line with the arguments of this process."""
    # Python only notes an interrupt and acts when a call returns; the program should end at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_core.run(["unwarranted", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
