"""The court of the recovery forecast: every forecaster under one loop, one set of scores and the same people."""
