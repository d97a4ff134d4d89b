"""The rooms import only downwards, and the core has no clock, no dice and no outside world."""

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "unknot"
PYPROJECT = ROOT / "pyproject.toml"
PORCH = ("cli", "desk", "exchange", "web")
COMMANDS = Path(sys.executable).parent

A_CLOCK = [
    "import datetime\n\ndatetime.datetime.now(datetime.UTC)\n",
    "from datetime import UTC, datetime\n\ndatetime.now(UTC)\n",
    "from datetime import datetime\n\ndatetime.utcnow()\n",
    "from datetime import date\n\ndate.today()\n",
    "import time\n\ntime.time()\n",
    "from time import monotonic\n\nmonotonic()\n",
]
DICE = [
    "import random\n\nrandom.random()\n",
    "from random import choice\n\nchoice([1])\n",
    "import secrets\n\nsecrets.token_hex()\n",
    "import uuid\n\nuuid.uuid4()\n",
    "import os\n\nos.urandom(8)\n",
    "import numpy as np\n\nnp.random.RandomState(1)\n",
]
LEGACY_NUMPY_DICE = [
    "import numpy as np\n\nnp.random.seed(1)\n",
    "import numpy as np\n\nnp.random.rand()\n",
    "import numpy as np\n\nnp.random.randn()\n",
    "import numpy as np\n\nnp.random.random()\n",
    "import numpy as np\n\nnp.random.normal()\n",
    "from numpy.random import shuffle\n\nshuffle([1])\n",
]
A_GIVEN_GENERATOR = """\
import numpy as np


def draw(generator: np.random.Generator) -> float:
    return generator.normal()


draw(np.random.default_rng(7))
"""


def rules_broken(code: str, path: str) -> set[str]:
    """The rules that ruff, configured as it is here, finds broken in this code if it stood at this path."""
    ruff = [COMMANDS / "ruff", "check", "--config", PYPROJECT, "--no-cache", "--output-format=json"]
    found = subprocess.run(
        [*ruff, f"--stdin-filename={path}", "-"], cwd=ROOT, input=code, capture_output=True, text=True
    )
    assert found.returncode in (0, 1), found.stderr
    return {finding["code"] for finding in json.loads(found.stdout)}


def rooms() -> list[str]:
    contract = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    return [room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [COMMANDS / "lint-imports", "--no-logo", "--no-cache", "--config", PYPROJECT]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def house_of_empty_rooms(tmp_path):
    """A package named unknot with every room of the house and nothing in any of them, and what is judged in bench."""
    package = tmp_path / "unknot"
    package.mkdir()
    for room in ["__init__", *rooms()]:
        (package / f"{room}.py").touch()
    (tmp_path / "bench" / "court").mkdir(parents=True)
    for name in ("__init__", "soreness", "court/__init__"):
        (tmp_path / "bench" / f"{name}.py").touch()
    return tmp_path


@pytest.mark.parametrize("code", A_CLOCK + DICE)
def test_the_core_may_not_look_at_a_clock_or_roll_dice(code):
    assert "TID251" in rules_broken(code, "src/unknot/planning/example.py")


@pytest.mark.parametrize("code", A_CLOCK + DICE)
@pytest.mark.parametrize("path", ["web/views.py", "cli.py", "cli/ask.py", "desk/companion.py", "exchange/fhir.py"])
def test_the_porch_may_look_at_a_clock_and_draw_a_seed(code, path):
    assert "TID251" not in rules_broken(code, f"src/unknot/{path}")


@pytest.mark.parametrize("code", LEGACY_NUMPY_DICE)
def test_nobody_may_use_the_hidden_generator_of_numpy(code):
    assert "NPY002" in rules_broken(code, "src/unknot/recovery/example.py")


def test_the_core_may_use_a_generator_that_it_was_given():
    assert rules_broken(A_GIVEN_GENERATOR, "src/unknot/recovery/example.py") == set()


def test_the_core_makes_no_generator_without_a_seed():
    seedless = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0].removesuffix(".py") in PORCH:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and not node.args and not node.keywords:
                called = ast.unparse(node.func).rpartition(".")[2]
                if called in ("default_rng", "SeedSequence", "PCG64", "Philox"):
                    seedless.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert seedless == []


def test_every_room_imports_only_from_the_rooms_below_it():
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout


def test_the_import_rules_hold_for_a_house_of_empty_rooms(house_of_empty_rooms):
    checked = lint_imports(house_of_empty_rooms)
    assert checked.returncode == 0, checked.stdout


def test_an_import_upwards_is_found(house_of_empty_rooms):
    (house_of_empty_rooms / "unknot" / "facts.py").write_text("import unknot.planning\n")
    assert "unknot.facts -> unknot.planning" in lint_imports(house_of_empty_rooms).stdout


@pytest.mark.parametrize("other", ["bench.court", "lightgbm", "scipy", "statsmodels"])
def test_what_is_judged_may_have_no_model_but_the_product_s(house_of_empty_rooms, other):
    (house_of_empty_rooms / "bench" / "soreness.py").write_text(f"import {other}\n")
    assert f"bench.soreness -> {other}" in lint_imports(house_of_empty_rooms).stdout


def test_an_import_between_neighbours_is_found(house_of_empty_rooms):
    (house_of_empty_rooms / "unknot" / "trials.py").write_text("import unknot.planning\n")
    assert "unknot.trials -> unknot.planning" in lint_imports(house_of_empty_rooms).stdout


def test_a_room_without_a_place_in_the_house_is_found(house_of_empty_rooms):
    (house_of_empty_rooms / "unknot" / "utils.py").touch()
    checked = lint_imports(house_of_empty_rooms)
    assert checked.returncode == 1
    assert "utils" in checked.stdout


@pytest.mark.parametrize(
    "outside", ["django", "rich", "requests", "urllib.request", "http.client", "sqlite3", "psycopg"]
)
def test_a_framework_a_network_or_a_database_in_the_core_is_found(house_of_empty_rooms, outside):
    (house_of_empty_rooms / "unknot" / "causes.py").write_text(f"import {outside}\n")
    assert f"unknot.causes -> {outside.partition('.')[0]}" in lint_imports(house_of_empty_rooms).stdout


def test_the_porch_may_import_its_framework(house_of_empty_rooms):
    (house_of_empty_rooms / "unknot" / "web.py").write_text("import django\nimport sqlite3\n")
    checked = lint_imports(house_of_empty_rooms)
    assert checked.returncode == 0, checked.stdout


def test_importing_the_package_alone_loads_nothing_heavy():
    code = "import sys, unknot; print(sorted({'django', 'numpy', 'pydantic', 'rich'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
