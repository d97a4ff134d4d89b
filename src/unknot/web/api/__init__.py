"""The HTTP API below `/api/v1/`: the one door, the facts and the knots, for programs of the same person.

`table` declares every route once; `dispatch` serves them and `openapi` describes them.
"""
