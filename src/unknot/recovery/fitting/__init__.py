"""Numbers of the population fitted anew to the people at hand: needs SciPy, which nothing else here does.

`search` finds the numbers, `daily` and `knots` say how well numbers foresee people, `provenance` writes down what was
done.
"""
