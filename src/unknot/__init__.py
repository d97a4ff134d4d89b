"""Unknot helps a person get rid of a muscle knot, and knows when not to try."""

__version__ = "0.1.0"
