"""The pages around the knot: the first visit, today, the settings, and what Unknot is."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

import unknot
from unknot.errors import FactError
from unknot.exchange import native, table_files
from unknot.loop.checking_in import reminder, when_next
from unknot.loop.interview import settled_by_danger
from unknot.loop.rhythm import rhythm
from unknot.loop.wording import step_name
from unknot.screening.triage import triage
from unknot.web import course, desk_command, desk_companion, locale, records, store
from unknot.web.typed import whole_number
from unknot.web.views import backups, trials
from unknot.web.views.means import MOST_MINUTES, known_tools
from unknot.web.views.result import calling, choose_country
from unknot.web.visit import APPEARANCES, Visit

OLDEST_YEARS = 120
_DELETE_WORD = "delete"
_TOLD = "companion_told"
"""Where the session keeps what was done with the companion until the settings say it."""
_SEXES = {"female": "Female", "male": "Male", "": "I would rather not say"}
_APPEARANCE_NAMES = {"system": "Like my computer", "light": "Light", "dark": "Dark"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """On to the next step of an unfinished knot; after missed check-ins to the next one; else today, with one thing to
    do."""
    visit = Visit(request)
    episode = visit.episode = visit.journal.open_episode()
    if visit.history().profile is None:
        return visit.go("welcome")
    if episode is None:
        return visit.page("nothing_hurts.html", nav="today", settled=len(visit.journal.episodes()))
    name = course.next_page(visit)
    if name in ("safety", "result") and _comes_back(visit):
        return visit.go("check_in", episode)
    if name not in ("result", "means", "plan"):
        return visit.go(name, episode)
    advice = visit.advice()
    if advice.plan is None or advice.disposition not in course.SELF_CARE:
        return visit.go("result", episode)
    next_one = rhythm(visit.library, visit.history(), advice)
    return visit.page(
        "today.html",
        nav="today",
        advice=advice,
        today=visit.journal.today(),
        steps=[(step_name(visit.library, step), step.dose.text) for step in advice.plan.steps],
        check_in_due=next_one.due,
        when_next=when_next(visit.library, next_one, visit.journal.today(), locale.weekday),
        trial_notice=trials.notice(visit),
    )


def _comes_back(visit: Visit) -> bool:
    """Whether the person had a plan, missed check-ins and is not told to get help."""
    held = visit.history()
    if visit.episode is None or settled_by_danger(visit.library, held):
        return False
    shown = visit.journal.forecasts_shown(visit.episode)
    return bool(shown) and bool(reminder(visit.library, triage(visit.library, held)))


def welcome(request: HttpRequest) -> HttpResponse:
    """What Unknot is and is not, in three sentences; then age, and sex and exercise as far as people like to say."""
    visit = Visit(request)
    if request.method != "POST":
        return visit.page("welcome.html", nav="today", typed=_profile_typed(visit), sexes=_SEXES)
    raw, errors = _profile(request)
    if errors:
        typed = request.POST.dict()
        return visit.page("welcome.html", status=422, nav="today", typed=typed, errors=errors, sexes=_SEXES)
    visit.journal.add(raw)
    return visit.go("home")


def settings(request: HttpRequest) -> HttpResponse:
    """Means, body and appearance, country and person, each saved by its own button; export and deletion."""
    visit = Visit(request)
    if request.method != "POST":
        return _settings_page(visit)
    part = request.POST.get("part", "")
    errors: dict[str, str] = {}
    if part == "means":
        errors = _save_means(visit)
    elif part == "person":
        raw, errors = _profile(request)
        if not errors:
            visit.add(raw, what="Your details are saved.")
    elif part == "rhythm":
        errors = _save_rhythm(visit)
    elif part == "look":
        if (appearance := request.POST.get("appearance")) in APPEARANCES:
            request.session["appearance"] = appearance
    elif part == "country":
        choose_country(visit)
    if errors:
        return _settings_page(visit, status=422, errors=errors)
    return visit.go("settings")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is recorded, as a file to keep; or, `?as=csv` and the like, what holds now for other programs."""
    visit = Visit(request)
    now = datetime.now(UTC)
    form = request.GET.get("as", "")
    if form in table_files.FORMATS:
        kind = table_files.FORMATS[form]
        data, _ = table_files.table_file(visit.library, visit.journal.facts, form, exported_at=now)
        response = HttpResponse(data, content_type=kind.content_type)
        response["Content-Disposition"] = f'attachment; filename="unknot-{now:%Y-%m-%d}-tables.{kind.suffix}"'
        return response
    data = native.write(records.raws(), content_version=visit.library.version, exported_at=now)
    response = HttpResponse(data, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="unknot-{now:%Y-%m-%d}.jsonl"'
    return response


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Everything recorded is gone, backups and this browser's drafts included; only after the word was typed."""
    visit = Visit(request)
    if request.POST.get("word", "").strip().casefold() != _DELETE_WORD:
        return _settings_page(visit, status=422, errors={"word": "Nothing was deleted: type the word delete first."})
    deleted = store.delete_everything(desk_companion.folder())
    for key in ("last", "body", "tone", "appearance", "country"):
        request.session.pop(key, None)
    response = visit.page("deleted.html", deleted=deleted)
    response["Clear-Site-Data"] = '"storage"'
    return response


@require_POST
def companion(request: HttpRequest) -> HttpResponse:
    """The companion at the desk is started or ended, or starts with the desktop from now on or no longer."""
    visit = Visit(request)
    step = request.POST.get("step", "")
    if step not in desk_command.STEPS:
        return visit.go("settings")
    outcome = desk_command.take(step, desk_companion.folder())
    if outcome.done:
        files = ", ".join(outcome.files)
        request.session[_TOLD] = visit.library.say(f"desk_day.companion.{step}_done", files=files)
        return HttpResponseRedirect(f"{reverse('unknot:settings')}#desk-companion", status=303)
    why_not = outcome.why_not or visit.library.say("desk_day.companion.not_done")
    return _settings_page(visit, status=422, errors={"desk-companion": why_not})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What Unknot is, what it rests on, and who made it."""
    return Visit(request).page("about.html", version=unknot.__version__)


@require_GET
def safety(request: HttpRequest) -> HttpResponse:
    """What is asked and why, what the software promises, and its known limits."""
    visit = Visit(request)
    return visit.page("safety_page.html", flags=len(visit.library.flags))


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, where, and how to take it away."""
    return Visit(request).page("privacy.html", folder=store.opened().folder)


def _settings_page(visit: Visit, status: int = 200, errors: dict[str, str] | None = None) -> HttpResponse:
    library, preference = visit.library, visit.journal.history().preference
    owned = () if preference is None or preference.tools is None else preference.tools
    return visit.page(
        "settings.html",
        status=status,
        nav="settings",
        errors=errors or {},
        tools=[(tool, library.say(f"tool.{tool}.label"), tool in owned) for tool in known_tools(library)],
        minutes="" if preference is None or preference.minutes_per_day is None else preference.minutes_per_day,
        quiet=preference is not None and bool(preference.quiet),
        remind_at=visit.request.POST.get("remind_at", "" if preference is None else preference.remind_at or ""),
        remind_hour=f"{int(library.number('calendar.remind_hour'))}:00",
        typed=_profile_typed(visit),
        sexes=_SEXES,
        appearances=_APPEARANCE_NAMES,
        calling=calling(visit),
        told=visit.request.session.pop(_TOLD, ""),
        companion=desk_companion.in_words(library, desk_companion.running(visit.journal.now()), visit.journal.zone),
        facts=records.count(),
        backups=backups.card(visit),
        delete_word=_DELETE_WORD,
    )


def _save_means(visit: Visit) -> dict[str, str]:
    sent = visit.request.POST
    raw = {"kind": "preference", "tools": sent.getlist("tool")}
    if typed := sent.get("minutes", "").strip():
        minutes = whole_number(typed, MOST_MINUTES)
        if minutes is None:
            return {"minutes": f"Give the minutes a day as a whole number from 0 to {MOST_MINUTES}."}
        raw["minutes_per_day"] = minutes
    try:
        visit.add(raw, what="Your tools and minutes are saved.")
    except FactError as error:
        return {"tools": str(error)}
    return {}


def _save_rhythm(visit: Visit) -> dict[str, str]:
    sent = visit.request.POST
    raw: dict[str, object] = {"kind": "preference", "quiet": sent.get("quiet") == "yes"}
    typed = sent.get("remind_at", "").strip()
    if sent.get("remind_never") == "yes":
        raw["remind_at"] = "never"
    elif typed:
        raw["remind_at"] = typed.zfill(5)
    elif "remind_at" in sent:
        raw["remind_at"] = f"{int(visit.library.number('calendar.remind_hour')):02}:00"
    try:
        visit.add(raw, what=visit.library.say("checking_in.rhythm.saved"))
    except FactError:
        return {"remind_at": visit.library.say("checking_in.rhythm.remind_wrong")}
    return {}


def _profile(request: HttpRequest) -> tuple[dict[str, object], dict[str, str]]:
    """The raw profile that was sent, and what is wrong with it by field."""
    errors: dict[str, str] = {}
    raw: dict[str, object] = {"kind": "profile"}
    age = whole_number(request.POST.get("age", "").strip(), OLDEST_YEARS, least=1)
    if age is not None:
        raw["age_years"] = age
    else:
        errors["age"] = f"Give your age in years, as a whole number from 1 to {OLDEST_YEARS}."
    if (sex := request.POST.get("sex", "")) in ("female", "male"):
        raw["sex"] = sex
    active = request.POST.get("active", "")
    if active in ("yes", "no"):
        raw["regular_exerciser"] = active == "yes"
    else:
        errors["active"] = "Say whether you exercise regularly. About is good enough."
    return raw, errors


def _profile_typed(visit: Visit) -> dict[str, str]:
    profile = visit.journal.history().profile
    if profile is None:
        return {}
    active = {None: "", True: "yes", False: "no"}[profile.regular_exerciser]
    return {"age": str(profile.age_years), "sex": profile.sex or "", "active": active}
