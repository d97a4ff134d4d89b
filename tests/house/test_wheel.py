"""The wheel holds what runs, leaves out what editors write, and works in an empty environment."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import unknot
from tests.web.serving import serving

ROOT = Path(__file__).parents[2]
FROM_OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}

pytestmark = pytest.mark.timeout(900)


def succeed(*command: str | Path, folder: Path) -> str:
    finished = subprocess.run(
        command, cwd=folder, env=FROM_OUTSIDE, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert finished.returncode == 0, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    succeed(*build, folder=ROOT)
    return next(folder.glob("unknot-*.whl"))


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The commands of an environment that holds the locked dependencies and the wheel, and nothing else."""
    environment = tmp_path_factory.mktemp("installed")
    succeed(sys.executable, "-m", "venv", environment, folder=ROOT)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    succeed(*pip, "--require-hashes", "--requirement", ROOT / "requirements" / "app.lock", folder=ROOT)
    succeed(*pip, "--no-deps", wheel, folder=ROOT)
    return commands


def test_the_wheel_holds_the_compiled_content(names):
    compiled = [name for name in names if name.startswith("unknot/data/compiled/") and name.endswith(".json")]
    assert compiled, "there is no src/unknot/data/compiled/*.json: run `unknot content build`"
    assert "unknot/data/compiled/desk.json" in compiled


def test_the_wheel_holds_no_yaml(names):
    assert [name for name in names if name.endswith((".yaml", ".yml"))] == []


def test_the_wheel_holds_the_whole_package_and_nothing_beside_it(names):
    modules = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "unknot").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert modules <= set(names)
    assert {name.partition("/")[0] for name in names} == {"unknot", f"unknot-{unknot.__version__}.dist-info"}


def test_the_wheel_holds_its_types_and_its_licences(names):
    licences = f"unknot-{unknot.__version__}.dist-info/licenses"
    assert {"unknot/py.typed", f"{licences}/LICENSE", f"{licences}/LICENSES/CC-BY-4.0.txt"} <= set(names)


def test_the_installed_wheel_says_its_version(installed, tmp_path):
    assert unknot.__version__ in succeed(installed / "unknot", "--version", folder=tmp_path)


def test_the_installed_wheel_explains_its_interview(installed, tmp_path):
    assert "usage" in succeed(installed / "unknot", "ask", "--help", folder=tmp_path).lower()


def test_the_installed_wheel_answers_a_request(installed, tmp_path):
    requests = sorted((ROOT / "tests" / "scenarios").rglob("*.request.json"))
    assert requests, "there is no tests/scenarios/*.request.json to ask for advice about"
    advice = json.loads(succeed(installed / "unknot", "advise", requests[0], folder=tmp_path))
    assert advice["disposition"]


def test_the_wheel_holds_the_pages_the_islands_and_the_figures(names):
    shown = {
        path.relative_to(ROOT / "src").as_posix()
        for room in ("web/templates", "web/static", "data/figures")
        for path in (ROOT / "src" / "unknot" / room).rglob("*")
        if path.is_file()
    }
    assert shown
    assert shown <= set(names)


def test_the_installed_wheel_serves_its_pages_without_node(installed, tmp_path):
    with serving(tmp_path / "data", command=installed / "unknot", PATH="") as served:
        page = served.ask("GET", "/welcome", Cookie=served.session())
        assert page.status == 200
        script = page.text.partition('type="module" src="')[2].partition('"')[0]
        assert served.ask("GET", script).status == 200
