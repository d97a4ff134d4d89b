"""Laws of the reader of stories: any text is read, the same text in the same way, and more is never less."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from tests.core.screening.people import LIBRARY
from tests.core.screening.stories import DANGERS, ORDINARY
from unknot.screening.story import QUOTE, heard

SENTENCES = [*(text for texts in DANGERS.values() for text in texts), *ORDINARY]
WORDS = sorted(
    {word for text in SENTENCES for word in text.split()} | {"not", "no", "but", "years", "ago", "-", ";", "\n"}
)
SAID = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
"""Real words in any order."""
STORIES = st.lists(st.sampled_from(SENTENCES), max_size=6).map("\n\n".join)
ANY = st.one_of(st.text(max_size=300), SAID, STORIES)
SIGNS = {
    "rf_fever_with_pain": "a fever",
    "rf_one_limb_nerve_pain": "tingling in my toes",
    "rf_coughing_blood": "blood in my phlegm",
    "rf_palpitations": "palpitations",
    "rf_breathless": "shortness of breath",
    "rf_dark_urine": "brown urine",
    "rf_brain_signs": "double vision",
    "rf_saddle_numbness": "numbness between my legs",
    "rf_chest_pressure": "pressure in my chest",
    "rf_leg_weakness": "weakness of my leg",
    "rf_testicular": "pain in my testicle",
    "rf_bleeding_gut": "black tarry stools",
}
"""Signs that are one thing one can have."""


@given(ANY)
def test_any_text_is_read(text):
    for each in heard(LIBRARY, text):
        assert each.flag in LIBRARY.flags
        assert each.quote == text[each.start : each.end]
        assert 0 < len(each.quote) <= QUOTE


@given(ANY)
def test_each_flag_is_heard_once_and_in_order(text):
    found = heard(LIBRARY, text)
    assert len({each.flag for each in found}) == len(found)
    assert [each.start for each in found] == sorted(each.start for each in found)


@given(ANY)
def test_the_same_text_is_heard_in_the_same_way(text):
    before = heard(LIBRARY, text)
    heard.cache_clear()
    assert heard(LIBRARY, text) == before


@given(ANY, st.sampled_from(sorted(SIGNS)))
def test_another_sign_takes_no_earlier_one_away(text, flag):
    before = {each.flag for each in heard(LIBRARY, text)}
    after = {each.flag for each in heard(LIBRARY, f"{text}\n\nI have {SIGNS[flag]}.")}
    assert before | {flag} <= after


@given(STORIES)
def test_letters_big_or_small_and_curly_marks_do_not_matter(text):
    flags = {each.flag for each in heard(LIBRARY, text)}
    assert {each.flag for each in heard(LIBRARY, text.upper())} == flags
    assert {each.flag for each in heard(LIBRARY, text.replace("'", "’"))} == flags


@given(st.sampled_from(sorted(SIGNS)), st.sampled_from(sorted(SIGNS)))
def test_a_clear_no_in_front_drops_a_sign(flag, other):
    sign, another = SIGNS[flag], SIGNS[other]
    assert heard(LIBRARY, f"I have {sign}.") != ()
    for denied in (
        f"I have no {sign}.",
        f"No {sign} or {another}.",
        f"I don't have {sign}.",
        f"I have never had {sign}.",
        f"There is neither {sign} nor {another}.",
        f"I came without {sign}.",
    ):
        assert heard(LIBRARY, denied) == (), denied


@given(st.sampled_from(sorted(SIGNS)), st.sampled_from(["but", "however", "although"]))
def test_a_contrast_ends_a_no(flag, contrast):
    assert flag in {each.flag for each in heard(LIBRARY, f"No cramp, {contrast} I have {SIGNS[flag]}.")}


def test_a_story_of_full_length_is_read_while_one_waits():
    heard(LIBRARY, "")
    text = " ".join(SENTENCES)[:5000]
    begun = perf_counter()
    heard(LIBRARY, text)
    assert perf_counter() - begun < 1
