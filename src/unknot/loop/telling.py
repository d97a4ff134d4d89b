"""From what the rooms found to what the advice says: ids become names and sentences, days become dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice

from unknot.causes.ranking import RankedCause
from unknot.content.library import Library
from unknot.content.records import Dose
from unknot.facts import History
from unknot.locating.confusions import NextTest, confused_with, telling_tests
from unknot.locating.ranking import Candidate, Companion
from unknot.locating.why import Contribution
from unknot.loop.advice import (
    Advice,
    Band,
    Beliefs,
    DoseAdvice,
    Excluded,
    Forecasts,
    LikelyCause,
    MuscleCandidate,
    NotToldApart,
    OpenQuestion,
    PlannedStep,
    Provenance,
    Statement,
    TechniqueOption,
    TodaysPlan,
    TrackRecord,
)
from unknot.loop.wording import review_line, time_in_words
from unknot.planning.steps import Exclusion, Option, Plan, Step
from unknot.recovery.forecasting import PROBABILITIES, Forecast
from unknot.recovery.scoring import Record
from unknot.recovery.state import Belief
from unknot.screening.fences import Fences
from unknot.screening.interview import question_of
from unknot.screening.triage import EMERGENCY, Triage

NORMAL_80 = 1.2815515655446004
"""Standard deviations of a normal distribution on either side of the mean that hold 80 %."""
NECK_MOVE = "neck_mobility"
"""The kind that a gentle self-test of the neck is fenced as."""
REASONS_TOLD = 4
"""So many reasons are told per candidate, the strongest."""
BAND_FIELDS = tuple(f"p{round(100 * probability):02d}" for probability in PROBABILITIES)


def statement(library: Library, key: str, **values: object) -> Statement:
    """The sentence `key` as a statement; its code is the key."""
    return Statement(code=key, text=library.say(key, **values))


def gate(library: Library, found: Triage) -> Advice:
    """The advice as far as screening alone goes."""
    reasons = [
        Statement(
            code=fired.id,
            text=library.say(fired.reason_key),
            sources=fired.sources,
            verified=fired.verified,
            disposition=fired.disposition,
            answer=fired.answer,
            quote=fired.quote or None,
        )
        for fired in found.fired
    ]
    emergency = found.disposition == EMERGENCY
    if not emergency and not found.complete:
        reasons.append(statement(library, "advice.gate_open"))
    elif not reasons:
        reasons.append(statement(library, "advice.self_care_ok"))
    if found.cleared and not emergency:
        reasons.append(statement(library, "advice.cleared"))
    return Advice(
        disposition=found.disposition,
        title=library.say(f"disposition.{found.disposition}.title" if found.disposition else "advice.title_open"),
        screened=found.complete,
        reasons=tuple(reasons),
        cautions=tuple(_safety_cautions(library, found)),
        provenance=Provenance(
            content_version=library.version,
            parameters_version=library.parameters_version,
            clinical_review=library.clinical_review,
            text=review_line(library),
        ),
        questions=tuple(_gate_question(library, id_) for id_ in found.open_questions),
    )


def limits_of_knowledge(library: Library) -> tuple[Statement, ...]:
    """What must stand beside every named muscle and forecast."""
    return tuple(
        statement(library, key)
        for key in ("advice.candidates_uncertain", "advice.contested", "forecast.basis", "advice.no_deescalation")
    )


def candidates(library: Library, ranked: Sequence[Candidate]) -> tuple[MuscleCandidate, ...]:
    """The muscles with what speaks most for and against each."""
    return tuple(
        MuscleCandidate(
            muscle=each.muscle,
            side=each.side,
            name=library.say(f"muscle.{each.muscle}.name"),
            probability=each.probability,
            why=tuple(_why(library, each.muscle, said) for said in _strongest(each.contributions)),
            points=each.points,
            together_with=None if each.companion is None else _together_with(library, each.companion),
        )
        for each in ranked
    )


def not_told_apart(library: Library, ranked: Sequence[Candidate]) -> tuple[NotToldApart, ...]:
    """The groups of muscles that are often confused and cannot be told apart yet, the likeliest first."""
    return tuple(
        NotToldApart(
            group=each.group,
            muscles=each.muscles,
            text=library.say(
                "locating.not_told_apart", names=", ".join(library.say(f"muscle.{id_}.name") for id_ in each.muscles)
            ),
            tell_apart=library.say(f"confusion.{each.group}.tell_apart"),
        )
        for each in confused_with(library, ranked)
    )


def causes(library: Library, ranked: Iterable[RankedCause]) -> tuple[LikelyCause, ...]:
    """The causes with their reasons as sentences."""
    return tuple(
        LikelyCause(
            cause=each.id,
            name=library.say(f"cause.{each.id}.label"),
            probability=each.probability,
            why=tuple(_cause_reason(library, reason) for reason in each.reasons),
        )
        for each in ranked
    )


def beliefs(profile: str, belief: Belief) -> Beliefs:
    """Where the model stands, in points of pain."""
    level, spread = belief.level_points, NORMAL_80 * belief.level_sd_points
    return Beliefs(
        profile=profile,
        level=level,
        level_low=max(0.0, level - spread),
        level_high=min(10.0, level + spread),
        tautness=belief.states["tautness"],
        perfusion=belief.states["perfusion"],
        relief=belief.relief_points,
        persistent_probability=belief.persistent_probability,
        updates=belief.updates,
    )


def forecasts(library: Library, held: History, outlook: Forecast, known: Record) -> Forecasts:
    """The course in calendar days of the person's zone, with its interval and the record of earlier forecasts."""
    today = held.today()
    gone = outlook.gone_by
    by, low, high = (_day(today, days) for days in (gone.median, gone.low80, gone.high80))
    horizon = outlook.days[-1]
    dates = tuple(today + timedelta(days=day) for day in outlook.days)
    course = Forecasts(
        horizon_days=horizon,
        bands=tuple(
            Band(
                measure=measure,
                days=dates,
                **{
                    name: tuple(float(value) for value in quantiles[:, column])
                    for column, name in enumerate(BAND_FIELDS)
                },
            )
            for measure, quantiles in outlook.bands.items()
        ),
        gone_by=by,
        gone_low=low,
        gone_high=high,
        persists_probability=outlook.persists_probability,
        track_record=track_record(library, known),
        text="",
    )
    return replace(course, text=when_gone(library, course, partial(day_in_words, library)))


