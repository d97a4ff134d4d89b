"""What a person reads in the interview is plain: a reading age of about 12, measured with a readability library.

The Flesch-Kincaid grade is the school year in which a text is understood; year 7 is about the age of 12. A colon or a
semicolon ends a thought as a full stop does. One sentence says little about a text, so whole bodies are measured, and a
single question only has to stay below a limit.
"""

from __future__ import annotations

import re

import pytest
import readability

from unknot.content.library import load

LIBRARY = load()
GRADE = 7.0
"""The highest grade of a body of text."""
QUESTION_GRADE = 10.0
"""The highest grade of one question."""
NAMES = {
    "fact.anticoagulated.question": "the names of seven medicines",
    "fact.antiplatelet.question": "the names of three medicines",
    "fact.fluoroquinolone_recent.question": "the names of four medicines",
    "fact.inflammatory_spine_disease.question": "the names of three illnesses",
}
"""Questions that are hard only through names that cannot be replaced: who has or takes it knows the name."""

BODIES = {
    "questions about signs": [f"flag.{id_}.question" for id_ in LIBRARY.flags],
    "what settles a doubt": [f"flag.{flag.id}.clarify" for flag in LIBRARY.flags.values() if flag.has_clarify],
    "lines about signs": [f"flag.{id_}.short" for id_ in LIBRARY.flags],
    "reasons of signs": [f"flag.{id_}.reason" for id_ in LIBRARY.flags],
    "reasons of rules": [f"rule.{id_}.reason" for id_ in LIBRARY.combination_rules],
    "questions about the person": [f"fact.{id_}.question" for id_ in LIBRARY.background_facts],
    "lines about the person": [f"fact.{id_}.short" for id_ in LIBRARY.background_facts],
    "questions before a technique": [key for key in LIBRARY.text if re.fullmatch(r"term\..*\.question", key)],
    "lines of every check-in": [f"short_screen.{id_}.question" for id_ in LIBRARY.short_screen],
    "rules of techniques": [f"contraindication.{id_}.message" for id_ in LIBRARY.contraindications],
    "a day at the desk": [key for key in LIBRARY.text if key.startswith("desk_day.")],
    "sentences above the lists": [key for key in LIBRARY.text if re.fullmatch(r"screen\..*\.(?:intro|title)", key)],
}


def grade(*texts: str) -> float:
    """The Flesch-Kincaid grade of the texts taken together."""
    thoughts = [thought for text in texts for thought in re.split(r"(?<=[.?!:;])\s+", text)]
    lines = [" ".join(re.findall(r"[\w'-]+", thought)) for thought in thoughts]
    return float(readability.getmeasures(lines, lang="en")["readability grades"]["Kincaid"])


def test_a_hard_sentence_has_a_higher_grade_than_a_plain_one() -> None:
    hard = "Discontinuation of anticoagulation necessitates consultation with an appropriately qualified practitioner."
    assert grade("Stop. Ask your doctor first.") < 2 < GRADE < QUESTION_GRADE < grade(hard)


@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_text_is_read_at_twelve(body: str) -> None:
    assert len(BODIES[body]) > 4
    assert grade(*(LIBRARY.say(key) for key in BODIES[body])) <= GRADE


ASKED = [key for body in BODIES.values() for key in body if key.endswith(("question", "clarify"))]


@pytest.mark.parametrize("key", [key for key in ASKED if not key.startswith("term.")])
def test_no_question_is_too_hard_but_for_names(key: str) -> None:
    assert (grade(LIBRARY.say(key)) > QUESTION_GRADE) is (key in NAMES)
