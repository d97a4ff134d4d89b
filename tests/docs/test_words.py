"""What stands in the repository speaks of the project, and of nothing else."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, files, named

# Written apart, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a folder of one machine": re.compile(rf"(?<![\w.*}}])/({'|'.join(('root', 'work', 'home/[a-z]+/src'))})/"),
    "an address of a package registry": re.compile(
        "|".join(("files[.]python" + "hosted", "pypi[.]" + "org/simple", "registry[.]npm" + "js", "artif" + "actory"))
    ),
    "a number of an issue": re.compile(r"\bissue " + r"#\d", re.IGNORECASE),
    "how the work was organised": re.compile(
        r"\b("
        + "|".join(("chat" + "gpt", "clau" + "de", "anthro" + "pic", "language mo" + "del", "co-auth" + "ored-by"))
        + r")\b",
        re.IGNORECASE,
    ),
}
NOT_TEXT = {".png", ".jpg", ".ico", ".webp", ".npz", ".woff2", ".glb", ".sqlite3"}


def test_no_file_names_a_machine_a_registry_or_how_the_work_was_organised() -> None:
    found = []
    for path in files():
        if path.suffix in NOT_TEXT:
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{named(path)}: {what}" for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


def test_the_two_commands_of_the_readme_are_there_and_start() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for script in ("script/run", "script/test"):
        assert re.search(rf"^{script} ", text, re.MULTILINE)
        source = (ROOT / script).read_text(encoding="utf-8")
        assert source.startswith("#!/usr/bin/env python3")
        compile(source, script, "exec")


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 80
