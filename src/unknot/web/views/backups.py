"""Backups as the settings show them: which there are, how often one is made by itself, and one made now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from unknot.errors import UnknotError
from unknot.web import backup, schedule, store
from unknot.web.schedule import EVERY, Schedule
from unknot.web.visit import Visit

TOLD = "backup-told"
"""What happened to the last wish, for the page that is shown next."""


@dataclass(frozen=True, slots=True)
class Backups:
    """What the card shows. `every` is a word of `EVERY`; `missing` is true while the folder for them is not there."""

    every: str
    folder: Path
    missing: bool
    count: int
    latest: date | None
    told: str


def card(visit: Visit) -> Backups | None:
    """The card as it is now; None where the facts are on a database server, which has backups of its own."""
    folder = store.opened().folder
    if folder is None:
        return None
    arranged, where = schedule.read(folder), schedule.place(folder)
    files = schedule.every_backup(folder)
    latest = max((backup.made_at(file) for file in files), default=None)
    return Backups(
        every=arranged.name,
        folder=where,
        missing=arranged.folder is not None and not where.is_dir(),
        count=len(files),
        latest=None if latest is None else visit.journal.day_of(latest),
        told=visit.request.session.pop(TOLD, ""),
    )


@require_POST
def backups(request: HttpRequest) -> HttpResponse:
    """A copy is made now, or from now on by itself as often as was chosen."""
    folder, every = store.opened().folder, request.POST.get("every", "")
    if folder is not None and every in EVERY:
        schedule.write(folder, Schedule(EVERY[every], schedule.read(folder).folder))
        request.session[TOLD] = "Kept."
    elif folder is not None and not every:
        request.session[TOLD] = _made_now(folder)
    return HttpResponseRedirect(f"{reverse('unknot:settings')}#backups", status=303)


def _made_now(folder: Path) -> str:
    try:
        made = backup.back_up(folder, datetime.now(UTC))
    except UnknotError as error:
        return f"No backup was made: {'; '.join(map(str, error.problems))}"
    return f"Copied and checked: {made.facts} entries in {made.file}"
