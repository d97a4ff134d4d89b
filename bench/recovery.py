"""The court of the recovery forecast: real or simulated people under the product's model and under its rivals."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from bench.court.data import SORENESS_DATA, Data, read_data
from bench.court.plots import draw
from bench.court.register import ENTRIES, REFERENCE, Entry, entry
from bench.court.report import judge, report, suspicions
from bench.court.results import lines
from bench.court.simulated import simulated
from bench.court.trial import hear

PEOPLE = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m bench recovery`."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", type=Path, metavar="FILE", help="a table (.csv) or an export of Unknot (.jsonl)")
    source.add_argument(
        "--simulated", type=int, nargs="?", const=PEOPLE, metavar="N", help=f"simulated people (default {PEOPLE})"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="what simulated people are drawn from")
    parser.add_argument("--train", type=Path, metavar="FILE", help="learn from this file instead of the other folds")
    parser.add_argument(
        "--only", metavar="NAMES", help="these alone, separated by commas; package.module:Class stands for any other"
    )
    parser.add_argument("--versus", default=REFERENCE, metavar="NAME", help=f"measure gains over (default {REFERENCE})")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON Lines")
    parser.add_argument("--plots", type=Path, metavar="DIR", help="draw PIT histograms and gains as SVG")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep what was said, so that it is not said again")
    parser.add_argument("--markdown", action="store_true", help="print docs/reference/recovery-court.md's tables")


def run(arguments: argparse.Namespace) -> str:
    """The tables. Ends with a line on stderr and exit code 2 where a name or a file is none."""
    try:
        asked = arguments.only.split(",") if arguments.only else list(ENTRIES)
        entries = _entries([*asked, REFERENCE, arguments.versus])
        data = _data(arguments)
        train = read_data(arguments.train) if arguments.train else None
    except KeyError as error:
        _end(f"nobody is called {error}: {', '.join(ENTRIES)}")
    except (OSError, ValueError) as error:
        _end(str(error))
    for each in (data, train):
        if each is not None and each.remark:
            _say(each.remark)
    if arguments.versus not in {each.name for each in entries}:
        _end(f"{arguments.versus} cannot stand here, so nothing can be measured against it")
    judged = judge(data, hear(entries, data, train, arguments.cache))
    for line in suspicions(judged):
        _say(line)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        trained_on = f"five folds of {data.name}" if train is None else train.name
        written = lines(judged, trained_on, datetime.now(UTC).date())
        arguments.out.write_text("".join(written), encoding="utf-8")
    if arguments.plots:
        draw(judged, arguments.versus, arguments.plots)
    return report(judged, arguments.versus, markdown=arguments.markdown)


def _entries(names: list[str]) -> list[Entry]:
    """Those that can stand here, each once; a line on stderr for each of the others."""
    found = []
    for name in dict.fromkeys(names):
        one = entry(name)
        missing = one.missing()
        if missing:
            _say(missing)
        else:
            found.append(one)
    return found


def _data(arguments: argparse.Namespace) -> Data:
    if arguments.data:
        return read_data(arguments.data)
    if arguments.simulated is None and SORENESS_DATA.is_file():
        return read_data(SORENESS_DATA)
    if arguments.simulated is None:
        _say("the soreness data is not beside the checkout: simulated people stand in (bench/DATASETS.md)")
    return simulated(arguments.simulated or PEOPLE, arguments.seed)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _end(line: str) -> NoReturn:
    _say(line)
    sys.exit(2)
