"""Documents on paper: a template of this folder and what it prints make a tagged PDF.

Nothing is read from the network, and nothing from the fonts of the machine unless that is asked for, so the same
content, date and paper give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any, Literal, get_args

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
_NO_GLYPH = "could not be displayed"
"""What the typesetter says of a letter that no font has."""
_TYPST_NAMES = {"a4": "a4", "letter": "us-letter"}


class LetterMissingError(Exception):
    """No font that may be used has one of the letters to be set."""


def to_pdf(
    template: str, printed: Mapping[str, Any], printed_on: date, paper: Paper, *, machine_fonts: bool = False
) -> bytes:
    """`printed`, set with `<template>.typ`, as a tagged PDF (PDF/UA-1) on `paper`.

    The template finds it as JSON under its own name, with the paper and the day, and pictures below the package. With
    `machine_fonts` letters that our fonts lack come from those of the machine. Raises `LetterMissingError`.
    """
    import typst

    data = {**printed, "printed_on": printed_on.isoformat(), "paper": _TYPST_NAMES[paper]}
    with as_file(files("unknot")) as package:
        try:
            made = typst.compile(
                package / "reporting" / f"{template}.typ",
                root=package,
                format="pdf",
                ignore_system_fonts=not machine_fonts,
                sys_inputs={template: json.dumps(data, ensure_ascii=False)},
                pdf_standards="ua-1",
                timestamp=datetime.combine(printed_on, time(), UTC),
            )
        except typst.TypstError as error:
            if _NO_GLYPH not in str(error):
                raise
            raise LetterMissingError(str(error)) from error
    assert isinstance(made, bytes)
    return made
