"""Who asks: age, sex and training; later what the person owns and how much time there is. Each is asked once."""

from __future__ import annotations

from unknot.cli.interview import Interview, Step
from unknot.content.library import vocabulary_of

OLDEST_YEARS = 120
MOST_MINUTES = 240


def _profile_pending(interview: Interview) -> bool:
    profile = interview.history().profile
    return profile is None or profile.regular_exerciser is None


def _ask_profile(interview: Interview) -> None:
    """One question: age first, then sex, which may be left open, then regular exercise, which closes the screen."""
    profile = interview.history().profile
    ask, page = interview.ask, interview.page
    if profile is None:
        page.heading(interview.say("cli.ask.person.heading"))
        age = ask.points(
            interview.say("cli.ask.age"),
            lambda: [interview.say("cli.ask.age.help")],
            high=OLDEST_YEARS,
        )
        interview.add({"kind": "profile", "age_years": age}, personal=True)
        return
    sex = profile.sex
    if sex is None:
        sex_words = {"female": "female", "male": "male", "skip": "", "": ""}
        chosen = ask.choice(interview.say("cli.ask.sex"), sex_words, lambda: [interview.say("cli.ask.sex.help")])
        if chosen:
            interview.add({"kind": "profile", "age_years": profile.age_years, "sex": chosen}, personal=True)
            return
    active = ask.yes_no(interview.say("cli.ask.active"), lambda: [interview.say("cli.ask.active.help")])
    interview.add(
        {"kind": "profile", "age_years": profile.age_years, "regular_exerciser": active},
        personal=True,
    )


def _means_pending(interview: Interview) -> bool:
    history = interview.history()
    too_young = history.profile is None or history.profile.age_years < interview.library.number("advice.adult_age")
    held = history.preference
    return not too_young and (held is None or held.tools is None or held.minutes_per_day is None)


def _ask_means(interview: Interview) -> None:
    held = interview.history().preference
    ask, page, library = interview.ask, interview.page, interview.library
    if held is None or held.tools is None:
        tools = [tool for tool in library.lines("cli.tools") if tool in vocabulary_of(library).tools]
        page.heading(interview.say("cli.ask.tools.heading"))
        page.numbered([interview.say(f"tool.{tool}.label") for tool in tools], indent=2)
        ticked = ask.ticks(
            interview.say("cli.ask.ticks"), len(tools), lambda place: [interview.say(f"tool.{tools[place]}.label")]
        )
        owned = [tool for place, tool in enumerate(tools) if place in ticked.yes]
        interview.add({"kind": "preference", "tools": owned}, personal=True)
        return
    minutes = ask.points(
        interview.say("cli.ask.minutes"), lambda: [interview.say("cli.ask.minutes.help")], high=MOST_MINUTES
    )
    interview.add({"kind": "preference", "minutes_per_day": minutes}, personal=True)


PROFILE = Step(_profile_pending, _ask_profile)
MEANS = Step(_means_pending, _ask_means)
