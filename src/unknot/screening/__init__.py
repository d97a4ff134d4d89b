"""Is it safe? The gate before any advice, the interview that fills it, and the fences around techniques."""
