"""Files of the demo, and the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = os.environ.get("UNWARRANTED_PROGRAM", "").split() or [sys.executable, "-m", "unwarranted"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder that `demo` writes."""
    given = os.environ.get("UNWARRANTED_DEMO")
    if given:
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("demo") / "demo"
    subprocess.run([*PROGRAM, "demo", "--out", str(out)], check=True, capture_output=True)
    return out


@pytest.fixture(scope="session")
def examples(demo):
    """Tidy files of the demo."""
    return demo / "examples"


@pytest.fixture(scope="session")
def command(examples):
    """Runs the command line in the folder of the files; gives what it prints, or what it says where it fails."""

    def run(*arguments, fails=False):
        done = subprocess.run([*PROGRAM, *map(str, arguments)], cwd=examples, capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run
