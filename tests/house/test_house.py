"""The papers of the house: what it is made of and under which terms."""

import re
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_named_in_the_notices():
    asked_for = chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    names = {re.match(r"[\w.\-]+", requirement).group().lower() for requirement in asked_for}
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8").lower()
    table_rows = [line for line in notices.splitlines() if line.startswith("|")]
    assert names - {word for row in table_rows for word in re.split(r"[| ,]+", row)} == set()


def test_the_full_licence_texts_are_here():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    content_licence = (ROOT / "LICENSES" / "CC-BY-4.0.txt").read_text(encoding="utf-8")
    assert content_licence.startswith("Attribution 4.0 International")
    assert "Section 8 -- Interpretation." in content_licence


def test_the_changelog_has_a_place_for_what_is_not_released_yet():
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_continuous_integration_runs_what_a_developer_runs():
    assert "exec python3 script/test </dev/null" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
