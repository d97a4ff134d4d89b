"""An export holds every fact, proves that it is whole, and comes back as the same facts."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import VOCABULARY, ids, stories
from unknot.errors import FactError, InputError, VersionError
from unknot.exchange import native
from unknot.facts import Answer, to_raw

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = [Answer(id=f"f{n}", at=NOW, zone="UTC", question="rf_fever", value="no") for n in range(3)]
GOOD = [json.dumps({"content_version": "c1", "fact": to_raw(fact)}) for fact in FACTS]


def written(facts=FACTS, content_version="c1"):
    raws = [(content_version, to_raw(fact)) for fact in facts]
    return native.write(raws, content_version="c2", exported_at=NOW)


def sealed(*lines, **header):
    """A file with these lines between a header and a footer that fit them."""
    top = {"format": "unknot-export", "version": 1, "content_version": "c2", "facts": len(lines), **header}
    body = "".join(line + "\n" for line in [json.dumps(top), *lines]).encode()
    return body + json.dumps({"sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"


def changed(**fields):
    return json.dumps({"content_version": "c1", "fact": to_raw(FACTS[0]) | fields})


def refused(data, error=FactError, **options):
    with pytest.raises(error) as caught:
        native.read(data, VOCABULARY, **options)
    return [(problem.code, problem.place) for problem in caught.value.problems]


@given(stories(VOCABULARY), ids)
def test_what_was_written_is_read_again(facts, content_version):
    reading = native.read(written(facts, content_version), VOCABULARY)
    assert [row.fact for row in reading.rows] == facts
    assert all(row.content_version == content_version for row in reading.rows)
    assert reading.problems == ()


def test_the_same_facts_and_instant_give_the_same_bytes():
    assert written() == written()


def test_an_empty_export_is_an_export():
    assert native.read(written([]), VOCABULARY) == native.Reading((), ())


def test_the_file_is_one_object_a_line_with_the_checksum_of_all_above_at_the_end():
    *above, last = written().splitlines(keepends=True)
    assert [set(json.loads(line)) for line in above[1:]] == [{"content_version", "fact"}] * 3
    assert json.loads(above[0]) == {
        "format": "unknot-export",
        "version": 1,
        "content_version": "c2",
        "exported_at": "2026-11-22T12:00:00+00:00",
        "facts": 3,
    }
    assert json.loads(last) == {"sha256": hashlib.sha256(b"".join(above)).hexdigest()}


def test_facts_that_the_content_does_not_know_are_exported_all_the_same():
    data = native.write([("c0", {"kind": "answer", "question": "gone"})], content_version="c2", exported_at=NOW)
    assert json.loads(data.splitlines()[1])["fact"]["question"] == "gone"


@given(st.integers(min_value=1, max_value=len(written()) - 2))
def test_a_file_cut_anywhere_is_never_taken_for_a_whole_one(length):
    with pytest.raises(InputError):
        native.read(written()[:length], VOCABULARY)


@given(st.integers(min_value=0, max_value=len(written()) - 2), st.integers(1, 255))
def test_a_file_with_any_byte_changed_is_never_taken_for_a_whole_one(place, difference):
    data = bytearray(written())
    data[place] ^= difference
    with pytest.raises((InputError, VersionError)):
        native.read(bytes(data), VOCABULARY)


def test_of_a_cut_file_the_whole_lines_can_be_kept():
    lines = written().splitlines(keepends=True)
    reading = native.read(b"".join(lines[:3]) + lines[3][:20], VOCABULARY, keep_good=True)
    assert [row.fact for row in reading.rows] == FACTS[:2]
    assert [(problem.code, problem.place) for problem in reading.problems] == [
        ("export_bad_line", "line 4"),
        ("export_truncated", "line 4"),
    ]


def test_a_whole_file_without_its_last_line_is_truncated():
    data = b"".join(written().splitlines(keepends=True)[:-1])
    assert refused(data) == [("export_truncated", "line 4")]


def test_a_line_taken_out_is_noticed():
    lines = written().splitlines(keepends=True)
    assert refused(b"".join(lines[:2] + lines[3:])) == [("export_altered", "line 4")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"hello\n",
        b"SQLite format 3\x00" + bytes(200),
        b'{"format": "other", "version": 1}\n',
        b"[1, 2]\n",
        b'{"format": "unknot-export"}\n',
        b'{"format": "unknot-export", "version": true}\n',
        b'{"format": "unknot-export", "version": 0}\n',
        b"[" * 100_000,
    ],
)
def test_a_foreign_file_is_refused_even_where_good_lines_are_kept(data):
    assert refused(data, InputError, keep_good=True)[0][0] == "export_foreign"


def test_a_newer_format_is_refused_even_where_good_lines_are_kept():
    assert refused(sealed(*GOOD, version=2), VersionError, keep_good=True) == [("export_newer", "line 1.version")]


BAD_LINES = {
    "no JSON": ("{", "export_bad_line", "line 3"),
    "an empty line": ("", "export_bad_line", "line 3"),
    "a list": ("[]", "export_bad_line", "line 3"),
    "a raw fact alone": (json.dumps(to_raw(FACTS[0])), "export_bad_line", "line 3"),
    "a NaN": ('{"content_version": "c1", "fact": {"kind": NaN}}', "export_bad_line", "line 3"),
    "a key that stands twice": (
        '{"content_version": "c1", "content_version": "c2", "fact": {}}',
        "export_bad_line",
        "line 3",
    ),
    "a number of 10000 digits": ('{"content_version": "c1", "fact": %s}' % ("9" * 10_000), "export_bad_line", "line 3"),
    "brackets without end": ("[" * 100_000, "export_bad_line", "line 3"),
    "no content version": ('{"content_version": "", "fact": {}}', "export_bad_line", "line 3"),
    "a fact that is a list": ('{"content_version": "c1", "fact": []}', "fact_not_a_mapping", "line 3"),
    "an unknown kind": (changed(kind="guess"), "fact_unknown_kind", "line 3.kind"),
    "an unknown id": (changed(question="rf_dragons"), "fact_unknown_id", "line 3.question"),
    "a time without offset": (changed(at="2026-11-22T12:00:00"), "fact_naive_time", "line 3.at"),
    "an id that stands twice": (changed(value="yes"), "fact_duplicate_id", "line 3"),
}


@pytest.mark.parametrize(("line", "code", "place"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_named_and_the_good_ones_can_be_kept(line, code, place):
    data = sealed(GOOD[0], line, GOOD[2])
    assert refused(data) == [(code, place)]
    reading = native.read(data, VOCABULARY, keep_good=True)
    assert [row.fact for row in reading.rows] == [FACTS[0], FACTS[2]]
    assert [(problem.code, problem.place) for problem in reading.problems] == [(code, place)]


def test_every_bad_line_is_reported_not_only_the_first():
    found = refused(sealed("{", GOOD[0], changed(id="x", question="rf_dragons", value="maybe")))
    assert found == [
        ("export_bad_line", "line 2"),
        ("fact_unknown_id", "line 4.question"),
        ("fact_unknown_word", "line 4.value"),
    ]


def test_a_line_that_is_no_text_is_a_bad_line():
    lines = sealed(*GOOD).splitlines(keepends=True)
    lines[2] = b"\xff\xfe\n"
    assert refused(b"".join(lines)) == [("export_bad_line", "line 3"), ("export_altered", "line 5")]


def test_facts_in_the_future_are_refused_where_there_is_a_now():
    assert refused(sealed(changed(at="2027-01-01T00:00:00Z")), not_after=NOW) == [("fact_in_future", "line 2.at")]


def test_a_file_with_other_line_ends_is_altered_but_its_facts_can_be_kept():
    data = written().replace(b"\n", b"\r\n")
    assert refused(data) == [("export_altered", "line 5")]
    assert [row.fact for row in native.read(data, VOCABULARY, keep_good=True).rows] == FACTS
