"""Documents on paper: a template of this folder and what it prints make a tagged PDF.

Nothing is read from the network or from the fonts of the machine, so the same content, date and paper give the same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any, Literal, get_args

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
_TYPST_NAMES = {"a4": "a4", "letter": "us-letter"}


def to_pdf(template: str, printed: Mapping[str, Any], printed_on: date, paper: Paper) -> bytes:
    """`printed`, set with `<template>.typ`, as a tagged PDF (PDF/UA-1) on `paper`.

    The template finds it as JSON under its own name, with the paper and the day, and pictures below the package.
    """
    import typst

    data = {**printed, "printed_on": printed_on.isoformat(), "paper": _TYPST_NAMES[paper]}
    with as_file(files("unknot")) as package:
        made = typst.compile(
            package / "reporting" / f"{template}.typ",
            root=package,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={template: json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=datetime.combine(printed_on, time(), UTC),
        )
    assert isinstance(made, bytes)
    return made
