"""The addresses of the API, made from its table."""

from __future__ import annotations

import re

from django.urls import path

from unknot.web.api.dispatch import serving
from unknot.web.api.table import ROUTES


def _pattern(route_path: str) -> str:
    """An id may hold a slash, so a parameter takes all that the rest of the path leaves."""
    return re.sub(r"\{(\w+)\}", r"<path:\1>", route_path)


def _name(route_path: str) -> str:
    """The fixed parts of the path, and the parameter where it comes last: `facts`, `fact`, `episodes-advice`."""
    parts = route_path.split("/")
    return parts[-1].strip("{}") if parts[-1].startswith("{") else "-".join(p for p in parts if "{" not in p)


app_name = "api"
urlpatterns = [path(_pattern(route.path), serving(route), name=_name(route.path)) for route in ROUTES]
