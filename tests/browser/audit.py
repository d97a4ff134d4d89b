"""`python -m tests.browser.audit NODE … LIGHTHOUSE`: what Lighthouse says of the main pages, as a table in Markdown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.table import table
from tests import lives
from tests.browser import places
from tests.browser.chromium import script
from tests.browser.records import holding
from tests.web.serving import Served

CATEGORIES = ("performance", "accessibility", "best-practices")
GOOD = 95


def main() -> None:
    """Prints the table, and below it what kept a page from a full score."""
    finder = script("_chromium")
    executable = finder.found()
    if executable is None:
        sys.exit(finder.missing())
    rows, lost = [], []
    with tempfile.TemporaryDirectory() as folder, holding(Path(folder), lives.WHOLE) as there:
        cookie = there.session()
        for name in places.MAIN_PAGES:
            said = _asked(sys.argv[1:], executable, [*finder.FLAGS], there, cookie, places.WHOLE[name])
            scores = [round(100 * (said["categories"][each]["score"] or 0)) for each in CATEGORIES]
            rows.append((name, *map(str, scores), "" if min(scores) >= GOOD else f"below {GOOD}"))
            lost += [f"{name}: {text}" for text in _lost(said)]
            sys.stderr.write(f"{' '.join(rows[-1])}\n")
    head = ("page", *(each.replace("-", " ") for each in CATEGORIES), "")
    sys.stdout.write("\n".join([table(head, rows, markdown=True), "", *lost, ""]))


def _asked(
    lighthouse: list[str], executable: str, flags: list[str], there: Served, cookie: str, path: str
) -> dict[str, Any]:
    """What Lighthouse says of a page on a phone, as its own JSON."""
    done = subprocess.run(
        [
            *lighthouse,
            f"http://{there.host}{path}",
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps({'Cookie': cookie})}",
            f"--chrome-flags={' '.join(['--headless=new', *flags])}",
        ],
        env={**os.environ, "CHROME_PATH": executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"Lighthouse could not look at {path}: {done.stderr.strip()[-600:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _lost(said: dict[str, Any]) -> list[str]:
    """The audits that cost a page something, heaviest first."""
    cost = [
        (part["weight"] * (1 - said["audits"][part["id"]]["score"]), part["id"], said["audits"][part["id"]])
        for category in CATEGORIES
        for part in said["categories"][category]["auditRefs"]
        if part["weight"] and said["audits"][part["id"]]["score"] is not None
    ]
    return [
        f"{id_} {audit.get('displayValue', '')}".strip()
        for points, id_, audit in sorted(cost, key=lambda each: -each[0])
        if points > 0
    ]


if __name__ == "__main__":
    main()
