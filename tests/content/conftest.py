"""The real content, gathered once, for every test that looks at it or spoils a copy of it."""

import pytest

from unknot.content import build
from unknot.content.checks import Files, Sources, gather, read


@pytest.fixture(scope="session")
def files() -> Files:
    return read(build.DATA)


@pytest.fixture(scope="session")
def sources(files: Files) -> Sources:
    return gather(build.DATA, files)
