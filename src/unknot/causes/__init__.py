"""What may have brought the knot on, and which course of recovery the story speaks for."""
