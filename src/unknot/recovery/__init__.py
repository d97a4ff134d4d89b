"""When will it be gone: a small state-space model of one knot, filtered exactly and forecast with its uncertainty.

`believe` turns a history into a `Belief`; `forecast` and `gains` look ahead from it. Everything is deterministic.
"""
