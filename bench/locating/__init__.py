"""The court of the locating model: cases written down, and simulated people in worlds where the model is wrong."""
