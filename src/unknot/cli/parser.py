"""Every verb and option of the command line, without importing what they do."""

from __future__ import annotations

import argparse
from pathlib import Path

import unknot

_AT = "as if it were this moment: ISO 8601 with an offset, not in the future"
DESK = "desk"
_BODIES = (
    *("neutral", "female", "male"),
    *("slim_female", "heavy_female", "older_female", "slim_male", "heavy_male", "older_male"),
)
TABLE_FORMATS = ("csv", "jsonl", "sqlite")
PRESENCE = ("auto", "mutter", "wayland", "x11", "activitywatch")
AUTOSTARTS = ("xdg", "systemd")
REVIEW_PARTS = (
    "flags",
    "combinations",
    "guards",
    "follow-up",
    "short-screen",
    "after-session",
    "stops",
    "places",
    "contraindications",
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of `unknot`; each verb sets `module`, the name of the module under `unknot.cli` that runs it."""
    parser = argparse.ArgumentParser(
        prog="unknot",
        description="Helps you get rid of a muscle knot, and knows when not to try. General information, "
        "not a diagnosis.",
        epilog="Everything stays on this machine. In an emergency call your local emergency number.",
    )
    parser.add_argument("--version", action="version", version=f"unknot {unknot.__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    serve = _verb(verbs, "serve", "open Unknot in the browser", data=True)
    serve.add_argument("--port", type=int, metavar="N", help="port (default: 8765, or the next one that is free)")
    serve.add_argument("--no-browser", action="store_true", help="only print the link")
    serve.add_argument("--page", default="/", metavar="PATH", help="page the link leads to, such as /desk")
    serve.add_argument("--stop", action="store_true", help="end the Unknot that runs for this data folder")

    _desk_verb(verbs)

    ask = _verb(verbs, "ask", "answer a few questions and get today's advice", data=True, at=True)
    ask.add_argument("--new", action="store_true", help="start a new knot even if one is open")
    ask.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="replay the safety questions with the answers in FILE (or -) and print what was asked and the result as "
        "JSON; nothing is recorded",
    )

    where = _verb(verbs, "where", "find the name of a place on the body, or the muscles that send pain there")
    where.add_argument("words", nargs="*", help="part of a name, such as: shoulder blade")

    plan = _verb(verbs, "plan", "what to do today, and why", data=True, at=True, episode=True)
    plan.add_argument("--pdf", type=Path, metavar="FILE", help="write it with drawings as a PDF; - is standard output")
    plan.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper of the PDF (default: a4)")
    plan.add_argument("--force", action="store_true", help="overwrite the PDF if it exists")

    session = _verb(verbs, "session", "be guided through today's plan with a timer", data=True, at=True, episode=True)
    session.add_argument(
        "step",
        nargs="?",
        type=_step,
        action=_Chosen,
        metavar="STEP",
        help="number of the step in the plan, or `desk` for easy moves when you stand up; the whole plan without it",
    )
    session.add_argument("--fast", action="store_true", help="show the cues without waiting; nothing is recorded")
    session.add_argument(
        "--minutes",
        type=float,
        choices=(0.5, 1.0, 3.0),
        default=1.0,
        metavar="0.5|1|3",
        help="desk: how long (default: 1)",
    )
    session.add_argument(
        "--count", choices=("timer", "self"), default="timer", help="desk: who counts the repetitions (default: timer)"
    )

    checkin = _verb(verbs, "checkin", "say how it is now; the forecast moves", data=True, at=True, episode=True)
    checkin.add_argument("--pain", type=float, metavar="0-10", help="pain now")
    checkin.add_argument("--worst", type=float, metavar="0-10", help="worst pain in the last 24 hours")
    checkin.add_argument("--press", type=float, metavar="0-10", help="pain when you press the spot as last time")
    checkin.add_argument("--function", type=float, metavar="0-10", help="how well you can do what it hinders")
    checkin.add_argument(
        "--nothing-new", action="store_true", help="answer no to the five safety lines without being asked"
    )
    checkin.add_argument(
        "--movement",
        action="append",
        metavar="NAME=HOW",
        help="how far a movement goes: full, a_bit_short or clearly_short, neck_turn_same=full for one; repeatable",
    )
    checkin.add_argument(
        "--when",
        metavar="'DAY TIME'",
        help="what you say is about an earlier time, by your own clock: '2026-11-20 21:00', 'yesterday 21:00'",
    )
    on_record = checkin.add_mutually_exclusive_group()
    on_record.add_argument(
        "--correct", nargs="?", const="", metavar="ID", help="correct the last check-in, or this one"
    )
    on_record.add_argument("--undo", nargs="?", const="", metavar="ID", help="take the last check-in back, or this one")
    on_record.add_argument(
        "--rhythm", choices=("usual", "quiet"), help="how often you are asked from now on; quiet: what safety needs"
    )

    _log_verb(verbs)

    forecast = _verb(verbs, "forecast", "when it should be gone, as a chart", data=True, at=True, episode=True)
    forecast.add_argument("--days", type=int, default=28, metavar="N", help="days to show, 1 to 28 (default 28)")
    forecast.add_argument(
        "--explain", action="store_true", help="instead of the chart: what moved it, and the numbers behind it"
    )
    forecast.add_argument(
        "--if-train",
        metavar="MINUTES[:RPE][@DAY]",
        help="what if you train: minutes, effort 0-10, in how many days (default: 1, tomorrow), such as 45:7@2",
    )
    forecast.add_argument(
        "--if-sit",
        metavar="HOURS[@DAY..DAY]",
        help="what if you sit or hold still for long: hours a day, from which day to which (default: 1..7), such as "
        "8@1..5",
    )
    forecast.add_argument(
        "--if-breaks",
        action="store_true",
        help="what if you get up and move a little in between: with --if-sit, or from your own sitting lately",
    )
    _with_parameters(forecast)

    _verb(verbs, "story", "the course of a knot so far, against what was foreseen", data=True, at=True, episode=True)
    _knots_verb(verbs)

    _verb(verbs, "helps", "what your own ratings say about what helps you", data=True, at=True)

    _trial_verb(verbs)

    drawing = _verb(verbs, "drawing", "your pain drawing as a picture, or as codes of published body maps", data=True)
    drawing.add_argument(
        "knot", nargs="?", metavar="KNOT", help="which knot, if there are several (default: the latest)"
    )
    drawing.add_argument("--svg", type=Path, metavar="FILE", help="write it as an SVG; - is standard output")
    drawing.add_argument("--png", type=Path, metavar="FILE", help="write it as an image with 300 dots an inch")
    drawing.add_argument(
        "--body", choices=_BODIES, help="the body it is drawn on (default: by your sex, if you said it)"
    )
    drawing.add_argument("--codes", action="store_true", help="say also the codes of CHOIR, Michigan and WPI")
    drawing.add_argument("--force", action="store_true", help="overwrite files if they exist")

    _calendar_verb(verbs)

    _report_verb(verbs)

    learn = _verb(verbs, "learn", "what a knot is, each technique, what is known and what is contested")
    learn.add_argument("topic", nargs="*", help="a topic, in one word or several; without it, the list")

    export = _verb(verbs, "export", "write everything you recorded to a file", data=True)
    export.add_argument("file", type=Path, help="file to write, or - for standard output")
    export.add_argument(
        "--as",
        dest="format",
        choices=("unknot", *TABLE_FORMATS),
        default="unknot",
        help="unknot, every entry as it was written, to be imported again (default); or what holds now for other "
        "programs: csv, a zip of tables; jsonl, one entry a line; sqlite, a database",
    )
    export.add_argument("--force", action="store_true", help="overwrite the file if it exists")

    import_ = _verb(verbs, "import", "read an export or a backup in; what is there already is left alone", data=True)
    import_.add_argument("file", type=Path, help="file to read, or - for standard input")
    import_.add_argument("--dry-run", action="store_true", help="only say what would be added")
    import_.add_argument("--keep-good", action="store_true", help="add the good rows even if some are bad")

    backup = _verb(verbs, "backup", "copy the database while it is in use, and verify the copy", data=True)
    backup.add_argument("file", type=Path, nargs="?", help="file to write; a dated one in the data folder without it")
    backup.add_argument("--list", action="store_true", help="which backups there are, and when one is made by itself")
    backup.add_argument("--every", choices=("day", "week", "never"), help="how often one is made by itself")
    backup.add_argument("--into", type=Path, metavar="DIR", help="where those go, such as a folder on another disk")

    restore = _verb(verbs, "restore", "put a backup in place of what is recorded now, which is kept", data=True)
    restore.add_argument("file", type=Path, help="the backup, as `unknot backup` made it")
    restore.add_argument("--yes", action="store_true", help="do not ask")

    _verb(verbs, "doctor", "check the installation, the data folder and the database", data=True)

    install = _verb(verbs, "install", "add an icon to the menu of a Linux desktop", data=True)
    install.add_argument("--remove", action="store_true", help="take the icon away again")

    content = _verb(verbs, "content", "check or build the content files, or print the safety rules for a review")
    content.add_argument(
        "action",
        choices=("check", "build", "review"),
        help="check the content, compile it from its YAML, or write every safety rule as a page of a PDF",
    )
    content.add_argument("--root", type=Path, help="content folder (default: the installed one)")
    content.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="review: PDF to write, or - for standard output (default: unknot-review-VERSION.pdf in this folder)",
    )
    content.add_argument(
        "--only", action="append", choices=REVIEW_PARTS, help="review: only this part; may be given several times"
    )
    content.add_argument("--paper", choices=("a4", "letter"), default="a4", help="review: paper (default: a4)")
    content.add_argument("--force", action="store_true", help="review: overwrite the file if it exists")

    advise = _verb(verbs, "advise", "the one door: a request as JSON in, the advice as JSON out")
    advise.add_argument("request", type=Path, help="request file, or - for standard input")
    _with_parameters(advise)

    fit = _verb(verbs, "fit", "fit the model's numbers to your own people; nothing changes until you use the file")
    fit.add_argument("folder", type=Path, help="folder with exports of Unknot, daily tables (*.csv), or both")
    fit.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write, or - for standard output")
    fit.add_argument(
        "--kind",
        choices=("auto", "knots", "daily"),
        default="auto",
        help="knots from exports, daily soreness from tables, or what is there (default: auto)",
    )
    fit.add_argument("--steps", type=int, default=25, metavar="N", help="steps of the search at most (default: 25)")
    fit.add_argument("--few", action="store_true", help="fit even to one or two people")
    fit.add_argument("--force", action="store_true", help="overwrite the file if it exists")

    delete = _verb(verbs, "delete", "delete everything you recorded on this machine", data=True)
    delete.add_argument("--yes", action="store_true", help="do not ask")

    completion = _verb(verbs, "completion", "print the shell completion script")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    return parser


class _Chosen(argparse.Action):
    """The step as it was typed; for `desk`, the module that plays desk moves."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        _option: str | None = None,
    ) -> None:
        namespace.step = values
        if values == DESK:
            namespace.module = "session_desk"


