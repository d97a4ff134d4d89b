"""A text as words with their places: small letters, contractions taken apart, sentences and clauses counted.

Nothing here knows what a word means. Words that carry little ("the", "my", "is") are left out of `Told.telling`,
in which signs are looked for, and kept in `Told.words`, in which it is read who, when and whether.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

TOKEN = re.compile(r"[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*|\d+(?:[.,]\d+)*|\n\s*\n|\.{2,}|…|\s[-–—]+\s|[.!?;\n,:()\[\]—–=]")
APOSTROPHE = re.compile("[’`´ʼ]")
ENDS_SENTENCE = frozenset(".!?;")
IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
RESPELT = {
    "cannot": ("can", "not"),
    "gonna": ("going", "to"),
    "im": ("i", "'m"),
    "ive": ("i", "'ve"),
    "n": ("and",),
    "w": ("with",),
}
LINKED = 3
"""A sentence of so few telling words belongs to the next one: "Left calf. Swollen." """


@dataclass(frozen=True, slots=True)
class Word:
    """One word in small letters: where it stands in the text, in which sentence and clause, and the mark before it."""

    said: str
    start: int
    end: int
    sentence: int
    clause: int
    mark: str


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What the reader knows of the language: words that carry little, words that open a clause, words by which a
    sentence goes on with the one before, verbs run together with "not" ("dont"), and small words that are meant where
    an entry has them ("end it")."""

    fillers: frozenset[str]
    joints: frozenset[str]
    links: frozenset[str]
    run_together: frozenset[str]
    telling: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A text taken apart. `telling` are the indices of the words that carry meaning; `block` counts, for every word,
    the sentences that belong together."""

    text: str
    words: tuple[Word, ...]
    telling: tuple[int, ...]
    block: tuple[int, ...]


def take_apart(text: str, vocabulary: Vocabulary) -> Told:
    """`text` as words in sentences and clauses."""
    words = tuple(_words(text, vocabulary))
    telling = tuple(index for index, word in enumerate(words) if word.said not in vocabulary.fillers)
    return Told(text, words, telling, _blocks(words, telling, vocabulary))


def _words(text: str, vocabulary: Vocabulary) -> Iterator[Word]:
    sentence = clause = 0
    border = ""
    fresh = ended = True
    for token in TOKEN.finditer(text):
        mark = token.group()
        if not mark[0].isalnum():
            ends = mark in ENDS_SENTENCE or mark[0] == "\n"
            sentence, clause = sentence + (ends and not ended), clause + (not fresh)
            border, fresh, ended = border or mark.strip() or "\n", True, ended or ends
            continue
        for word in _said(APOSTROPHE.sub("'", mark.casefold()), vocabulary):
            if word in vocabulary.joints and not fresh:
                clause += 1
            yield Word(word, token.start(), token.end(), sentence, clause, border)
            fresh, ended, border = False, False, ""


@lru_cache(maxsize=20_000)
def said(entry: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words of an entry of the content, as they come out of a story."""
    return tuple(word for raw in entry.split(" ") for word in _said(raw, vocabulary))


def _said(raw: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The words that `raw` stands for: "can't" is can and not, "I'm" is i, "dad's" is dad and 's."""
    stem, apostrophe, rest = raw.partition("'")
    if not stem:
        yield raw
    elif raw in RESPELT:
        yield from RESPELT[raw]
    elif raw in vocabulary.run_together or (rest == "t" and stem.endswith("n")):
        verb = raw[:-2] if raw in vocabulary.run_together else stem[:-1]
        yield IRREGULAR.get(verb, verb)
        yield "not"
    else:
        yield from RESPELT.get(stem, (stem,))
        if apostrophe:
            yield f"'{rest}"


def _blocks(words: Sequence[Word], telling: Sequence[int], vocabulary: Vocabulary) -> tuple[int, ...]:
    sizes: dict[int, int] = {}
    for index in telling:
        sizes[words[index].sentence] = sizes.get(words[index].sentence, 0) + 1
    blocks = [0] * len(words)
    for index, (last, word) in enumerate(pairwise(words), start=1):
        new = word.sentence != last.sentence and not (
            word.said in vocabulary.links
            or sizes.get(last.sentence, 0) <= LINKED
            or sizes.get(word.sentence, 0) <= LINKED
        )
        blocks[index] = blocks[index - 1] + new
    return tuple(blocks)
