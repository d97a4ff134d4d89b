"""From the pain drawing and a few answers to the muscles that may be behind the pain."""
