"""Every forecaster before the same people: two at a time, and once only as long as nothing about it changes."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np

from bench.court.data import Data, checksum
from bench.court.forecaster import Array, Handed
from bench.court.loop import Fold, Walk, folds, leaks_through_the_loop, walk
from bench.court.recovery_scores import Returns, returns
from bench.court.register import Entry
from bench.court.scores import Cells, cells
from bench.court.spells import Spells, spells

PROCESSES = 2
LIBRARIES = ("numpy", "scipy", "pandas", "lightgbm", "statsforecast", "statsmodels")


@dataclass(frozen=True)
class Heard:
    """What one forecaster said of everybody, and what came of it.

    `levels` and `returns` hold an array for each person, in the order of the data; `returns` is None where it says
    nothing of spells. `leaked` names people of whom it said something else when their future was another.
    """

    entry: Entry
    levels: tuple[Array, ...]
    said_of_spells: tuple[Array, ...] | None
    parameters: int
    inputs: tuple[str, ...]
    fit_s: float
    update_ms: float
    predict_ms: float
    leaked: tuple[str, ...]

    def cells(self, data: Data) -> Cells:
        """The scores of levels."""
        return cells(data.diaries, self.levels)

    def returns(self, data: Data, sore: Sequence[Spells]) -> dict[str, Returns]:
        """The scores of spells, on all sore days and on first ones; nothing where nothing was said."""
        if self.said_of_spells is None:
            return {}
        people = [diary.person for diary in data.diaries]
        return {
            "all": returns(people, sore, self.said_of_spells, "all"),
            "onset": returns(people, sore, self.said_of_spells, "onset"),
        }


def hear(entries: Sequence[Entry], data: Data, train: Data | None, cache: Path | None) -> list[Heard]:
    """Every entry on all people of `data`, learnt from the other folds or from `train`. Progress goes to stderr."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    jobs = [(entry, data, train, cache) for entry in entries]
    began = time.monotonic()
    heard = {}
    processes = min(PROCESSES, len(jobs))
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, one in enumerate(pool.imap_unordered(_one, jobs), start=1):
            heard[one.entry.name] = one
            spent = time.monotonic() - began
            print(f"{done}/{len(jobs)} {one.entry.name}, {spent:.0f} s", file=sys.stderr, flush=True)
    return [heard[entry.name] for entry in entries]


def _one(job: tuple[Entry, Data, Data | None, Path | None]) -> Heard:
    entry, data, train, cache = job
    found: dict[str, Walk] = {}
    fit_s: list[float] = []
    leaked: list[str] = []
    parameters = 0
    inputs: tuple[str, ...] = ()
    for fold in folds(data.diaries, train.diaries if train else ()):
        kept = None if cache is None else cache / f"{_key(entry, fold)}.npz"
        part = _read(kept) if kept is not None and kept.is_file() else _walked(entry, fold)
        if kept is not None and not kept.is_file():
            _write(kept, part)
        found |= part.walks
        fit_s.append(part.fit_s)
        leaked += part.leaked
        parameters, inputs = part.parameters, part.inputs
    walks = [found[diary.person] for diary in data.diaries]
    says = any(len(each.returns) for each in walks)
    return Heard(
        entry=entry,
        levels=tuple(each.levels for each in walks),
        said_of_spells=tuple(each.returns for each in walks) if says else None,
        parameters=parameters,
        inputs=inputs,
        fit_s=float(np.mean(fit_s)),
        update_ms=float(np.median(np.concatenate([each.update_ms for each in walks]))),
        predict_ms=float(np.median(np.concatenate([each.predict_ms for each in walks]))),
        leaked=tuple(leaked),
    )


@dataclass(frozen=True)
class _Part:
    """One fold of one forecaster."""

    walks: dict[str, Walk]
    fit_s: float
    parameters: int
    inputs: tuple[str, ...]
    leaked: tuple[str, ...]


def _walked(entry: Entry, fold: Fold) -> _Part:
    """Fit, walk through everybody, and look for a leak in the first person with enough check-ins."""
    forecaster = entry.make(Handed({diary.person: diary for diary in (*fold.train, *fold.held)}))
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        forecaster.fit(fold.train)
        fit_s = time.perf_counter() - began
        walks = {diary.person: walk(forecaster, diary, spells(diary)) for diary in fold.held}
        first = fold.held[0]
        leaked = (first.person,) if leaks_through_the_loop(forecaster, first, walks[first.person]) else ()
    return _Part(walks, fit_s, forecaster.parameters, tuple(forecaster.inputs), leaked)


def _key(entry: Entry, fold: Fold) -> str:
    """Names everything that the result depends on."""
    digest = hashlib.sha256(entry.source().encode())
    digest.update(checksum(fold.train).encode())
    digest.update(checksum(fold.held).encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()


def version(library: str) -> str:
    """The installed version; empty where it is not installed."""
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _write(path: Path, part: _Part) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Array] = {"fit_s": np.array(part.fit_s), "parameters": np.array(part.parameters)}
    arrays["inputs"], arrays["leaked"] = np.array(part.inputs, dtype=str), np.array(part.leaked, dtype=str)
    for person, said in part.walks.items():
        for name in ("levels", "returns", "update_ms", "predict_ms"):
            arrays[f"{name}/{person}"] = getattr(said, name)
    unfinished = path.with_suffix(f".{os.getpid()}.part.npz")
    np.savez_compressed(unfinished, **arrays)  # type: ignore[arg-type]
    unfinished.replace(path)


def _read(path: Path) -> _Part:
    with np.load(path) as kept:
        people = [name.partition("/")[2] for name in kept.files if name.startswith("levels/")]
        walks = {
            person: Walk(*(kept[f"{name}/{person}"] for name in ("levels", "returns", "update_ms", "predict_ms")))
            for person in people
        }
        return _Part(
            walks,
            float(kept["fit_s"]),
            int(kept["parameters"]),
            tuple(kept["inputs"].tolist()),
            tuple(kept["leaked"].tolist()),
        )
