"""`unknot advise`: the one door, a request as JSON in and the advice as JSON out."""

from __future__ import annotations

import argparse
import os
import sys

from unknot.errors import Problem, RequestError
from unknot.exchange.numbers import library_in_use
from unknot.facts.strict_json import read_json
from unknot.loop import advise, parse_request
from unknot.loop.documents import advice_document


def run(arguments: argparse.Namespace) -> int:
    """Prints the advice for the request in the file, or on standard input for `-`; always JSON."""
    library = library_in_use(os.environ, arguments.parameters)
    advice = advise(parse_request(_read(arguments), library), library)
    sys.stdout.buffer.write(advice_document(advice))
    sys.stdout.buffer.flush()
    return 0


def _read(arguments: argparse.Namespace) -> object:
    place = "standard input" if str(arguments.request) == "-" else str(arguments.request)
    try:
        data = sys.stdin.buffer.read() if str(arguments.request) == "-" else arguments.request.read_bytes()
        return read_json(data)
    except OSError as error:
        raise RequestError(Problem("request_unreadable", place, error.strerror or str(error))) from None
    except ValueError as error:
        raise RequestError(Problem("request_not_json", place, f"this is no JSON: {error}")) from None
