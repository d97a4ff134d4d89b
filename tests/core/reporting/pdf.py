"""The text of a PDF, page by page, as a reader would select it. Reads what our typesetter writes, nothing more."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property

_OBJECT = re.compile(rb"^(\d+) 0 obj\n(.*?)\nendobj$", re.DOTALL | re.MULTILINE)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f]*)>(?=[^>])", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_MEANT = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Document:
    """A PDF and its objects by number."""

    def __init__(self, data: bytes) -> None:
        self._objects = {int(number): body for number, body in _OBJECT.findall(data)}
        catalogue = next(body for body in self._objects.values() if b"/Type/Catalog" in body)
        self.tagged = b"/MarkInfo" in catalogue
        self.language = _word(catalogue, rb"/Lang\(([^)]*)\)")
        titles = (_word(body, rb"/Title\(((?:[^\\()]|\\.)*)\)") for body in self._objects.values())
        self.titles = [title for title in titles if title]
        self._read: dict[bytes, Mapping[int, str]] = {}

    @cached_property
    def pages(self) -> list[str]:
        """What stands on each page, without any spaces."""
        tree = next(body for body in self._objects.values() if b"/Type/Pages" in body)
        kids = re.search(rb"/Kids\[([^\]]*)\]", tree)
        assert kids is not None
        return [self._text(int(number)) for number in re.findall(rb"(\d+) 0 R", kids[1])]

    def _text(self, page: int) -> str:
        body = self._objects[page]
        fonts = dict(self._fonts(body))
        content = self._stream(_reference(body, b"/Contents"))
        letters: Mapping[int, str] = {}
        said: list[str] = []
        for font, literal, hexadecimal in _SHOWN.findall(content):
            if font:
                letters = fonts[font]
                continue
            codes = bytes.fromhex(hexadecimal.decode()) if hexadecimal else _ESCAPED.sub(_unescaped, literal)
            said += [
                letters.get(int.from_bytes(codes[place : place + 2], "big"), "") for place in range(0, len(codes), 2)
            ]
        return re.sub(r"\s", "", "".join(said))

    def _fonts(self, page: bytes) -> Iterator[tuple[bytes, Mapping[int, str]]]:
        """The letters that the codes of each font mean."""
        found = re.search(rb"/Resources (\d+) 0 R", page)
        resources = self._objects[int(found[1])] if found else page
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources):
            if number not in self._read:
                self._read[number] = self._letters(self._objects[int(number)])
            yield name, self._read[number]

    def _letters(self, body: bytes) -> Mapping[int, str]:
        table = self._stream(_reference(body, b"/ToUnicode"))
        return {
            int(code, 16): bytes.fromhex(meant.decode()).decode("utf-16-be") for code, meant in _MEANT.findall(table)
        }

    def _stream(self, number: int) -> bytes:
        head, _, rest = self._objects[number].partition(b"stream\n")
        data = rest.rpartition(b"\nendstream")[0]
        return zlib.decompress(data) if b"/FlateDecode" in head else data


def squeezed(text: str) -> str:
    """`text` without any spaces."""
    return re.sub(r"\s", "", text)


def _word(body: bytes, pattern: bytes) -> str:
    found = re.search(pattern, body)
    return found[1].decode("utf-8", errors="replace") if found else ""


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found is not None
    return int(found[1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if code.isdigit() else _LETTERS.get(code, code)