def _step(typed: str) -> int | str:
    if typed != DESK and not typed.isdecimal():
        raise argparse.ArgumentTypeError(f"{typed!r} is no number of a step, nor {DESK}")
    return typed if typed == DESK else int(typed)


def _log_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "write down a technique, a visit to a professional or an activity"
    log = _verb(verbs, "log", summary, data=True, at=True, episode=True)
    things = log.add_subparsers(dest="what", metavar="WHAT", required=True)
    technique = things.add_parser("technique", help="something you did to the knot")
    technique.add_argument("id", metavar="TECHNIQUE", help="id of a technique or of a kind; see `unknot learn`")
    technique.add_argument("--minutes", type=float, required=True, metavar="M", help="how long in all")
    technique.add_argument("--muscle", metavar="ID", help="the muscle it was done to")
    technique.add_argument("--region", metavar="ID", help="the place it was done at")
    technique.add_argument("--discomfort", type=float, metavar="0-10", help="the strongest discomfort while doing it")
    technique.add_argument("--felt", choices=("better", "same", "worse"), help="how it felt afterwards")
    visit = things.add_parser("visit", help="a visit to a clinician or therapist")
    visit.add_argument("--technique", metavar="ID", help="what was done, such as massage or dry_needling")
    visit.add_argument("--finding", choices=("muscular", "other", "unknown"), default="unknown", help="what they said")
    visit.add_argument("--cleared", action="store_true", help="they examined this pain and said self-care is fine")
    visit.add_argument("--minutes", type=float, metavar="M", help="how long the treatment took")
    visit.add_argument("--note", metavar="TEXT", help="anything to remember")
    activity = things.add_parser("activity", help="training, work or sitting that strained it")
    activity.add_argument("id", metavar="CAUSE", help="id of a cause, such as running or desk_posture")
    activity.add_argument("--minutes", type=float, required=True, metavar="M", help="how long")
    activity.add_argument("--rpe", type=float, metavar="0-10", help="how hard it was")


