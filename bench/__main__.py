"""`python -m bench speed [--runs N] [--markdown]`: how long things take on this machine."""

from __future__ import annotations

import argparse

from bench import speed


def main() -> None:
    """Runs the measurement that is named and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures; never passes or fails.")
    measurements = parser.add_subparsers(dest="measurement", required=True)
    how_fast = measurements.add_parser("speed", help="how long the command, one advice and its parts take")
    how_fast.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each (default 20)")
    how_fast.add_argument("--markdown", action="store_true", help="print the table for docs/reference/performance.md")
    arguments = parser.parse_args()
    print(speed.report(arguments.runs, markdown=arguments.markdown))


if __name__ == "__main__":
    main()
