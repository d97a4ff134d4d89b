"""The one door: a `Request` in, an `Advice` out; pure and deterministic."""

from unknot.loop.advice import Advice, advice_to_raw
from unknot.loop.door import advise
from unknot.loop.request import Request, parse_request, request_to_raw

__all__ = ["Advice", "Request", "advice_to_raw", "advise", "parse_request", "request_to_raw"]