def track_record(library: Library, known: Record) -> TrackRecord:
    """How earlier forecasts did, in numbers and in a sentence."""
    key = "forecast.track_record.some" if known.due else "forecast.track_record.none"
    return TrackRecord(due=known.due, held=known.held, text=library.say(key, due=known.due, held=known.held))


def options(library: Library, offered: Iterable[Option]) -> tuple[TechniqueOption, ...]:
    """Everything that may be done, with its forecast, grade and limit."""
    return tuple(
        TechniqueOption(
            technique=each.technique,
            kind=each.kind,
            name=library.say(f"technique.{each.technique}.name"),
            muscle=each.muscle,
            side=each.side,
            minutes=each.minutes,
            gain=each.gain_points,
            gain_low=each.gain_low,
            gain_high=each.gain_high,
            grade=each.grade,
            grade_text=library.say(f"grade.{each.grade}.title"),
            limit=library.say(f"technique.{each.technique}.limit"),
            specific_share=each.specific_share,
            professional=each.professional,
            sources=library.techniques[each.technique].evidence,
        )
        for each in offered
    )


def exclusions(library: Library, excluded: Iterable[Exclusion]) -> tuple[Excluded, ...]:
    """Everything that is not offered, with the rule that keeps it back."""
    return tuple(
        Excluded(
            technique=each.technique,
            muscle=each.muscle,
            rule=each.rule,
            action=each.action,
            text=library.say(each.message_key),
            asks=each.asks,
        )
        for each in excluded
    )


