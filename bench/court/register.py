"""Everybody who stands before the court, by name."""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bench.court.forecaster import Forecaster, Handed, Streaming

ROOT = Path(__file__).resolve().parents[2]
OURS = "bench.soreness:UnknotForecaster"
PARTS = ("load", "weekdays", "personal_thresholds", "slow")
"""Parts of the product's model that can be taken out of it."""
REFERENCE = "markov"
"""Whom gains are measured against, and by whom a leak is noticed."""

Kind = Literal["rival", "cheat", "ours"]


@dataclass(frozen=True)
class Entry:
    """One forecaster: the class or function that makes it, and what it cannot do without.

    `handed` is true for a cheat that is given every diary with its future; `arguments` go to the streaming class.
    """

    name: str
    says: str
    made_by: str
    kind: Kind = "rival"
    needs: tuple[str, ...] = ()
    handed: bool = False
    streaming: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def make(self, handed: Handed) -> Forecaster:
        """A forecaster that has learnt nothing."""
        if self.streaming:
            return Streaming(self.made_by, **self.arguments)
        module, _, name = self.made_by.partition(":")
        made = getattr(importlib.import_module(module), name)
        forecaster: Forecaster = made(handed) if self.handed else made()
        return forecaster

    def missing(self) -> str:
        """Why it cannot stand here today, in one line; empty where it can."""
        for needed in (*self.needs, self.made_by.partition(":")[0]):
            if not _is_there(needed):
                return f"{self.name} is left out: there is no module {needed} here"
        return ""

    def source(self) -> str:
        """The SHA-256 of all code of this repository that the forecaster is made of, and of its arguments.

        Of a class from elsewhere the module it stands in belongs to it, not what that imports in turn.
        """
        digest = hashlib.sha256(f"{self.made_by} {sorted(self.arguments.items())}".encode())
        module = self.made_by.partition(":")[0]
        paths = _closure(module)
        if _file_of(module) is None:
            elsewhere = importlib.util.find_spec(module)
            if elsewhere is not None and elsewhere.origin is not None:
                paths.add(Path(elsewhere.origin))
        for path in sorted(paths):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _rival(name: str, made_by: str, says: str, *needs: str) -> Entry:
    return Entry(name, says, f"bench.court.{made_by}", needs=needs)


def _cheat(name: str, made_by: str, says: str, *needs: str, handed: bool = False) -> Entry:
    return Entry(name, says, f"bench.court.cheats:{made_by}", "cheat", needs, handed)


def _ours(name: str, says: str, **arguments: object) -> Entry:
    return Entry(name, says, OURS, "ours", ("pandas",), streaming=True, arguments=arguments)


_ALL = (
    _ours("unknot", "the product's own model, fitted"),
    _ours("unknot-as-shipped", "the same, fitted to nobody here", without=("fitting",)),
    *(
        _ours(f"unknot-without-{part.replace('_', '-')}", f"as shipped, without {part}", without=(part, "fitting"))
        for part in PARTS
    ),
    _rival("uniform", "simple:Uniform", "one fifth each"),
    _rival("frequencies", "simple:Frequencies", "the frequencies of the training people"),
    _rival("climatology", "simple:Climatology", "own frequencies, shrunk to those of others"),
    _rival("persistence", "simple:Persistence", "the last answer again, as often as others repeat theirs"),
    _rival("markov", "simple:Markov", "a chain for each number of days ahead"),
    _rival("ewma", "simple:Ewma", "a slow and a fast memory of own answers"),
    _rival("shift", "shift:OrdinalShift", "own cumulative frequencies, moved by recent days", "scipy"),
    _rival("trees", "boosting:Boosting", "LightGBM for each number of days ahead", "lightgbm", "scipy"),
    _rival("ets", "series:smoothing", "statsforecast, AutoETS", "statsforecast", "scipy"),
    _rival("arima", "series:arima", "statsforecast, AutoARIMA", "statsforecast", "scipy"),
    _rival("theta", "series:theta", "statsforecast, AutoTheta", "statsforecast", "scipy"),
    _rival("space-population", "state_space:PopulationThresholds", "state space, population thresholds", "scipy"),
    _rival("space-personal", "state_space:PersonalThresholds", "state space, personal thresholds", "scipy"),
    _rival("pool", "pool:LogPool", "log pool of ewma, shift and space-personal", "scipy"),
    Entry(
        "unknot-planned",
        "as shipped, told the loads to come",
        "bench.court.planned:Planned",
        "cheat",
        ("pandas",),
        True,
    ),
    _cheat("peek", "Peek", "is handed the answers", "scipy", handed=True),
    _cheat("calendar", "Calendar", "looks the date up among team-mates", "scipy"),
    _cheat("point", "Point", "all on the median", "scipy"),
    _cheat("sharpened", "Sharpened", "honest probabilities squared", "scipy"),
    _cheat("coin", "Coin", "wide or narrow by a throw", "scipy"),
    _cheat("certain", "Certain", "one level is enough", "scipy"),
    _cheat("tomorrow", "Tomorrow", "every spell ends tomorrow", "scipy"),
    _cheat("ranks", "Ranks", "right order, numbers that mean nothing", "scipy"),
)
ENTRIES: Mapping[str, Entry] = {entry.name: entry for entry in _ALL}


def entry(name: str) -> Entry:
    """The entry of that name, or one for any `package.module:Class` of the streaming interface.

    Raises KeyError for a name that is neither.
    """
    if ":" in name:
        return Entry(name, "streaming interface", name, "ours", ("pandas",), streaming=True)
    return ENTRIES[name]


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _closure(module: str) -> set[Path]:
    """The files of `bench` and `unknot` that a module imports, itself, and theirs in turn.

    Of the product the content that it reads belongs to them.
    """
    seen: set[Path] = set()
    waiting = [module, "bench.court.loop"]
    while waiting:
        path = _file_of(waiting.pop())
        if path is None or path in seen:
            continue
        seen.add(path)
        waiting += _imported(path)
    if any(path.is_relative_to(ROOT / "src") for path in seen):
        seen |= set((ROOT / "src" / "unknot" / "data" / "compiled").glob("*.json"))
    return seen


def _file_of(module: str) -> Path | None:
    for folder in (ROOT, ROOT / "src"):
        path = folder / module.replace(".", "/")
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
