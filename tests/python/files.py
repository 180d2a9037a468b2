"""What the tests of Python's side share: small data, the command, and how a test skips."""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SIDE, CLASSES = 8, 3


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def write_rows(path, count, seed):
    """Images of 8 x 8 pixels with their class last: a bright block that depends on it, in noise that hides some."""
    draw = random.Random(seed)
    with open(path, "w") as file:
        for i in range(count):
            label = i % CLASSES
            row = [draw.gauss(0, 1) for _ in range(SIDE * SIDE)]
            for y in range(2, 5):
                for x in range(2):
                    row[y * SIDE + x + 2 * label] += 0.9
            print(*(f"{value:.6f}" for value in row), label, sep=",", file=file)


def read_rows(path):
    """Rows of pixels, and their classes."""
    lines = [line.split(",") for line in Path(path).read_text().splitlines()]
    return [[float(value) for value in line[:-1]] for line in lines], [int(line[-1]) for line in lines]


class Folder:
    """A temporary folder with train.csv and test.csv, in which the command runs."""

    def __init__(self):
        self.held = tempfile.TemporaryDirectory()
        self.path = Path(self.held.name)
        write_rows(self.path / "train.csv", 480, seed=1)
        write_rows(self.path / "test.csv", 300, seed=2)

    def job(self, model, train, algorithm='name = "sgd"\nlearning_rate = 0.05'):
        (self.path / "job.toml").write_text(
            f'[data]\nname = "csv"\npath = "train.csv"\ntest_path = "test.csv"\n'
            f"[model]\n{model}\n[train]\nloss_examples = 0\n{train}\n[algorithm]\n{algorithm}\n"
        )

    def hushed(self, *words):
        """Runs the command, which must succeed; what it says as JSON."""
        said = subprocess.run([sys.argv[1], *words, "--json"], cwd=self.path, capture_output=True, text=True)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout)