def plan(library: Library, today: Plan) -> TodaysPlan:
    """Today's plan in words: what takes time first, then what runs alongside the day."""
    return TodaysPlan(
        kind=today.kind,
        title=library.say(f"planning.title.{today.kind}"),
        why=tuple(library.say(key) for key in today.reason_keys),
        steps=tuple(planned_step(library, step) for step in sorted(today.steps, key=lambda step: step.alongside)),
        minutes=today.minutes_per_day,
        review_on=today.review_on_day,
        runner_up=None if today.runner_up is None else _runner_up(library, today.runner_up),
        would_change=tuple(library.say(key) for key in today.would_change),
    )


def telling_apart(
    library: Library, held: History, ranked: Sequence[Candidate], fences: Fences
) -> tuple[OpenQuestion, ...]:
    """The one question that would tell most about the muscle, if the likeliest cannot be told apart.

    A self-test that moves the neck is asked for only where the fences allow moving the neck, a press only where they
    allow pressing the point.
    """
    if not confused_with(library, ranked):
        return ()
    worded = (_test_in_words(library, test, ranked, fences) for test in telling_tests(library, held, ranked))
    return tuple(islice((each for each in worded if each is not None), 1))


def _test_in_words(
    library: Library, test: NextTest, ranked: Sequence[Candidate], fences: Fences
) -> OpenQuestion | None:
    """The test as it is asked of the person; None where it is not for them."""
    if test.kind == "movement":
        text = library.say("locating.ask_movement", name=library.say(f"movement.{test.id}.label"))
    elif test.kind == "self_test":
        muscle = library.muscles[test.id]
        areas = tuple(area for point in muscle.trigger_points for area in point.areas)
        if muscle.self_test == "gentle" and fences.verdict(NECK_MOVE, areas=areas).hidden:
            return None
        text = library.say("locating.try_self_test", how=library.say(f"muscle.{test.id}.self_test"))
    else:
        point = _pressable(library, next(each for each in ranked if each.muscle == test.id), fences)
        if point is None:
            return None
        text = library.say("locating.try_press_test", where=library.say(f"muscle.{point}.where"))
    return OpenQuestion(id=test.question, text=text, screen="telling_apart", gate=False)


def _pressable(library: Library, candidate: Candidate, fences: Fences) -> str | None:
    """The point of a candidate, `<muscle>.<point>`, that fits best and may be pressed by this person."""
    muscle = library.muscles[candidate.muscle]
    open_ones = {f"{muscle.id}.{point.id}" for point in muscle.trigger_points if point.press in ("ok", "care")}
    for name in (name.rpartition(".")[0] for name in candidate.points):
        if name not in open_ones:
            continue
        if any(
            not fences.verdict(kind, areas=(), muscle=muscle.id, points=(name,)).hidden for kind in muscle.press_kinds
        ):
            return name
    return None


def gone(library: Library, course: Forecasts | None) -> Forecasts | None:
    """The forecast of a knot that is gone by the person's own ratings: it says so instead of a date."""
    return None if course is None else replace(course, text=library.say("forecast.gone_already"))


def settling(library: Library, offered: Iterable[Option], excluded: Iterable[Exclusion]) -> tuple[OpenQuestion, ...]:
    """The questions whose answers would settle whether a technique can be offered, and how it is done."""
    hidden = [question for each in excluded for question in each.asks]
    changed = [question for each in offered for caution in each.if_cautions for question in caution.asks]
    asked = dict.fromkeys((*hidden, *changed))
    return tuple(
        OpenQuestion(id=id_, text=library.say(question_of(library, id_).full_key), screen="techniques", gate=False)
        for id_ in asked
    )


