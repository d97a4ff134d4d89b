"""The locks name exact, hashed packages, and no place to fetch them from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
REGISTRY_WORDS = ("http:", "https:", "pypi", "npmjs", "pythonhosted", "index-url", "find-links", "file:")
BUILD_TOOLS = {"editables", "hatchling"}


def requirement_blocks(lock: Path) -> list[str]:
    """Each requirement with the lines that continue it, comments left out."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def pinned_versions(name: str) -> dict[str, str]:
    blocks = requirement_blocks(ROOT / "requirements" / f"{name}.lock")
    return dict(re.match(r"([\w.\-]+)==(\S+)", block).groups() for block in blocks)


def requirements_in(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-r"))}


def test_there_is_a_lock_for_every_list_of_requirements():
    assert [lock.stem for lock in LOCKS] == ["app", "bench", "core", "dev"]
    assert {path.stem for path in (ROOT / "requirements").glob("*.in")} == {"app", "bench", "core", "dev"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_registry_address(lock):
    text = lock.read_text(encoding="utf-8").lower()
    assert [word for word in REGISTRY_WORDS if word in text] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_folder_of_the_machine_it_was_made_on(lock):
    assert re.findall(r"(?:^|\s)(?:/|[A-Z]:\\|~/)\w\S*", lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_in_a_lock_is_pinned_and_hashed(lock):
    pinned_and_hashed = re.compile(r"[\w.\-]+==\S+( ;[^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    blocks = requirement_blocks(lock)
    assert blocks
    assert [block for block in blocks if not pinned_and_hashed.fullmatch(block)] == []


@pytest.mark.parametrize("smaller", ["app", "core"])
def test_the_smaller_locks_agree_with_the_largest(smaller):
    assert pinned_versions(smaller).items() <= pinned_versions("dev").items()


def test_the_lock_of_the_court_agrees_with_the_largest_where_they_share_a_package():
    largest = pinned_versions("dev")
    shared = {name: version for name, version in pinned_versions("bench").items() if name in largest}
    assert {"numpy", "pydantic"} <= shared.keys()
    assert shared == {name: largest[name] for name in shared}


def test_the_rivals_of_the_court_are_in_its_lock_alone():
    rivals = {"lightgbm", "pandas", "statsforecast"}
    assert rivals <= pinned_versions("bench").keys()
    assert all(rivals.isdisjoint(pinned_versions(name)) for name in ("app", "core", "dev"))


def test_the_core_lock_holds_no_web_framework_and_no_database():
    assert pinned_versions("core").keys().isdisjoint({"django", "psycopg", "rich", "platformdirs"})


def test_the_app_lock_is_made_from_what_the_package_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked_for = {*project["dependencies"], *project["optional-dependencies"]["postgres"]}
    assert requirements_in("app") - BUILD_TOOLS == asked_for


def test_npm_is_told_to_leave_addresses_out_of_its_lock():
    settings = (ROOT / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert "omit-lockfile-registry-resolved=true" in settings


def test_an_npm_lock_names_no_registry_address():
    locks = [path for path in ROOT.glob("**/package-lock.json") if "node_modules" not in path.parts]
    assert [path for path in locks if '"resolved": "http' in path.read_text(encoding="utf-8")] == []
