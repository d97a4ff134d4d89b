"""`unknot learn`: what a knot is, each technique and each muscle; what is known and what is contested."""

from __future__ import annotations

import argparse
import difflib
import json
import re
from collections.abc import Sequence

from unknot.cli.page import Page
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem
from unknot.loop.lessons import Kind, Lesson, everything, lesson, title
from unknot.loop.wording import review_line, sources


def run(arguments: argparse.Namespace) -> int:
    """Shows one lesson, or the list of all. Raises `InputError` (`topic_unknown`) if nothing is called that."""
    library = load()
    page = Page(plain=arguments.no_colour)
    topic = " ".join(arguments.topic)
    if not topic:
        _show_list(page, library, as_json=arguments.json)
        return 0
    fitting = _named(library, topic)
    if not fitting:
        raise InputError(_unknown(library, topic))
    if arguments.json:
        print(json.dumps([_raw(library, lesson(library, *each)) for each in fitting], indent=2, ensure_ascii=False))
    elif len(fitting) > 1:
        page.say(library.say("cli.learn.many"))
        page.pairs([(id_, title(library, kind, id_)) for kind, id_ in fitting])
    else:
        _show(page, library, lesson(library, *fitting[0]))
    return 0


def _named(library: Library, words: str) -> list[tuple[Kind, str]]:
    """What is called `words`: an exact id or title if there is one, else everything that holds all the words."""
    lessons = list(everything(library))
    wanted = _plain(words)
    exact = [each for each in lessons if wanted in (_plain(each[1]), _plain(title(library, *each)))]
    if exact:
        return exact[:1]
    asked = wanted.split()
    return [each for each in lessons if asked and all(word in _spoken(library, *each) for word in asked)]


def _spoken(library: Library, kind: Kind, id_: str) -> str:
    return f"{_plain(id_)} {_plain(title(library, kind, id_))}"


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[\w']+", words.casefold().replace("_", " ").replace("-", " ")))


def _unknown(library: Library, topic: str) -> Problem:
    titles = {_plain(id_): id_ for _, id_ in everything(library)}
    near = [titles[each] for each in difflib.get_close_matches(_plain(topic), titles, n=3)]
    hint = library.say("cli.learn.near", names=", ".join(near)) if near else ""
    return Problem("topic_unknown", "", library.say("cli.learn.none", topic=topic), hint)


def _raw(library: Library, shown: Lesson) -> dict[str, object]:
    return {
        "id": shown.id,
        "kind": shown.kind,
        "title": shown.title,
        "parts": [{"heading": heading, "lines": list(lines)} for heading, lines in shown.parts],
        "techniques": [{"heading": heading, "ids": list(ids)} for heading, ids in shown.techniques],
        "findings": [
            {
                "id": id_,
                "cite": library.findings[id_].cite,
                "url": library.findings[id_].url,
                "certainty": library.findings[id_].certainty,
                "contested": library.findings[id_].topic == "contested",
            }
            for id_ in shown.findings
        ],
    }


def _show_list(page: Page, library: Library, *, as_json: bool) -> None:
    if as_json:
        listed = [{"kind": kind, "id": id_, "title": title(library, kind, id_)} for kind, id_ in everything(library)]
        print(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    page.heading(library.say("cli.learn.topics.heading"))
    topics = [id_ for kind, id_ in everything(library) if kind == "topic"]
    page.pairs([(topic, title(library, "topic", topic)) for topic in topics])
    page.heading(library.say("cli.learn.techniques.heading"))
    page.bullets([title(library, "technique", each) for each in library.techniques])
    page.heading(library.say("cli.learn.muscles.heading"))
    page.say(", ".join(title(library, "muscle", each) for each in library.muscles))
    page.gap()
    page.aside(library.say("cli.learn.hint"))


def _show(page: Page, library: Library, shown: Lesson) -> None:
    page.heading(shown.title)
    to_do = [(heading, [title(library, "technique", each) for each in ids]) for heading, ids in shown.techniques]
    for heading, lines in (*shown.parts, *to_do):
        if heading:
            page.gap()
            page.say(heading, "bold")
        if len(lines) > 1:
            page.bullets(lines)
        else:
            page.say(lines[0])
    if shown.kind == "muscle":
        page.gap()
        page.aside(library.say("cli.learn.muscle.working"))
    if shown.findings:
        page.gap()
        page.aside(library.say("cli.learn.sources", names="; ".join(_cited(library, shown.findings)), id=shown.id))
    page.gap()
    page.aside(review_line(library))
    if shown.kind != "topic":
        page.aside(library.say("cli.learn.not_advice"))


def _cited(library: Library, findings: Sequence[str]) -> list[str]:
    """The papers behind the findings, each once, with how certain they are or that they are contested."""
    cited: dict[str, dict[str, None]] = {}
    for id_ in findings:
        finding = library.findings[id_]
        contested = finding.topic == "contested"
        word = library.say("cli.learn.contested" if contested else f"grade.{finding.certainty}.title").casefold()
        cited.setdefault(sources(library, (id_,)), {})[word] = None
    return [f"{name} ({', '.join(words)})" for name, words in cited.items()]
