"""What the READMEs and the page of the site show in Python works on what the demo writes."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", ["README.md", "python/README.md", "docs/python.md"])
def test_the_python_of_a_readme_runs(file, demo, command, tmp_path, monkeypatch):
    blocks = [rest.split("```")[0] for rest in (ROOT / file).read_text().split("```python\n")[1:]]
    assert blocks
    examples = tmp_path / "examples"
    shutil.copytree(demo / "examples", examples)
    (tmp_path / "store").symlink_to(demo / "store")
    command("init", examples / "hips.csv", "--period", "2021/22", "-o", examples / "hips.toml")
    monkeypatch.chdir(examples)
    for block in blocks:
        exec(compile(block, file, "exec"), {})
