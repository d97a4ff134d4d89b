"""`python -m bench speed|pages [--runs N] [--markdown]`: how long things take on this machine.

`python -m bench inference [--runs N] [--markdown]`: how long an answer takes beside other people's inference of the
same model; `script/bench inference` brings their libraries.

`python -m bench desk [--rounds N] [--seconds S] [--markdown]`: what the desk companion costs beside Workrave and Safe
Eyes, in one run.

`python -m bench screening`: how good the safety screen is on people and stories written down.

`python -m bench locating [--people N] [--seed S] [--markdown]`: which muscle is behind the pain, on cases written down
and on simulated people; with `--markdown` it writes the figures into docs/reference/locating-court.md.

`python -m bench planning [--people N] [--seed S] [--markdown]`: simulated people under the plan and under its rivals.

`python -m bench trials [--runs N] [--markdown]`: single-person trials on simulated people, beside Welch on alternating
weeks and a plain regression.

`python -m bench recovery [--data FILE | --simulated] [--only NAMES] [--versus NAME] [--markdown]`: the recovery
forecast and its rivals on daily soreness; `script/bench recovery` brings the libraries of the rivals.
"""

from __future__ import annotations

import argparse

from bench import pages, recovery, speed


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
    rivals = measurements.add_parser("inference", help="the recovery model beside other people's inference; minutes")
    rivals.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each (default 5)")
    rivals.add_argument("--markdown", action="store_true", help="print the table for docs/reference/performance.md")
    at_the_desk = measurements.add_parser("desk", help="what the desk companion costs beside others; minutes")
    at_the_desk.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each program (default 3)")
    at_the_desk.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long each (default 60)")
    at_the_desk.add_argument(
        "--markdown", action="store_true", help="print the table for docs/reference/performance.md"
    )
    measurements.add_parser("screening", help="how good the safety screen is, for docs/safety/screening.md")
    locating = measurements.add_parser("locating", help="which muscle it is, on written cases and simulated people")
    locating.add_argument("--people", type=int, default=600, metavar="N", help="simulated people a world (default 600)")
    locating.add_argument("--seed", type=int, default=1, metavar="S", help="what everything is drawn from (default 1)")
    locating.add_argument(
        "--markdown", action="store_true", help="write the figures of docs/reference/locating-court.md"
    )
    court = measurements.add_parser("planning", help="simulated people under the plan and under its rivals; minutes")
    court.add_argument("--people", type=int, default=100, metavar="N", help="simulated people (default 100)")
    court.add_argument("--seed", type=int, default=1, metavar="S", help="what everything is drawn from (default 1)")
    court.add_argument("--markdown", action="store_true", help="print docs/reference/planning-court.md's tables")
    trials = measurements.add_parser("trials", help="single-person trials and what others do instead; minutes")
    trials.add_argument("--runs", type=int, default=30, metavar="N", help="simulated trials a cell (default 30)")
    trials.add_argument("--markdown", action="store_true", help="print the tables of docs/reference/trials-court.md")
    recovery.add_arguments(
        measurements.add_parser("recovery", help="the recovery forecast and its rivals on daily soreness; minutes")
    )
    arguments = parser.parse_args()
    if arguments.measurement == "screening":
        from bench import screening

        print(screening.report())
    elif arguments.measurement == "desk":
        from bench import desk

        print(desk.report(arguments.rounds, arguments.seconds, markdown=arguments.markdown))
    elif arguments.measurement == "recovery":
        print(recovery.run(arguments))
    elif arguments.measurement == "inference":
        from bench import inference

        print(inference.report(arguments.runs, markdown=arguments.markdown))
    elif arguments.measurement == "locating":
        from bench.locating import court as locating_court

        print(locating_court.report(arguments.people, arguments.seed, markdown=arguments.markdown))
    elif arguments.measurement == "trials":
        from bench import trials as trials_court

        print(trials_court.report(arguments.runs, markdown=arguments.markdown))
    elif arguments.measurement == "planning":
        from bench import planning

        print(planning.report(arguments.people, arguments.seed, markdown=arguments.markdown))
    else:
        print(arguments.report(arguments.runs, markdown=arguments.markdown))


if __name__ == "__main__":
    main()
