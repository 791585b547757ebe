"""Writes unwarranted/_options.py from the program's own list of options: `python tests/options.py`.

A test compares it with what the installed package has, so that it cannot fall behind.
"""

from pathlib import Path

import unwarranted

FILE = Path(__file__).resolve().parents[1] / "unwarranted" / "_options.py"

HEAD = '''"""The options of a study as keywords, for editors and type checkers. Written by tests/options.py; do not edit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypedDict, Union

from ._data import ArrowStream


class Options(TypedDict, total=False):
    """Keywords of every function; `unwarranted init --help` says what each does. Tables such as `names` may be data frames."""

'''


def text() -> str:
    """The file."""
    lines = []
    for name, types in unwarranted.options().items():
        kinds = ", ".join([*types, "None"])
        lines.append(f'    {name}: "Union[{kinds}]"\n')
    return HEAD + "".join(lines)


if __name__ == "__main__":
    FILE.write_text(text())