def _trial_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "find out with a fair draw whether something helps you"
    trial = _verb(verbs, "trial", summary, data=True, at=True, episode=True)
    things = trial.add_subparsers(dest="what", metavar="WHAT", required=True)
    design = things.add_parser("design", help="plan an experiment, see what it can tell, and start it")
    design.add_argument("--technique", metavar="ID", help="what you want to try; asked without it, as is all below")
    design.add_argument("--against", metavar="ID", help="what it is compared with: a technique, or nothing")
    design.add_argument("--outcome", choices=("immediate", "next_morning", "days_to_gone"), help="what counts")
    design.add_argument("--design", choices=("day_pairs", "split_body", "episodes", "adaptive"), help="how it is drawn")
    design.add_argument("--units", type=int, metavar="N", help="number of days or knots (default: the fewest)")
    design.add_argument("--worthwhile", type=float, metavar="X", help="smallest difference worth having: points, or %%")
    design.add_argument("--expectation", type=int, choices=range(11), metavar="0-10", help="how sure you are it helps")
    design.add_argument("--not-ordered", action="store_true", help="no clinician told you to do it, or not to")
    design.add_argument("--yes", action="store_true", help="start it without asking")
    _common_again(design)
    _common_again(things.add_parser("list", help="every experiment"))
    for name, summary in (
        ("today", "show the side of today, as soon as it may be shown"),
        ("skip", "today it cannot be done; the day stays in the count"),
        ("result", "what came out, once it is over"),
        ("protocol", "what was decided before, item by item; the report as well once it is over"),
        ("verify", "the fingerprint; once it is over, whether the draw fits it"),
        ("stop", "end it now"),
    ):
        thing = things.add_parser(name, help=summary)
        thing.add_argument("trial", nargs="?", metavar="ID", help="which one (default: the one that runs)")
        _common_again(thing)
        if name == "stop":
            thing.add_argument("--yes", action="store_true", help="do not ask")


