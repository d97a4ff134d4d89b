"""The product's own model when it is told the training of the days to come, as people know it: what that would gain."""

from __future__ import annotations

from bench.court.diary import LOAD
from bench.court.forecaster import Handed, Streaming

OURS = "bench.soreness:UnknotForecaster"


class Planned(Streaming):
    """Is handed every diary, and hands the loads on as planned; as shipped, fitted to nobody."""

    def __init__(self, handed: Handed) -> None:
        super().__init__(OURS, without=("fitting",))
        self._diaries = handed.diaries

    def init(self, person: str) -> None:
        """A new person, whose plan is known."""
        super().init(person)
        diary = self._diaries[person]
        self._model.planned = dict(enumerate(map(float, diary.reports[diary.begins :, LOAD])))
