"""Prompts from the moment that one is due to what came of it: asked for, shown, answered, followed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from unknot.desk import content
from unknot.desk.clocks import Limits, Sample, SittingClock, Surrounded, is_watching
from unknot.desk.document import CheckIn, Document, Moves, document_of
from unknot.desk.noting import Notes, Reply, Store
from unknot.desk.prompt_clock import PromptClock, Prompting
from unknot.desk.prompting import CLOSED, Prompter

DOCUMENT_STAYS_S = 60.0
"""How long it holds what to show: a warning sign told since then must not meet a prompt that names a move."""
AFTER_START_LOOK_S = 60.0
AFTER_START_LOOKS = 5
REMIND_WITHIN_S = 300.0
"""How old it may be what a check-in is reminded of by."""

START, LATER, SKIP, NONE = "start", "later", "skip", "none"
CHECK_IN = "check_in"
FELT = ("better", "same", "worse")
_SAME = timedelta(seconds=1)
"""A stretch that began with a break began at the same instant."""


class Around(Protocol):
    """Who knows whether the person should not be interrupted."""

    def look(self) -> Surrounded:
        """What is known now."""
        ...

    def unknown(self) -> tuple[str, ...]:
        """The codes of what cannot be known here."""
        ...


class Server(Store, Protocol):
    """The server of the data folder, if one runs."""

    def is_there(self) -> bool:
        """Whether one runs."""
        ...

    def now(self) -> Reply:
        """What to show now."""
        ...

    def felt(self, doses: Sequence[str], felt: str) -> Reply:
        """These doses say how it felt afterwards."""
        ...


class Program(Protocol):
    """The full program, which works out what to show where no server runs."""

    def now(self) -> Mapping[str, Any] | None:
        """What to show now; None if that cannot be worked out."""
        ...


class World(NamedTuple):
    """Whom the companion asks, and what it does when a prompt is taken up: `start` opens a page, if it can."""

    surroundings: Around
    prompter: Prompter
    server: Server
    program: Program
    start: Callable[[str], bool]


class _Shown(NamedTuple):
    """What is shown since `at`, until `until_s` by `awake_s`: a prompt, or how the moves of `doses` felt, or that a
    check-in is due."""

    at: datetime
    until_s: float
    document: Document | None
    doses: tuple[str, ...] = ()
    check_in: CheckIn | None = None

    @property
    def is_prompt(self) -> bool:
        """Whether it asks to move, so that the answer is worth noting."""
        return not self.doses and self.check_in is None


class _Following(NamedTuple):
    """A prompt was taken up that was shown at `since`; the next look at what came of it, and how many are left."""

    since: datetime
    next_s: float
    left: int


class Asking:
    """Shows prompts when the clocks want them. `paused` says until when not; `broke` is told of a break."""

    def __init__(
        self,
        world: World,
        notes: Notes,
        limits: Limits,
        sitting: SittingClock,
        *,
        prompted_s: float | None,
        paused: Callable[[], datetime | None],
        broke: Callable[[Sample, datetime], None],
        tell: Callable[..., None],
    ) -> None:
        self.document: Document | None = None
        self.clock = PromptClock(limits, 60.0 * content.number("desk.break_every_min"), prompted_s)
        self._world = world
        self._notes = notes
        self._limits = limits
        self._sitting = sitting
        self._paused = paused
        self._broke = broke
        self._tell = tell
        self._asked_s: float | None = None
        self._shown: _Shown | None = None
        self._following: _Following | None = None
        self._waits = False
        self._reminded: str | None = None

    def ask_server(self, sample: Sample) -> None:
        """What a server says now holds for the next prompt. Without a server all stays as it is."""
        reply = self._world.server.now()
        document = document_of(reply.document) if reply.trouble is None else None
        if document is not None:
            self._take(document, sample)

    def step(self, sample: Sample) -> float:
        """Does what is to be done about prompts at `sample`; in how many seconds to look again at the latest."""
        if self._shown is not None and sample.awake_s >= self._shown.until_s:
            self.close()
        self._follow(sample)
        if self._shown is None and self._following is None:
            self._remind(sample)
        sooner = self._following.next_s - sample.awake_s if self._following is not None else self._limits.absence_s
        if self._shown is not None:
            return min(sooner, self._shown.until_s - sample.awake_s)
        return min(sooner, self._prompt(sample))

    def answered(self, key: str, sample: Sample) -> None:
        """The person chose `key` of what is shown, or closed it."""
        shown, self._shown = self._shown, None
        if shown is None:
            return
        if shown.doses:
            if key in FELT:
                self._world.server.felt(shown.doses, key)
            return
        if shown.check_in is not None:
            if key == CHECK_IN:
                self._open(shown.check_in.page)
            return
        self._note(shown, SKIP if key == CLOSED else key)
        if key == LATER:
            self.clock.put_off(sample, self._sitting)
        if key == START and shown.document is not None:
            self._open(shown.document.page)
            self._following = _Following(shown.at, sample.awake_s + AFTER_START_LOOK_S, AFTER_START_LOOKS)

    def close(self) -> None:
        """Nothing is shown any more; a prompt that was shown is not answered."""
        shown, self._shown = self._shown, None
        if shown is not None:
            self._world.prompter.withdraw()
            if shown.is_prompt:
                self._note(shown, NONE)

    def _prompt(self, sample: Sample) -> float:
        held_back = self.clock.due_in_s(sample, self._sitting) <= 0.0 and self._is_held_back(sample)
        step = self.clock.step(sample, self._sitting, held_back=held_back)
        if step.what is Prompting.ASK:
            around = sample._replace(occupied=self._world.surroundings.look())
            step = self.clock.step(around, self._sitting, held_back=held_back)
        if step.what is Prompting.WAIT and not self._waits:
            self._tell("companion.log.waits")
        self._waits = step.what is Prompting.WAIT
        if step.what is not Prompting.SHOW:
            return step.next_look_s
        if self._asked_s is None or sample.awake_s - self._asked_s > DOCUMENT_STAYS_S:
            self._ask_anyone(sample)
            return 0.0
        if self.document is not None and not self.document.prompts:
            self.clock.shown(sample)
            return 0.0
        self._show(sample)
        return self._limits.prompt_stays_s

    def _remind(self, sample: Sample) -> None:
        """Says once that a check-in is due, to somebody who is there and not asked to move just now."""
        document, asked_s = self.document, self._asked_s
        wanted = None if document is None or not document.prompts else document.check_in
        if wanted is None or wanted.name == self._reminded or asked_s is None:
            return
        is_there = sample.idle_s is not None and sample.idle_s < self._limits.absence_s
        is_fresh = sample.awake_s - asked_s <= REMIND_WITHIN_S
        if not (is_there and is_fresh) or self.clock.due_in_s(sample, self._sitting) <= 0.0:
            return
        around = self._world.surroundings.look()
        if self._is_held_back(sample) or is_watching(around) or around.full_screen or around.quiet:
            return
        actions = [(CHECK_IN, content.say("companion.action.check_in")), (SKIP, content.say("companion.action.skip"))]
        self._world.prompter.show(wanted.title, wanted.text, actions)
        self._reminded = wanted.name
        self._shown = _Shown(sample.at, sample.awake_s + self._limits.prompt_stays_s, document, check_in=wanted)
        self._tell("companion.log.reminded")

    def _open(self, page: str) -> None:
        if not self._world.start(page):
            self._tell("companion.log.not_started", always=True)

    def _is_held_back(self, sample: Sample) -> bool:
        until = self._paused()
        return not self._world.prompter.can_show or (until is not None and until > sample.at)

    def _ask_anyone(self, sample: Sample) -> None:
        """Whoever can say it says what to show now; if nobody can, a prompt names no move and comes as usual.

        Where help came first when somebody last could, it still does.
        """
        self._asked_s = sample.awake_s
        reply = self._world.server.now()
        document = document_of(reply.document if reply.trouble is None else self._world.program.now())
        if document is not None:
            self._take(document, sample)
        elif self.document is None or self.document.prompts:
            self.document = None
            self.clock.every_s = 60.0 * content.number("desk.break_every_min")

    def _take(self, document: Document, sample: Sample) -> None:
        self._asked_s = sample.awake_s
        self.document = document
        self.clock.every_s = document.every_s
        began_at = self._sitting.began_at(sample)
        moves = document.last_moves
        if moves is not None and began_at is not None and moves.at > began_at + _SAME:
            self._broke(sample, moves.at)

    def _show(self, sample: Sample) -> None:
        document = self.document
        title = content.say("companion.title_no_move") if document is None else document.title
        text = content.say("companion.text_no_move") if document is None else document.text
        later = (LATER, content.say("companion.action.later", minutes=round(self._limits.later_s / 60.0)))
        skip = (SKIP, content.say("companion.action.skip"))
        if document is None or not document.seconds:
            actions = [skip, later]
        else:
            actions = [(START, content.say("companion.action.start", seconds=document.seconds)), later, skip]
        self._world.prompter.show(title, text, actions)
        self._shown = _Shown(sample.at, sample.awake_s + self._limits.prompt_stays_s, document)
        self.clock.shown(sample)
        self._tell("companion.log.shown", title=title)

    def _follow(self, sample: Sample) -> None:
        """Whether a prompt that was taken up was kept; then it asks once how it felt, if there is somebody to tell."""
        if self._following is None or sample.awake_s < self._following.next_s:
            return
        since, _, left = self._following
        self._ask_anyone(sample)
        moves = None if self.document is None else self.document.last_moves
        if moves is not None and moves.at > since:
            self._following = None
            if moves.felt is None:
                self._ask_how_it_felt(moves, sample)
        elif left > 1:
            self._following = _Following(since, sample.awake_s + AFTER_START_LOOK_S, left - 1)
        else:
            self._following = None

    def _ask_how_it_felt(self, moves: Moves, sample: Sample) -> None:
        prompter = self._world.prompter
        if self._shown is not None or not (prompter.can_show and prompter.can_answer and self._world.server.is_there()):
            return
        actions = [(word, content.say(f"companion.felt.{word}")) for word in FELT]
        prompter.show(content.say("companion.felt.title"), content.say("companion.felt.text"), actions)
        self._shown = _Shown(sample.at, sample.awake_s + self._limits.prompt_stays_s, None, moves.doses)

    def _note(self, shown: _Shown, answer: str) -> None:
        self._notes.prompt(shown.at, answer, None if shown.document is None else shown.document.episode)
        self._tell(f"companion.log.answer.{answer}")
