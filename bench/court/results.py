"""Results as JSON Lines: a header, then one line for each forecaster, person and block of days ahead."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterator
from datetime import date
from typing import Any

import unknot
from bench.court.recovery_scores import crps_of_person, ilog_of_person
from bench.court.report import Judged, suspicions
from bench.court.scores import BLOCKS, SCORES, Cells
from bench.court.trial import LIBRARIES, version


def lines(judged: Judged, trained_on: str, day: date) -> Iterator[str]:
    """Every line, with its end.

    `by_horizon` is the mean over the days ahead of the block of the means over pairs, `by_pair` the mean over pairs;
    `pairs` and `horizons` say how many of each there were. Lines of spells have `block` "recovery" or
    "recovery onset".
    """
    yield _line(_header(judged, trained_on, day))
    for name, found in judged.cells.items():
        for place, person in enumerate(found.people):
            for regime in ("cold", "warm"):
                for block in BLOCKS:
                    told = _block(found, place, regime, block)
                    if told["pairs"]:
                        yield _line({"forecaster": name, "person": person, "regime": regime, "block": block, **told})
        for rows, sore in judged.returns[name].items():
            block = "recovery" if rows == "all" else "recovery onset"
            each = zip(sore.people, crps_of_person(sore), ilog_of_person(sore), strict=True)
            for place, (person, days, lost) in enumerate(each):
                origins = int((sore.person == place).sum())
                scores = {"origins": origins, "crps_days": float(days), "ilog": float(lost)}
                yield _line({"forecaster": name, "person": person, "block": block, **scores})


def _header(judged: Judged, trained_on: str, day: date) -> dict[str, Any]:
    data = judged.data
    return {
        "court": "recovery",
        "date": day.isoformat(),
        "unknot": unknot.__version__,
        "python": platform.python_version(),
        "libraries": {library: version(library) for library in LIBRARIES},
        "data": {
            "name": data.name,
            "sha256": data.sha256,
            "people": len(data.diaries),
            "check_ins": data.check_ins,
            "trained_on": trained_on,
        },
        "forecasters": {
            name: {
                "kind": heard.entry.kind,
                "made_by": heard.entry.made_by,
                "source_sha256": heard.entry.source(),
                "parameters": heard.parameters,
                "inputs": list(heard.inputs),
                "fit_s": round(heard.fit_s, 3),
                "update_ms": round(heard.update_ms, 4),
                "predict_ms": round(heard.predict_ms, 4),
            }
            for name, heard in judged.heard.items()
        },
        "leak_watch": suspicions(judged),
    }


def _block(found: Cells, place: int, regime: str, block: str) -> dict[str, Any]:
    key = f"{regime} {block}"
    pairs = found.pairs[key][place]
    by_horizon, by_pair = {}, {}
    for score in SCORES:
        by_horizon[score] = float(found.of_person(score, key)[place])
        by_pair[score] = float(found.sums[score, key][place].sum() / max(pairs.sum(), 1))
    return {
        "pairs": int(pairs.sum()),
        "horizons": int((pairs > 0).sum()),
        "by_horizon": {score: value for score, value in by_horizon.items() if math.isfinite(value)},
        "by_pair": by_pair,
    }


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"
