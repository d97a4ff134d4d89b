"""A desktop for this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk import session
from tests.desk.programs import X_DESKTOP, need
from tests.desk.session import XSession


@pytest.fixture(scope="module")
def x_session() -> Iterator[XSession]:
    """A desktop with a window manager and notifications, for all tests of a module."""
    need(*X_DESKTOP)
    with session.x_desktop() as desktop:
        yield desktop
