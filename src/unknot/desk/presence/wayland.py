"""A client of Wayland for what needs no window: it binds globals, asks them for things and hears what they say.

https://wayland.freedesktop.org/docs/html/ch04.html#sect-Protocol-Wire-Format
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_ANSWER_SECONDS = 2.0
_READ_BYTES = 4096
_HEADER = struct.Struct("=II")
_WORD = struct.Struct("=I")

# Every client has the display as its object 1; what it makes itself is numbered from 2 on.
_DISPLAY, _REGISTRY, _ALL_TOLD, _FIRST_FREE = range(1, 5)
_SYNC, _GET_REGISTRY = 0, 1
_BIND = 0
_ERROR = (_DISPLAY, 0)
_GLOBAL, _GLOBAL_REMOVED = (_REGISTRY, 0), (_REGISTRY, 1)
_DONE = (_ALL_TOLD, 0)


class Event(NamedTuple):
    """What an object of this client said: the number of the event in its interface, and the arguments as they came."""

    object: int
    opcode: int
    arguments: bytes


class Global(NamedTuple):
    """Something that the compositor offers, by the name that it goes by, and the newest version that it speaks."""

    name: int
    version: int


class Connection:
    """A connection to the compositor of the session; `offered` says which interfaces it has.

    Raises `OSError` where no compositor listens, and wherever one breaks the connection or stops making sense.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.offered: dict[str, Global] = {}
        self._bound: set[int] = set()
        self._unread = b""
        self._next_id = _FIRST_FREE
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.settimeout(_ANSWER_SECONDS)
            self._socket.connect(_address(environment))
            self._learn_globals()
            self._socket.setblocking(False)
        except OSError:
            self.close()
            raise

    def new_id(self) -> int:
        """A number for an object that a request is about to make."""
        self._next_id += 1
        return self._next_id - 1

    def bind(self, interface: str, version: int = 1) -> int:
        """The object of this client that stands for the first global of `interface`, in this version of it."""
        name, made = self.offered[interface].name, self.new_id()
        self._bound.add(name)
        self.request(_REGISTRY, _BIND, name, interface, version, made)
        return made

    def request(self, object_: int, opcode: int, *arguments: int | str) -> None:
        """`object_` is asked for its request number `opcode`: numbers and objects are `int`, texts `str`."""
        body = b"".join(_WORD.pack(each) if isinstance(each, int) else _text(each) for each in arguments)
        self._socket.sendall(_HEADER.pack(object_, (_HEADER.size + len(body)) << 16 | opcode) + body)

    def heard(self) -> Iterator[Event]:
        """What was said since the last time, in order and without waiting."""
        while True:
            while (event := self._next()) is not None:
                yield event
            try:
                said = self._socket.recv(_READ_BYTES)
            except BlockingIOError:
                return
            if not said:
                raise ConnectionResetError("the compositor closed the connection")
            self._unread += said

    def close(self) -> None:
        """The compositor forgets this client."""
        self._socket.close()

    def _learn_globals(self) -> None:
        self.request(_DISPLAY, _GET_REGISTRY, _REGISTRY)
        self.request(_DISPLAY, _SYNC, _ALL_TOLD)
        for event in self.heard():
            if event[:2] == _GLOBAL:
                name, length = _numbers(event.arguments, 2)
                interface, rest = event.arguments[8 : 8 + length - 1], event.arguments[8 + length + -length % 4 :]
                (version,) = _numbers(rest, 1)
                self.offered.setdefault(interface.decode(errors="replace"), Global(name, version))
            elif event[:2] == _DONE:
                return

    def _next(self) -> Event | None:
        """The next whole event of what was read."""
        if len(self._unread) < _HEADER.size:
            return None
        object_, size_and_opcode = _HEADER.unpack_from(self._unread)
        size = size_and_opcode >> 16
        if size < _HEADER.size:
            raise ConnectionError("the compositor sent what is no message")
        if len(self._unread) < size:
            return None
        event = Event(object_, size_and_opcode & 0xFFFF, self._unread[_HEADER.size : size])
        self._unread = self._unread[size:]
        if event[:2] == _ERROR:
            raise ConnectionError("the compositor refused a request")
        if event[:2] == _GLOBAL_REMOVED and _numbers(event.arguments, 1)[0] in self._bound:
            raise ConnectionError("the compositor withdrew what was bound")
        return event


def _address(environment: Mapping[str, str]) -> str:
    display = environment.get("WAYLAND_DISPLAY") or "wayland-0"
    if display.startswith("/"):
        return display
    runtime = environment.get("XDG_RUNTIME_DIR")
    if not runtime:
        raise FileNotFoundError("no folder of the session is named here")
    return f"{runtime}/{display}"


def _numbers(arguments: bytes, count: int) -> tuple[int, ...]:
    """The first `count` arguments, where these are numbers."""
    try:
        return struct.unpack_from(f"={count}I", arguments)
    except struct.error as error:
        raise ConnectionError("the compositor sent too little") from error


def _text(text: str) -> bytes:
    """A text with its length and the zero that ends it, filled up to whole words."""
    encoded = text.encode() + b"\0"
    return _WORD.pack(len(encoded)) + encoded + bytes(-len(encoded) % _WORD.size)
