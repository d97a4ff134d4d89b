"""The companion of the how-to guide works as it stands there, against the real server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.docs.pages import ROOT, blocks
from tests.web.serving import serving
from tests.web.test_api import EPISODE, STORY

PAGE = ROOT / "docs/how-to/local-companion.md"


@pytest.fixture(scope="module")
def companion():
    """Everything that the Python of the page defines."""
    names = {}
    for block in blocks(PAGE, "python"):
        exec(compile(block.text, str(Path(PAGE).name), "exec"), names)
    return SimpleNamespace(**names)


@pytest.fixture
def unknot(companion, tmp_path):
    """The page's own program, beside a server whose person has no knot yet."""
    with serving(tmp_path / "data"):
        yield companion.Unknot(tmp_path / "data")


def test_it_adds_facts_reads_the_plan_and_is_told_what_is_wrong(companion, unknot):
    assert companion.plan_for_today(unknot) is None
    later = datetime.now(UTC) - timedelta(minutes=1) - datetime.fromisoformat(STORY["at"])
    moved = [{**f, "at": (datetime.fromisoformat(f["at"]) + later).isoformat()} for f in STORY["facts"]]
    assert unknot.ask("POST", "facts", moved)["added"] == len(moved)
    assert companion.plan_for_today(unknot)["kind"]
    assert unknot.ask("POST", f"episodes/{EPISODE}/forecast")["forecasts"]["gone_by"]

    began = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    for _ in range(2):
        companion.sat(unknot, began, 90)
    assert len(unknot.ask("GET", "facts?kind=exposure")["facts"]) == 1
    with pytest.raises(ValueError, match=r"facts\[0\]\.minutes: -1 is impossible"):
        companion.sat(unknot, datetime.now(UTC).isoformat(), -1)

    danger = {"kind": "answer", "id": "d", "at": datetime.now(UTC).isoformat(), "zone": "UTC", "episode": EPISODE}
    unknot.ask("POST", "facts", {**danger, "question": "rf_chest_pressure", "value": "yes"})
    assert companion.plan_for_today(unknot) is None
