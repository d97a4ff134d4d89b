"""What must be true of the rhythm of check-ins for anybody, anywhere."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.facts import CheckIn, Dose, Episode, Fact, History, Preference, history
from unknot.loop.advice import Advice, Forecasts, Provenance, TrackRecord
from unknot.loop.rhythm import DANGER, Rhythm, rhythm
from unknot.screening.case import case_of
from unknot.screening.course import PREDICATES
from unknot.screening.engine import engine_for

LIBRARY = load()
LONGEST = int(LIBRARY.number("rhythm.longest_days"))
MISSED = LIBRARY.follow_up_rules["fu_silence"].when["missed_check_ins"]
HARD = ("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago")
STEADY = ("UTC", "Asia/Kathmandu", "Pacific/Kiritimati")

zones = st.sampled_from(HARD)
openings = st.dates(date(2026, 1, 1), date(2026, 12, 20))
pains = st.integers(0, 10)
diaries = st.lists(st.tuples(st.integers(0, 40), st.sampled_from((7, 19, 22)), pains), min_size=1, max_size=8)
techniques = st.sampled_from(sorted(LIBRARY.techniques)[:4])
doses = st.lists(st.tuples(st.integers(0, 40), techniques, st.booleans()), max_size=4)
dispositions = st.sampled_from((None, *LIBRARY.dispositions))


def at(zone: str, day: date, hour: int) -> datetime:
    """That hour of that day on the clock there, as it comes in from a file: with an offset and no rules."""
    local = datetime.combine(day, time(hour, 20), ZoneInfo(zone))
    return datetime.fromisoformat(local.isoformat())


def life(
    zone: str,
    opened: date,
    diary: Iterable[tuple[int, int, float]],
    done: Iterable[tuple[int, str, bool]] = (),
    *,
    quiet: bool = False,
    shift: int = 0,
    now: tuple[int, int] = (41, 23),
) -> History:
    """A knot opened at noon; `diary`: (day, hour, pain), `done`: (day, technique, worse), all `shift` days later."""

    def told(kind: type[Fact], id_: str, day: int, hour: int, **said: object) -> Fact:
        when = at(zone, opened + timedelta(days=day + shift), hour)
        return kind(id=id_, at=when, zone=zone, episode="e", **said)

    facts = [told(Episode, "o", 0, 12, event="opened")]
    facts += [
        told(CheckIn, f"c{place}", day, 13 if day == 0 else hour, pain_now=pain)
        for place, (day, hour, pain) in enumerate(diary)
    ]
    facts += [
        told(Dose, f"d{place}", day, 20, technique=technique, seconds=60, felt="worse" if worse else "same")
        for place, (day, technique, worse) in enumerate(done)
    ]
    facts += [told(Preference, "q", 0, 12, quiet=True)] if quiet else []
    return history(facts, at=at(zone, opened + timedelta(days=now[0] + shift), now[1]), zone=zone, episode="e")


def advice(disposition: str | None, ends: tuple[int, int] | None = None) -> Advice:
    seen = None
    if ends is not None:
        low, high = (date(2026, 6, 1) + timedelta(days=days) for days in ends)
        seen = Forecasts(28, (), low, low, high, 0.1, TrackRecord(0, 0, ""), "")
    return Advice(disposition, "", True, (), (), Provenance("", "", "", ""), forecasts=seen)


def last_day(held: History) -> date:
    return max(each.at for each in held.check_ins).astimezone(ZoneInfo(held.zone)).date()


@given(zones, openings, diaries, doses, dispositions, st.booleans())
def test_the_next_one_is_never_later_than_the_longest_interval(zone, opened, diary, done, disposition, quiet) -> None:
    held = life(zone, opened, diary, done, quiet=quiet)
    found = rhythm(LIBRARY, held, advice(disposition))
    assert timedelta(days=1) <= found.due_on - last_day(held) <= timedelta(days=LONGEST)
    assert 1 <= found.every_days <= LONGEST
    assert found.due == (found.due_on <= held.today())
    assert found.why


@given(zones, openings, diaries, doses, st.sampled_from(DANGER), st.booleans())
def test_danger_never_makes_it_sparser_and_reminds_nobody(zone, opened, diary, done, danger, quiet) -> None:
    held = life(zone, opened, diary, done, quiet=quiet)
    calm, found = (rhythm(LIBRARY, held, advice(each)) for each in ("self_care_ok_with_caution", danger))
    assert found.due_on <= calm.due_on
    assert not found.reminders


@given(zones, openings, diaries, doses, st.booleans(), st.integers(1, 10))
def test_more_pain_at_the_last_one_never_makes_it_sparser(zone, opened, diary, done, quiet, more) -> None:
    held = life(zone, opened, diary, done, quiet=quiet)
    *before, last = held.check_ins
    worse = replace(held, check_ins=(*before, replace(last, pain_now=min(last.pain_now + more, 10))))
    assert rhythm(LIBRARY, worse, None).due_on <= rhythm(LIBRARY, held, None).due_on


@given(zones, openings, diaries, doses)
def test_a_session_that_made_it_worse_never_makes_it_sparser(zone, opened, diary, done) -> None:
    same = life(zone, opened, diary, [(day, technique, False) for day, technique, _ in done])
    worse = life(zone, opened, diary, [(day, technique, True) for day, technique, _ in done])
    assert rhythm(LIBRARY, worse, None).due_on <= rhythm(LIBRARY, same, None).due_on


@given(zones, openings, diaries, doses, dispositions, st.tuples(st.integers(0, 5), st.integers(5, 27)))
def test_quiet_never_makes_it_denser_and_reminds_nobody(zone, opened, diary, done, disposition, ends) -> None:
    usual, quiet = (
        rhythm(LIBRARY, life(zone, opened, diary, done, quiet=each), advice(disposition, ends))
        for each in (False, True)
    )
    assert quiet.due_on >= usual.due_on
    assert not quiet.reminders


@given(st.sampled_from(STEADY), openings, diaries, doses, st.booleans(), st.integers(-400, 400))
def test_moving_everything_in_time_moves_only_the_day(zone, opened, diary, done, quiet, shift) -> None:
    assert_moved(zone, opened, diary, done, quiet, shift)


@given(zones, openings, diaries, doses, st.booleans(), st.integers(-400, 400))
def test_moving_everything_by_the_clock_on_the_wall_moves_only_the_day(zone, opened, diary, done, quiet, shift) -> None:
    assert_moved(zone, opened, diary, done, quiet, shift)


def assert_moved(zone, opened, diary, done, quiet, shift) -> None:
    here, there = (rhythm(LIBRARY, life(zone, opened, diary, done, quiet=quiet, shift=by), None) for by in (0, shift))
    assert replace(there, due_on=there.due_on - timedelta(days=shift)) == here


@settings(max_examples=40)
@given(zones, openings, st.lists(pains, min_size=20, max_size=20), st.booleans(), st.sampled_from((7, 12, 22)))
def test_who_keeps_to_it_is_never_told_that_they_were_silent(zone, opened, course, quiet, hour) -> None:
    diary = [(0, 13, course[0])]
    for pain in course[1:]:
        found = rhythm(LIBRARY, life(zone, opened, diary, quiet=quiet, now=(diary[-1][0], 23)), None)
        day = (found.due_on - opened).days
        on_the_day = life(zone, opened, diary, quiet=quiet, now=(day, hour))
        whole = case_of(engine_for(LIBRARY), on_the_day).course
        assert PREDICATES["missed_check_ins"](whole, MISSED) is None
        diary.append((day, hour, pain))


def test_a_settling_knot_is_asked_about_less_and_less_and_quiet_still_less() -> None:
    assert days_asked(quiet=False) == [0, 1, 2, 3, 6, 9, 12, 14, 21, 28]
    assert days_asked(quiet=True) == [0, 2, 7, 14, 21, 28]


def days_asked(*, quiet: bool) -> list[int]:
    """The days on which somebody is asked whose pain falls from 6 to 1.5 in four weeks and who keeps to the rhythm."""
    days, opened = [0], date(2026, 3, 2)
    while days[-1] < 28:
        diary = [(day, 19, 6.0 - day * 4.5 / 28) for day in days]
        found: Rhythm = rhythm(LIBRARY, life("UTC", opened, diary, quiet=quiet, now=(days[-1], 23)), None)
        days.append((found.due_on - opened).days)
    return days


def test_a_closed_knot_asks_nothing() -> None:
    held = replace(life("UTC", date(2026, 3, 2), [(0, 13, 3)]), resolved=True)
    found = rhythm(LIBRARY, held, None)
    assert (found.due, found.reminders) == (False, False)


def test_who_wants_no_reminder_gets_none() -> None:
    held = life("UTC", date(2026, 3, 2), [(0, 13, 3)])
    never = Preference(id="p", at=datetime(2026, 3, 2, tzinfo=UTC), zone="UTC", remind_at="never")
    assert rhythm(LIBRARY, held, None).reminders
    assert not rhythm(LIBRARY, replace(held, preference=never), None).reminders