def _gate_question(library: Library, id_: str) -> OpenQuestion:
    return OpenQuestion(id=id_, text=library.say(question_of(library, id_).full_key), screen="safety", gate=True)


def _safety_cautions(library: Library, found: Triage) -> Iterable[Statement]:
    if found.disposition == EMERGENCY:
        for key in ("advice.emergency_tell", "advice.emergency_meanwhile"):
            yield from (Statement(key, line) for line in library.lines(key))
        return
    if not found.complete and found.disposition is None:
        return
    here, anywhere = signs_here(library, found), library.lines("advice.emergency_signs")
    if found.disposition == "urgent_same_day":
        yield statement(library, "advice.no_technique_until_seen")
        yield statement(library, "advice.rises_to_emergency", signs="; ".join((*here, *anywhere)))
        return
    if found.disposition == "see_clinician_soon":
        yield statement(library, "advice.only_comfort")
        yield statement(library, "advice.act_sooner", signs="; ".join(here))
    else:
        yield statement(library, "advice.stop_signs", signs="; ".join(here))
    yield statement(library, "advice.signs_anywhere", signs="; ".join(anywhere))


def signs_here(library: Library, found: Triage) -> tuple[str, ...]:
    """The signs to stop and get help for at the places that were marked."""
    places = [
        each for each in library.after_session.values() if library.region_set(each.regions) & found.screening_regions
    ]
    return tuple(dict.fromkeys(line for each in places for line in library.lines(f"after_session.{each.id}.signs")))


def _strongest(contributions: Sequence[Contribution]) -> list[Contribution]:
    return sorted(contributions, key=lambda each: -abs(each.log_odds))[:REASONS_TOLD]


def _why(library: Library, muscle: str, said: Contribution) -> str:
    label = {
        "mark": "region.{}.label",
        "unmarked": "region.{}.label",
        "movement": "movement.{}.label",
        "symptom": "symptom.{}.label",
        "cause": "cause.{}.label",
        "self_test": "muscle.{}.name",
        "press_test": "muscle.{}.name",
        "prior": "muscle.{}.name",
    }[said.kind]
    return library.say(
        said.text_key, name=library.say(label.format(said.id)), muscle=library.say(f"muscle.{muscle}.name")
    )


def _together_with(library: Library, second: Companion) -> str:
    return library.say(
        "locating.companion",
        chance=f"{round(100 * second.probability)} %",
        name=library.say(f"muscle.{second.muscle}.name"),
        side=library.say(f"cli.side.{second.side}"),
    )


def _cause_reason(library: Library, reason: str) -> str:
    code, _, value = reason.partition(":")
    if code == "fits_muscle":
        value = library.say(f"muscle.{value}.name")
    elif code == "hours_held":
        days = f"{library.number('causes.window_days'):g}"
        return library.say("cause_reason.hours_held", value=value, days=days)
    elif code == "longest_stretch":
        day, _, minutes = value.partition(":")
        when = weekday_in_words(library, date.fromisoformat(day))
        return library.say("cause_reason.longest_stretch", day=when, time=time_in_words(library, float(minutes)))
    return library.say(f"cause_reason.{code}", value=value)


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def when_gone(library: Library, course: Forecasts, spoken: Callable[[date], str]) -> str:
    """The day it is most likely gone by, with its interval, days as `spoken` says them."""
    chance = _of_a_hundred(course.persists_probability)
    earliest = "" if course.gone_low is None else spoken(course.gone_low)
    if course.gone_by is None:
        key = "forecast.not_within_horizon" if course.gone_low is None else "forecast.not_within_horizon_low"
        return library.say(key, horizon=course.horizon_days, chance=chance, low=earliest)
    days = {"day": spoken(course.gone_by), "low": earliest}
    if course.gone_high is None:
        return library.say("forecast.gone_by_open", horizon=course.horizon_days, chance=chance, **days)
    return library.say("forecast.gone_by", high=spoken(course.gone_high), **days)


