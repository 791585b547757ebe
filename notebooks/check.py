"""Runs every notebook from clean on what the demo wrote and compares the text it prints with what is kept.

    python notebooks/check.py unwarranted-demo/league             run and compare
    python notebooks/check.py unwarranted-demo/league --update    run and keep the outputs

Pictures and pages are not compared: they change with fonts. With --update the notebook is written back with its new outputs.
"""

import difflib
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def text(notebook):
    """What the cells print and return, as lines; pictures by their kind alone."""
    lines = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                lines += output.text.splitlines()
            elif "image/png" in output.get("data", {}):
                lines.append("(picture)")
            elif "text/plain" in output.get("data", {}):
                lines += output.data["text/plain"].splitlines()
    return lines


def clean(notebook):
    """Without numbers of runs and times, so that the file changes only with what it says."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}


def run(path, update):
    notebook = nbformat.read(path, as_version=4)
    kept = text(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": HERE}}).execute()
    clean(notebook)
    if update:
        nbformat.write(notebook, path)
        return True
    difference = list(difflib.unified_diff(kept, text(notebook), "kept", "now", lineterm="", n=1))
    print("\n".join([f"{path.name}: {'differs' if difference else 'runs, and prints what is kept'}", *difference]))
    return not difference


def main():
    league, *more = sys.argv[1:] or sys.exit(__doc__)
    if league.startswith("-") or more not in ([], ["--update"]):
        sys.exit(f"expected the folder of a league and perhaps --update, not: {' '.join(sys.argv[1:])}\n\n{__doc__}")
    if not Path(league).is_dir():
        sys.exit(f"{league} is no folder; 'unwarranted demo' writes unwarranted-demo/league")
    os.environ["UNWARRANTED_LEAGUE"] = str(Path(league).resolve())
    os.environ["UNWARRANTED_DEMO"] = str(Path(league).resolve().parent)
    notebooks = sorted(HERE.glob("*.ipynb"))
    done = [run(path, more == ["--update"]) for path in notebooks]
    sys.exit(0 if done and all(done) else 1)


if __name__ == "__main__":
    main()
