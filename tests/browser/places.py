"""Every page there is, with a record in which it has something to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests import lives

_KNOT = f"/knots/{lives.MAIN}"
_TRY = "/trials/new?technique=ball_shoulder_top"
_TODAY = datetime.now(UTC).date()


def _desk_day(back: int) -> str:
    return f"/desk/day/{_TODAY - timedelta(days=back)}"


WHOLE = {
    "today": "/",
    "welcome": "/welcome",
    "where, new": "/knots/new",
    "where": f"{_KNOT}/where",
    "story": "/knots/begun/story",
    "signs": "/knots/begun/signs",
    "safety": "/knots/begun/safety",
    "emergency": "/knots/emergency",
    "mistake, emergency": "/knots/emergency/safety/again",
    "mistake": f"{_KNOT}/safety/again",
    "result": _KNOT,
    "means": f"{_KNOT}/means?part=tools",
    "plan": f"{_KNOT}/plan",
    "visit": f"{_KNOT}/visit",
    "session": f"{_KNOT}/session/1",
    "session, stopped": f"{_KNOT}/session/1/stopped",
    "session, done": f"{_KNOT}/session/done",
    "desk moves": f"{_KNOT}/desk",
    "desk moves, a set": f"{_KNOT}/desk/long",
    "desk day": _desk_day(1),
    "desk day, one long stretch": _desk_day(lives.LONG_DAY),
    "desk day, many stretches": _desk_day(lives.MANY_STRETCHES),
    "desk day, over midnight": _desk_day(lives.OVER_MIDNIGHT),
    "desk day, told": _desk_day(5),
    "desk day, nothing": _desk_day(lives.UNTOLD_DAY),
    "desk day, today": "/desk/day",
    "check-in": f"{_KNOT}/check-in",
    "check-in, done": f"{_KNOT}/check-in/done",
    "check-in, corrected": f"{_KNOT}/check-in/{lives.CHECK_IN}",
    "course": f"{_KNOT}/course",
    "forecast, explained": f"{_KNOT}/forecast",
    "forecast, what if": f"{_KNOT}/forecast?train_minutes=60&train_rpe=8&sit_hours=8&breaks=yes",
    "forecast, breaks from my own sitting": f"{_KNOT}/forecast?breaks=yes",
    "course, closed": "/knots/closed/course",
    "knot, change": f"{_KNOT}/change",
    "knot, change, closed": "/knots/closed/change",
    "knots": "/knots",
    "helps": "/helps",
    "time-lapse": "/knots/time-lapse",
    "time-lapse, a day": f"/knots/time-lapse?day={_TODAY - timedelta(days=5)}",
    "experiments": "/trials",
    "experiment, new": "/trials/new",
    "experiment, what it can tell": f"{_TRY}&outcome=immediate&design=day_pairs&units=20",
    "experiment, refused": f"{_TRY}&outcome=days_to_gone&design=adaptive",
    "experiment, running": f"/trials/{lives.RUNNING}",
    "experiment, result": f"/trials/{lives.OVER}",
    "experiment, protocol": f"/trials/{lives.OVER}/protocol",
    "learn": "/learn",
    "what is a knot": "/learn/what-is-a-knot",
    "learn, why safety": "/learn/safety",
    "learn, a muscle": "/learn/muscles/upper_trapezius",
    "atlas": "/learn/atlas",
    "atlas, a muscle": "/learn/atlas?muscle=infraspinatus&side=left",
    "atlas, a deep muscle": "/learn/atlas?muscle=piriformis&point=tp1",
    "atlas, a place": "/learn/atlas?area=temple_r",
    "learn, a technique": "/learn/techniques/ball_shoulder_top",
    "evidence": "/learn/evidence",
    "report": f"/report?knot={lives.MAIN}",
    "report, emergency": "/report?knot=emergency",
    "settings": "/settings",
    "calendar": "/settings/calendar?at=08:00,18:00&breaks=9-17",
    "about": "/about",
    "safety, about": "/safety",
    "privacy": "/privacy",
    "nothing there": "/knots/none",
}
"""By name, with the record called `whole`."""

HELD_BACK = {
    "today, leave it alone": "/",
    "urgent": "/knots/urgent",
    "few questions": "/knots/waiting/means",
    "plan, held back": "/knots/waiting/plan",
}
"""With the record called `held_back`."""

MAIN_PAGES = (
    "today",
    "where",
    "safety",
    "result",
    "plan",
    "session",
    "check-in",
    "course",
    "knots",
    "learn",
    "settings",
)