def _of_a_hundred(share: float) -> str:
    """In whole per cent; what is only nearly never, or nearly always, is not called that."""
    nearest = round(100 * share)
    return {0: "under 1", 100: "over 99"}.get(nearest, str(nearest))


def day_in_words(library: Library, day: date) -> str:
    """The day as a person says it, such as 3 December."""
    return library.say("forecast.day", day=day.day, month=library.say(f"month.{day.month}"))


def weekday_in_words(library: Library, day: date) -> str:
    """The day with its day of the week, such as Thursday 3 December."""
    return f"{library.say(f'weekday.{day.isoweekday()}')} {day_in_words(library, day)}"


def _runner_up(library: Library, second: str) -> str:
    if second in library.techniques:
        return library.say(f"technique.{second}.name")
    return library.say(f"planning.runner_up.{second}")


def planned_step(library: Library, step: Step) -> PlannedStep:
    """One step in words."""
    technique = library.techniques[step.technique]
    key = f"technique.{step.technique}"
    return PlannedStep(
        technique=step.technique,
        kind=step.kind,
        name=library.say(f"{key}.name"),
        muscle=step.muscle,
        side=step.side,
        points=step.points,
        alongside=step.alongside,
        dose=_dose(library, step),
        steps=library.lines(f"{key}.steps"),
        why=tuple(library.say(reason) for reason in step.reason_keys),
        grade=step.grade,
        grade_text=library.say(f"grade.{step.grade}.title"),
        limit=library.say(step.limit_key),
        stop_if=library.lines(f"{key}.stop_if"),
        cautions=(
            *(library.say(caution) for caution in step.caution_keys),
            *(_if_caution(library, caution.rule) for caution in step.if_cautions),
        ),
        asks=tuple(dict.fromkeys(question for caution in step.if_cautions for question in caution.asks)),
        sources=technique.evidence,
    )


def _if_caution(library: Library, rule: str) -> str:
    return library.say(
        "advice.if_condition",
        condition=library.say(f"contraindication.{rule}.condition"),
        message=library.say(f"contraindication.{rule}.message"),
    )


def _dose(library: Library, step: Step) -> DoseAdvice:
    dose = step.dose
    return DoseAdvice(
        hold_s=dose.hold_s,
        repetitions=dose.repetitions,
        sets=dose.sets,
        pace_s_per_pass=dose.pace_s_per_pass,
        minutes=step.minutes,
        sessions_per_day=step.sessions_today,
        days_per_week=step.days_per_week,
        discomfort_min=dose.discomfort_min,
        discomfort_max=dose.discomfort_max,
        text=", ".join(_dose_words(library, dose, step)),
    )


def _dose_words(library: Library, dose: Dose, step: Step) -> Iterable[str]:
    if dose.hold_s is not None:
        yield library.say("dose.hold", hold_s=f"{dose.hold_s:g}")
    if dose.repetitions is not None and dose.repetitions > 1:
        yield library.say("dose.times", repetitions=dose.repetitions)
    if dose.sets is not None and dose.sets > 1:
        yield library.say("dose.rounds", sets=dose.sets)
    if dose.pace_s_per_pass is not None:
        yield library.say("dose.pace", pace_s_per_pass=f"{dose.pace_s_per_pass:g}")
    if dose.hold_s is None and dose.minutes is not None:
        yield library.say("dose.minutes", minutes=f"{dose.minutes:g}")
    if step.sessions_today > 1:
        yield library.say("dose.per_day", sessions_per_day=step.sessions_today)
    elif step.sessions_today == 1 and step.minutes > 0:
        yield library.say("dose.once_a_day")
    if dose.discomfort_min is not None and dose.discomfort_max is not None:
        yield library.say("dose.discomfort", discomfort_min=dose.discomfort_min, discomfort_max=dose.discomfort_max)
