"""Single-person trials: does it help me? Design, randomisation and analysis; pure, and apart from planning."""
