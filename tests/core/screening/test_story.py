"""A story is heard as it is meant: what is there, in the person themselves, now."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.screening.stories import DANGERS, ORDINARY
from unknot.content.library import load
from unknot.content.records import StorySign, WordClass
from unknot.errors import ContentError
from unknot.screening.story import QUOTE, Heard, heard
from unknot.screening.story_ear import ear_for

LIBRARY = load()


def flags(text, library=LIBRARY):
    return {each.flag for each in heard(library, text)}


def library_with(classes=None, signs=None):
    """A copy of the content with some word classes or patterns changed."""
    return replace(
        LIBRARY,
        word_classes=MappingProxyType({**LIBRARY.word_classes, **(classes or {})}),
        story_signs=MappingProxyType({**LIBRARY.story_signs, **(signs or {})}),
    )


def listening_for(*patterns, hints=(), reaches="weeks", told_of="oneself"):
    """A copy of the content in which coughing blood is heard in `patterns` alone."""
    return library_with(signs={"rf_coughing_blood": StorySign("rf_coughing_blood", reaches, told_of, patterns, hints)})


# --- what is heard ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in DANGERS.items() for text in texts])
def test_a_danger_is_heard_however_it_is_said(flag, text):
    assert flag in flags(text)


def test_there_is_an_example_for_every_flag():
    assert [flag for flag in LIBRARY.flags if not DANGERS.get(flag)] == []


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_life_raises_nothing_sure(text):
    assert [each for each in heard(LIBRARY, text) if each.sure] == []


@pytest.mark.parametrize(
    "text", ["", " ", "...", "?!", "\n\n", "'", "a", "4", "²", "\x00", "’’’", "#", "{chest}", "no", "can't"]
)
def test_a_text_that_says_nothing_raises_nothing(text):
    assert heard(LIBRARY, text) == ()


def test_each_flag_is_heard_once_in_the_order_of_the_text():
    found = heard(LIBRARY, "My foot drags when I walk. I coughed up blood. My foot drags more and more.")
    assert [each.flag for each in found if each.flag in ("rf_leg_weakness", "rf_coughing_blood")] == [
        "rf_leg_weakness",
        "rf_coughing_blood",
    ]
    assert [each.start for each in found] == sorted(each.start for each in found)


def test_the_signs_of_one_danger_may_stand_far_apart():
    text = "I had acupuncture in my shoulder yesterday. I slept well and had porridge. Now I cannot get a full breath."
    assert "rf_after_needling_trunk" in flags(text)


def test_a_sentence_that_goes_on_about_it_belongs_to_the_one_before():
    assert "rf_leg_warm_red_vein" in flags("My left calf has been sore since Monday. It is red and hot.")


def test_a_hint_is_not_sure_and_a_sure_mention_goes_before_it():
    library = listening_for("wobble", hints=("wibble",))
    (hint,) = heard(library, "a wibble")
    assert (hint.flag, hint.sure, hint.quote) == ("rf_coughing_blood", False, "a wibble")
    (mention,) = heard(library, "A wibble. And then a wobble. Another wobble, another wibble.")
    assert (mention.sure, mention.quote) == (True, "then a wobble")


# --- the quote --------------------------------------------------------------------------------------------------


def test_the_quote_is_the_clause_in_the_words_of_the_person():
    text = "I painted the fence on Sunday, and since last night my  FOOT’s gone numb, which is odd."
    (found,) = [each for each in heard(LIBRARY, text) if each.flag == "rf_one_limb_nerve_pain"]
    assert found == Heard(found.flag, found.sure, text[found.start : found.end], found.start, found.end)
    assert found.quote == "since last night my  FOOT’s gone numb"


def test_a_long_clause_is_quoted_only_around_the_sign():
    text = "well you see " * 20 + "my pee is brown " + "and so on " * 20
    (found,) = heard(LIBRARY, text)
    assert found.quote == "pee is brown"


def test_a_quote_is_never_longer_than_its_limit():
    library = listening_for("wibble > wobble")
    text = "wibble " + "really " * 30 + "wobble"
    (found,) = [each for each in heard(library, text) if each.flag == "rf_coughing_blood"]
    assert found.quote.startswith("wibble really")
    assert len(found.quote) <= QUOTE
    word = "wibble" * 40
    (found,) = [each for each in heard(listening_for("wibb*"), word) if each.flag == "rf_coughing_blood"]
    assert found.quote == word[:QUOTE]


# --- denied -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I have no fever.",
        "No fever, numbness in my foot or weakness in my leg.",
        "No numb foot, no fever.",
        "No fever, or numb foot.",
        "No fever, cough, sweats, shivers, aches, numb foot or chills.",
        "My foot is not numb.",
        "My foot isn't numb.",
        "My foot isnt numb.",
        "I don't think I have a fever.",
        "I've never coughed up blood.",
        "Neither fever nor chills.",
        "Without any fever or numbness in my foot.",
        "I deny coughing up blood.",
        "Fever: no. Numb foot: no.",
        "Do I have a fever? No.",
        "Am I breathless? No more than usual.",
        "I wouldn't say my foot is numb.",
        "I can't say my foot is numb.",
        "I cannot feel any numbness in my foot.",
        "I had no trouble swallowing.",
        "There is nothing wrong with my bladder.",
        "Free of fever and chills.",
        "Numbness in the foot is not there.",
        "The fever is absent.",
        "I get cold white fingers on one hand like every winter.",
        "I can't say I've had any trouble breathing.",
        "Not once have I vomited blood.",
        "Not one feverish minute.",
        "I don't get any tingling or numbness in my fingers.",
        "I don't get out of breath or have any chest pain.",
        "No numb crotch, peed fine.",
        "Any fever? A: no. Numb foot? A: none.",
        "NO: numbness in foot, weakness in leg, chest pain, fever",
        "neg for fever, chest pain, numb foot",
        "Nil fever, nil chest pain.",
        "The doctor asked me about numb feet, fever, all no.",
        "I'd go in if my foot went numb and I got a fever. None of that has happened.",
        "I had chemotherapy, no not me, my twin sister.",
        "I was dizzy on the swing but the dizziness and double vision was over in two seconds.",
    ],
)
def test_what_is_denied_is_not_heard(text):
    assert heard(LIBRARY, text) == ()


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_one_limb_nerve_pain", "I can't feel my foot."),
        ("rf_bladder_bowel_change", "I cant pee."),
        ("rf_bladder_bowel_change", "I cannot pee."),
        ("rf_saddle_numbness", "No feeling between my legs."),
        ("rf_throat_and_neck", "I am not able to swallow."),
        ("rf_breathless", "I can't catch my breath."),
        ("rf_cannot_use_limb", "I couldn't move my arm at all after the fall."),
        ("rf_dark_urine", "There is hardly any urine."),
        ("rf_constant_night_pain", "No position eases it, day or night."),
        ("rf_weight_loss", "I have lost 8 kilos without trying."),
        ("rf_sexual_function_change", "I won't lie, I can no longer get an erection."),
    ],
)
def test_a_sign_that_is_itself_a_not_is_heard(flag, text):
    assert flag in flags(text)


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_fever_with_pain", "Not only do I have a fever, my back hurts."),
        ("rf_fever_with_pain", "My foot is not numb but I have a fever."),
        ("rf_fever_with_pain", "No numbness, I have a fever."),
        ("rf_fever_with_pain", "No numbness; a fever since Monday."),
        ("rf_fever_with_pain", "No numbness (a fever though)."),
        ("rf_fever_with_pain", "I don't know why I have a fever."),
        ("rf_fever_with_pain", "I can't sleep with this fever."),
        ("rf_fever_with_pain", "I had no idea what was wrong and then the fever came."),
        ("rf_fever_with_pain", "I did not sleep because of the fever."),
        ("rf_fever_with_pain", "I can't move without shivering."),
        ("rf_coughing_blood", "No fever and I coughed up blood."),
        ("rf_coughing_blood", "no fever i coughed up blood"),
        ("rf_spine_shape_change", "I have a hump on my back that was not there before."),
        ("rf_breathless", "I get puffed on the hill like everyone, but now I can't catch my breath."),
        ("rf_one_limb_nerve_pain", "No injury, foot numb since Monday."),
        ("rf_one_limb_nerve_pain", "Pills do nothing, toes feel numb."),
        ("rf_fever_with_pain", "No, I have a fever."),
        ("rf_chest_pressure", "I have never had crushing pressure in my chest like this."),
        ("rf_chest_pressure", "It is not a pain, it is a crushing pressure in my chest."),
        ("rf_breathless", "I couldn't climb the stairs without gasping for breath."),
        ("rf_one_limb_nerve_pain", "Numb foot. None of that helped."),
    ],
)
def test_a_denial_ends_where_it_is_meant_to_end(flag, text):
    assert flag in flags(text)


# --- past -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I passed out once ten years ago.",
        "Years ago I passed out.",
        "In 2009 I had a numb foot and a fever.",
        "I had a fit of double vision, years ago.",
        "As a child I had a fever.",
        "I used to cough up blood.",
        "When I was 12 I fell off the roof.",
        "Last year I had a fever, I was in bed for a week.",
        "When I was twelve I fell off the roof.",
        "I fell off the roof when I was eleven.",
        "I once passed out at a blood donation.",
        "An old whiplash from 2003 means that my neck goes first.",
        "Pneumonia with a fever, nothing since.",
        "I passed out, that was in July.",
    ],
)
def test_what_is_long_over_is_not_heard(text):
    assert heard(LIBRARY, text) == ()


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_leg_weakness", "It began two years ago and my foot drags."),
        ("rf_fever_with_pain", "I had a fever years ago and now I have a fever again."),
        ("rf_one_limb_nerve_pain", "I broke my leg years ago, and my foot is numb."),
        ("rf_one_limb_nerve_pain", "Numb foot since Monday, I broke it years ago."),
        ("rf_cancer_history_bone_pain", "I had breast cancer ten years ago."),
        ("rf_pulsating_belly_or_known_aneurysm", "They found an aneurysm years ago."),
        ("rf_faint_or_collapse", "I passed out three days ago."),
        (
            "rf_small_force_fragile_bone",
            "I sneezed and my back went. They told me years ago that my bones are like honeycomb.",
        ),
        ("rf_both_legs_neuro", "It used to be one leg, now both legs are numb."),
        ("rf_breathless", "I used to run for miles but I am out of breath at the first hill."),
    ],
)
def test_what_is_back_or_asked_of_the_past_is_heard(flag, text):
    assert flag in flags(text)


def test_how_far_back_a_flag_reaches_stands_in_the_content():
    lately, long_ago = "Last month I wibbled.", "Years ago I wibbled."
    for reaches, told in (("now", set()), ("weeks", {lately}), ("ever", {lately, long_ago})):
        library = listening_for("wibbl*", reaches=reaches)
        assert {text for text in (lately, long_ago) if "rf_coughing_blood" in flags(text, library)} == told


# --- others -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "My dad had a stroke and his face drooped.",
        "My wife's foot is numb.",
        "My friend fainted.",
        "My old boss coughed up blood.",
        "My brother collapsed. He had double vision.",
        "Our dog threw up all night.",
        "I carried my son because he had a fever.",
        "My six year old has a fever and I have a sore back.",
        "A colleague of mine coughed up blood.",
        "Our goalie had torsion of the testicle.",
        "My back is sore. My mate got chest pain and fainted.",
    ],
)
def test_what_somebody_else_has_is_not_heard(text):
    assert heard(LIBRARY, text) == ()


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_brain_signs", "My wife says my face droops."),
        ("rf_brain_signs", "My husband noticed I was slurring."),
        ("rf_brain_signs", "My daughter says one side of the face is drooping."),
        ("rf_tearing_or_sudden_worst", "I was lifting my son and felt a tearing pain in the chest."),
        ("rf_fever_with_pain", "My dad is well and I have a fever."),
        ("rf_wound", "My jaw is locked and I get spasms since the dog bite."),
        ("rf_chest_pressure", "It feels as if the cat has sat down on my breastbone."),
        ("rf_very_unwell", "I am typing this for my mum. She is shaking hard and confused."),
        ("rf_under_16", "My daughter is 14 and has back pain."),
        ("rf_pregnancy_warning", "The baby has not moved since yesterday."),
        ("rf_harm_by_other", "My husband choked me."),
        ("rf_very_unwell", "My husband has a bad back. Tonight he is shaking hard and confused."),
        ("rf_very_unwell", "Typing for my flatmate. He is shaking hard and confused."),
        ("rf_breathless", "I handed the baby over as I couldn't carry him to the door without gasping for breath."),
        ("rf_brain_signs", "Grandad of four here, 74. My face droops."),
        ("rf_brain_signs", "Ex-smoker. Face drooping on one side."),
    ],
)
def test_what_others_say_of_the_person_is_heard(flag, text):
    assert flag.replace("rf_wound", "rf_lockjaw_spasms") in flags(text)


# --- supposed and figures of speech -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "What if I fainted?",
        "I googled coughing up blood.",
        "I am scared it might be cancer.",
        "Could it be cancer?",
        "If it ever went numb in my foot I would call.",
        "Which signs of numb feet should I know?",
        "My physio told me to watch out for a fever.",
        "Had it gone numb in the foot I would have called.",
        "What would it mean if my arm went weak?",
        "He said 'if your leg goes weak, call'.",
        "My trainer said stop if you get chest pain, feel faint or can't catch your breath.",
        "I type about crushing chest pain all day.",
    ],
)
def test_what_is_only_supposed_is_not_heard(text):
    assert heard(LIBRARY, text) == ()


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_chest_pressure", "Pressure in my chest, is it a heart attack?"),
        ("rf_one_limb_nerve_pain", "I am scared because my foot is numb."),
        ("rf_one_limb_nerve_pain", "Is it normal that my foot is numb?"),
        ("rf_shoulder_tip_belly", "Shoulder tip pain and I might be pregnant."),
        ("rf_compartment", "If I move my toes the pain in my swollen shin is agony."),
        ("rf_one_limb_nerve_pain", "They said call if you get a fever, but my foot is numb."),
        ("rf_crisis", "I wonder if they would be better off without me."),
    ],
)
def test_a_sign_told_beside_a_worry_is_heard(flag, text):
    assert flag in flags(text)


@pytest.mark.parametrize(
    "text", ["This deadline is killing me.", "That broke my heart.", "I collapsed into my armchair."]
)
def test_a_figure_of_speech_is_not_a_sign(text):
    assert heard(LIBRARY, text) == ()


# --- spelling and numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("rf_chest_pressure", "presure in my chest"),
        ("rf_chest_pressure", "preasure in my chest"),
        ("rf_chest_pressure", "pressrue in my chest"),
        ("rf_faint_or_collapse", "I lost conciousness"),
        ("rf_one_limb_nerve_pain", "my foot is numb n ive tinglign in the toes"),
        ("rf_leg_swelling_one_side", "my left calf is swolen"),
        ("rf_breathless", "short of breth"),
    ],
)
def test_a_slip_of_one_letter_is_understood(flag, text):
    assert (flag in flags(text)) is ("breth" not in text)


def test_a_right_word_is_not_taken_for_a_slip():
    assert heard(LIBRARY, "I painted the ceiling and I am stroking the cat.") == ()


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("I am 14 years old.", True),
        ("I am 41 years old.", False),
        ("I walked 10,000 steps.", False),
        ("Temperature of 39,5 since Monday.", True),
        ("Temperature of 39.5.", True),
        ("A temperature of 36.", False),
    ],
)
def test_a_number_counts_by_its_size(text, is_heard):
    assert bool(flags(text) & {"rf_under_16", "rf_fever_with_pain"}) is is_heard


# --- the patterns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "is_heard"),
    [
        ("{bloody} + wibble", "a wibble with blood", True),
        ("wibble > wobble", "wobble wibble", False),
        ("wibble > wobble", "wibble one two three four five wobble", False),
        ("wibble + wobble", "wibble one two three four five six seven eight nine ten eleven wobble", False),
        ("wibble + wibble", "wibble", False),
        ("wibble & wobble", "Wibble in the garden today, a long one. And the very first proper long wobble.", True),
        ("wibble & wobble", "wibble", False),
        ("wibble ! wobble", "a wibble and a wobble", False),
        ("wibble ! wobble", "A very long and slow first wibble. There was one very big slow wobble.", True),
        ("#38-42 > wibble", "37 wibble", False),
        ("big wib*", "a big wibble", True),
        ("big #38-42", "the big 40", True),
        ("my wib", "his wib", False),
        ("wibble + {neck}", "A wibble in the foot, my neck is fine", False),
        ("wibble + {neck}", "A wibble, in the neck", True),
    ],
)
def test_the_notation_means_what_it_says(pattern, text, is_heard):
    assert ("rf_coughing_blood" in flags(text, listening_for(pattern))) is is_heard


@pytest.mark.parametrize(
    ("changed", "place", "message"),
    [
        (
            {"signs": {"rf_breathless": StorySign("rf_breathless", "weeks", "oneself", ("short?",), ())}},
            "story_signs.rf_breathless.patterns.0",
            "neither a class",
        ),
        (
            {"signs": {"rf_breathless": StorySign("rf_breathless", "weeks", "oneself", ("of the",), ())}},
            "story_signs.rf_breathless.patterns.0",
            "carry little",
        ),
        (
            {"signs": {"rf_breathless": StorySign("rf_breathless", "weeks", "oneself", ("{nowhere}",), ())}},
            "story_signs.rf_breathless.patterns.0",
            "no class nowhere",
        ),
        (
            {"signs": {"rf_nothing": StorySign("rf_nothing", "weeks", "oneself", ("wibble",), ())}},
            "story_signs.rf_nothing",
            "nothing is called",
        ),
        ({"classes": {"cue_now": WordClass("cue_now", ("{cue_now}",))}}, "word_classes.cue_now", "holds itself"),
    ],
)
def test_a_broken_pattern_stops_the_reader(changed, place, message):
    with pytest.raises(ContentError) as caught:
        ear_for(library_with(**changed))
    (problem,) = caught.value.problems
    assert problem.place == place
    assert message in problem.message
    assert problem.hint


def test_every_broken_pattern_is_named_at_once():
    broken = StorySign("rf_breathless", "weeks", "oneself", ("a?", "fine", "b?"), ())
    with pytest.raises(ContentError) as caught:
        heard(library_with(signs={"rf_breathless": broken}), "fine")
    assert [problem.place[-1] for problem in caught.value.problems] == ["0", "2"]
