"""The figures that pages show of simulated people are those of the page about the deep tests."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT
from unknot.content.library import load

MEASURED = (ROOT / "docs/reference/deep-tests.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", ["exercise", "mixed", "desk", "care_seeker"])
def test_the_track_record_is_what_was_measured(profile: str) -> None:
    band = re.search(rf"\| people, `{profile}`, `pain_now` \| \S+ \([^)]*\) \| (\S+) ", MEASURED)
    interval = re.search(rf"\| people, `{profile}` \|[^|]*\|[^|]*\|[^|]*\| (\S+) % \| (\S+) % \|", MEASURED)
    assert band is not None
    assert interval is not None
    told = [load().number(f"track_record.{profile}.{name}") for name in ("band_80", "gone_before", "gone_by_end")]
    assert told == [float(band[1]), float(interval[1]), float(interval[2])]


def test_the_track_record_names_the_day_it_was_measured() -> None:
    (day,) = re.findall(r"Figures of\s+(\d{4}-\d\d-\d\d)", MEASURED)
    assert day in load().sources["own_calibration"].cite
