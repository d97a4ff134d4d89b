"""The country of this terminal, as far as the language settings of the computer name one."""

from __future__ import annotations

import re
from collections.abc import Mapping

SETTINGS = ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LANG")
"""The settings that may name a country, the one that counts most first."""

_NAMED = re.compile(r"[A-Za-z]{2,3}[_-]([A-Za-z]{2})(?![A-Za-z])")


def country_of(environment: Mapping[str, str]) -> str:
    """The code of the country in the first setting that is set ("de_DE.UTF-8" gives "DE"); empty if it names none."""
    for name in SETTINGS:
        if setting := environment.get(name):
            found = _NAMED.match(setting)
            return found[1].upper() if found else ""
    return ""