def _common_again(parser: argparse.ArgumentParser) -> None:
    """The common options may also stand behind the second word; what stood before it holds otherwise."""
    for name in ("--json", "--no-colour"):
        parser.add_argument(name, action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    for name in ("--at", "--episode"):
        parser.add_argument(name, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _desk_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    desk = _verb(verbs, "desk", "notice how long you sit, and be shown the right moves in time", data=True)
    desk.add_argument("--terminal", action="store_true", help="show the prompts here instead of as notifications")
    desk.add_argument("--verbose", action="store_true", help="say what it notices")
    desk.add_argument(
        "--source", choices=PRESENCE, default="auto", help="what tells whether you are there (default: auto)"
    )
    desk.add_argument(
        "--activitywatch",
        metavar="URL",
        default="http://127.0.0.1:5600",
        help="the ActivityWatch of this computer (default: http://127.0.0.1:5600)",
    )
    instead = desk.add_argument_group("instead of starting it").add_mutually_exclusive_group()
    for asked, summary in (
        ("status", "whether it runs, what it notices and what it cannot know"),
        ("resume", "prompts again, after --pause"),
        ("stop", "end the one that runs for this data folder"),
        ("remove", "do not start it with the desktop any more"),
        ("now", "what it would show now, and how often"),
    ):
        instead.add_argument(f"--{asked}", dest="asked", action="store_const", const=asked, help=summary)
    instead.add_argument(
        "--pause", type=float, metavar="MINUTES", help="no prompts for so many minutes; it goes on noting"
    )
    instead.add_argument(
        "--install", nargs="?", const="xdg", choices=AUTOSTARTS, help="start it with the desktop (default: xdg)"
    )
    instead.add_argument("--day", nargs="?", const="", metavar="DATE", help="how you sat on a day (default: today)")


def _knots_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    knots = _verb(verbs, "knots", "your knots; split, join, close and reopen them", data=True, at=True)
    knots.add_argument("--merge", metavar="KNOT", help="make it and another one knot; with --into")
    knots.add_argument("--into", metavar="KNOT", help="merge: the other knot")
    knots.add_argument("--split", metavar="KNOT", help="make some of its places a knot of their own; with --places")
    knots.add_argument("--places", metavar="ID,ID", help="split: the places, by the ids that `unknot where` gives")
    knots.add_argument("--settle", metavar="KNOT", help="it is gone: close it")
    knots.add_argument("--on", metavar="DATE", help="settle: the day on which it was gone (default: today)")
    knots.add_argument("--reopen", metavar="KNOT", help="open a closed knot again")
    knots.add_argument("--back", metavar="KNOT", help="a closed knot has come back: start a new one there; with --pain")
    knots.add_argument("--pain", type=int, choices=range(1, 11), metavar="1-10", help="back: how strong it is")
    knots.add_argument("--since", metavar="DATE", help="back: the day on which it began again")
    knots.add_argument("--recurrence", metavar="KNOT", help="say that a knot is an earlier one come back; with --of")
    knots.add_argument("--of", metavar="KNOT", help="recurrence: the earlier knot, which is closed")
    knots.add_argument("--undo", metavar="KNOT", help="take back what was last done with it here")


def _calendar_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "today's sessions as a file for your calendar"
    calendar = _verb(verbs, "calendar", summary, data=True, at=True, episode=True)
    calendar.add_argument(
        "--out", type=Path, metavar="FILE", help="file to write, or - for standard output (default: unknot.ics)"
    )
    calendar.add_argument(
        "--time",
        action="append",
        default=[],
        metavar="HH:MM",
        help="time of day for a session; may be given several times (default: when you usually do it)",
    )
    calendar.add_argument("--names", action="store_true", help="say what is to be done, not only how long it takes")
    calendar.add_argument("--remind", default="", metavar="MINUTES", help="a reminder so long before")
    calendar.add_argument("--breaks", default="", metavar="9-17", help="a break from the desk every hour between these")
    calendar.add_argument("--days", default="", metavar="mo,tu,...", help="working days (default: Monday to Friday)")
    calendar.add_argument("--force", action="store_true", help="overwrite the file if it exists")


def _report_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "one page for your clinician or therapist, as a PDF"
    report = _verb(verbs, "report", summary, data=True, at=True, episode=True)
    report.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="PDF to write, or - for standard output (default: unknot-report-DATE.pdf here; none with --json)",
    )
    report.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper of the PDF (default: a4)")
    report.add_argument(
        "--since", metavar="DAY", help="count ratings, techniques and visits from this day on, YYYY-MM-DD"
    )
    report.add_argument("--force", action="store_true", help="overwrite the PDF if it exists")


def _with_parameters(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--parameters", type=Path, metavar="FILE", help="use the numbers of a file of `unknot fit`")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    *,
    data: bool = False,
    at: bool = False,
    episode: bool = False,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
    verb.set_defaults(module="import_" if name == "import" else name)
    verb.add_argument("--json", action="store_true", help="print JSON for programs instead of text")
    verb.add_argument("--no-colour", action="store_true", help="plain text (also with NO_COLOR set)")
    if data:
        verb.add_argument("--data", type=Path, metavar="DIR", help="data folder (default: the platform's own)")
    if at:
        verb.add_argument("--at", metavar="INSTANT", help=_AT)
    if episode:
        verb.add_argument("--episode", metavar="ID", help="which knot, if there are several (default: the latest)")
    return verb
