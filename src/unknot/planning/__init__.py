"""What to do today: options that are safe and expected to help, limits outside the choice, and the choice itself."""
