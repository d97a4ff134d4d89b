"""`python -m bench speed|pages [--runs N] [--markdown]`: how long things take on this machine.

`python -m bench screening`: how good the safety screen is on people and stories written down.
"""

from __future__ import annotations

import argparse

from bench import pages, speed


def main() -> None:
    """Runs the measurement that is named and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures; never passes or fails.")
    measurements = parser.add_subparsers(dest="measurement", required=True)
    for name, measurement, says in (
        ("speed", speed, "how long the command, one advice and its parts take"),
        ("pages", pages, "how long the server takes for each page, with two years of facts"),
    ):
        one = measurements.add_parser(name, help=says)
        one.set_defaults(report=measurement.report)
        one.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each (default 20)")
        one.add_argument("--markdown", action="store_true", help="print the table for docs/reference/performance.md")
    measurements.add_parser("screening", help="how good the safety screen is, for docs/safety/screening.md")
    arguments = parser.parse_args()
    if arguments.measurement == "screening":
        from bench import screening

        print(screening.report())
    else:
        print(arguments.report(arguments.runs, markdown=arguments.markdown))


if __name__ == "__main__":
    main()
