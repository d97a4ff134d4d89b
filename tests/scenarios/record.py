"""Record what the scenarios give today:  python tests/scenarios/record.py [name ...]"""

import json
import sys
from pathlib import Path
from typing import Any

from unknot.content.library import load
from unknot.loop import advice_to_raw, advise, parse_request

FOLDER = Path(__file__).parent
VERSIONS = ("content_version", "parameters_version")


def advice_for(name: str) -> dict[str, Any]:
    """The advice that the request on file gives now."""
    raw = json.loads((FOLDER / f"{name}.request.json").read_text(encoding="utf-8"))
    return advice_to_raw(advise(parse_request(raw, load())))


def without_versions(advice: dict[str, Any]) -> dict[str, Any]:
    """The advice without the versions it was made from."""
    provenance = {key: value for key, value in advice["provenance"].items() if key not in VERSIONS}
    return {**advice, "provenance": provenance}


def main() -> None:
    """Writes the advice of the scenarios named, or of all."""
    names = sys.argv[1:] or sorted(path.name.removesuffix(".request.json") for path in FOLDER.glob("*.request.json"))
    for name in names:
        text = json.dumps(advice_for(name), indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.advice.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
