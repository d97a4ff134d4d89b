"""The prompt clock of the companion: when a prompt is in place. It goes by the sitting clock.

A prompt is due when the stretch has lasted `every_s`, and the last prompt is as long ago, awake. The
interval may change at any time; what is due is worked out anew. Nothing that defers a prompt stops either clock.

- While prompts are paused, in a call, on a full screen or where the desktop is not to disturb, it stays due.
- Then it waits for a pause in typing, at most `typing_wait_s`; if something defers it meanwhile, it waits again later.
- If there was no input for longer than a prompt stays, nobody may be there to see it: it waits until somebody moves.
- A prompt that was not answered or was skipped is over; the next one comes after the interval, however many those are.
- `later` counts from the answer. With the stretch it is over, too: who comes back has had the break.
- What surrounds the person is asked about only when everything else is in place (`ASK`), because it is dear to know.
"""

from __future__ import annotations

import enum
import math
from typing import NamedTuple

from unknot.desk.clocks import LATE_S, Limits, Sample, SittingClock, is_watching

DEFERRED_LOOK_S = 60.0
NOBODY_LOOK_S = 15.0


class Prompting(enum.Enum):
    """What is to be done about a prompt."""

    NOTHING = "nothing"
    ASK = "ask"
    WAIT = "wait"
    SHOW = "show"


class PromptStep(NamedTuple):
    """What is to be done about a prompt, and in how many seconds to look again at the latest.

    With `ASK`, the sample is to be given again at once, with what surrounds the person.
    """

    what: Prompting
    next_look_s: float


class PromptClock:
    """When a prompt is in place. `every_s` is the interval, and may be set at any time."""

    def __init__(self, limits: Limits, every_s: float, prompted_s: float | None = None) -> None:
        self.every_s = every_s
        self._limits = limits
        self._stretch: float | None = None
        self._prompted_s = prompted_s
        self._later_s: float | None = None
        self._typing_since_s: float | None = None

    @property
    def prompted_s(self) -> float | None:
        """When the last prompt was shown, by `awake_s`; None if none was."""
        return self._prompted_s

    def due_in_s(self, sample: Sample, sitting: SittingClock) -> float:
        """Seconds of sitting until a prompt is due, 0 if it is; infinite while nobody sits."""
        self._follow(sitting)
        if sitting.began_s is None:
            return math.inf
        if self._later_s is not None:
            return max(self._later_s - sample.awake_s, 0.0)
        left_s = self.every_s - sitting.sat_s(sample)
        if self._prompted_s is not None:
            left_s = max(left_s, self._prompted_s + self.every_s - sample.awake_s)
        return max(left_s, 0.0)

    def step(self, sample: Sample, sitting: SittingClock, *, held_back: bool) -> PromptStep:
        """What to do at `sample`, which `sitting` has taken in; `held_back` while prompts are paused or cannot show."""
        left_s = self.due_in_s(sample, sitting)
        if left_s > 0.0:
            self._typing_since_s = None
            return PromptStep(Prompting.NOTHING, left_s + LATE_S)
        if held_back or sample.idle_s is None:
            return self._deferred()
        if sample.idle_s > self._limits.prompt_stays_s:
            self._typing_since_s = None
            near = sample.idle_s < self._limits.absence_s
            return PromptStep(Prompting.WAIT, NOBODY_LOOK_S if near else DEFERRED_LOOK_S)
        if self._typing_since_s is None:
            self._typing_since_s = sample.awake_s
        pause_in_s = self._limits.typing_pause_s - sample.idle_s
        patience_s = self._typing_since_s + self._limits.typing_wait_s - sample.awake_s
        if pause_in_s > 0.0 and patience_s > 0.0:
            return PromptStep(Prompting.WAIT, min(pause_in_s, patience_s) + LATE_S)
        if sample.occupied is None:
            return PromptStep(Prompting.ASK, 0.0)
        if is_watching(sample.occupied) or sample.occupied.full_screen or sample.occupied.quiet:
            return self._deferred()
        return PromptStep(Prompting.SHOW, 0.0)

    def shown(self, sample: Sample) -> None:
        """A prompt was shown, or passed over: the interval begins anew."""
        self._prompted_s = sample.awake_s
        self._later_s = self._typing_since_s = None

    def put_off(self, sample: Sample, sitting: SittingClock) -> None:
        """The person wants it later: it is due again `later_s` from now, if the stretch goes on so long."""
        self._follow(sitting)
        self._later_s = sample.awake_s + self._limits.later_s

    def _follow(self, sitting: SittingClock) -> None:
        if self._stretch != sitting.began_s:
            self._stretch = sitting.began_s
            self._later_s = self._typing_since_s = None

    def _deferred(self) -> PromptStep:
        self._typing_since_s = None
        return PromptStep(Prompting.WAIT, DEFERRED_LOOK_S)
