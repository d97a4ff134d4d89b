"""What a program asks an X server, read off the wire (https://www.x.org/releases/current/doc/xproto/x11protocol.html)."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

INTERN_ATOM, GET_PROPERTY = 16, 20
RESOURCE_MANAGER, LAST_FIXED = 23, 68
"""The protocol fixes the numbers of old properties, the title of a window (39) among them. Xlib itself reads the
resources of the root window whenever it connects.
"""
SOCKETS = Path("/tmp/.X11-unix")


class Asked:
    """The names a program wanted numbers for, and every property it read, by number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.properties: list[int] = []
        self._rest = b""
        self._introduced = False

    def hear(self, said: bytes) -> None:
        """The next bytes from the program."""
        self._rest += said
        while (length := self._length()) and len(self._rest) >= length:
            request, self._rest = self._rest[:length], self._rest[length:]
            if not self._introduced:
                self._introduced = True
            elif request[0] == INTERN_ATOM:
                self.names.append(request[8 : 8 + struct.unpack_from("<H", request, 4)[0]].decode())
            elif request[0] == GET_PROPERTY:
                self.properties.append(struct.unpack_from("<I", request, 8)[0])

    def _length(self) -> int:
        """How long the request at the beginning is, as far as that is known already; otherwise 0."""
        if not self._introduced:
            if len(self._rest) < 12:
                return 0
            name, data = struct.unpack_from("<HH", self._rest, 6)
            return 12 + -(-name // 4) * 4 + -(-data // 4) * 4
        return struct.unpack_from("<H", self._rest, 2)[0] * 4 if len(self._rest) >= 4 else 0


@contextmanager
def overheard(display: str) -> Iterator[tuple[str, Asked]]:
    """Another name for a display, and what is asked by the one program that uses it under that name."""
    asked = Asked()
    other = next(number for number in range(os.getpid(), os.getpid() + 1000) if not (SOCKETS / f"X{number}").exists())
    place = SOCKETS / f"X{other}"
    with socket.socket(socket.AF_UNIX) as door, socket.socket(socket.AF_UNIX) as server:
        door.bind(str(place))
        try:
            door.listen(1)
            server.connect(str(SOCKETS / f"X{display.removeprefix(':')}"))
            ears = threading.Thread(target=_listen, args=(door, server, asked), daemon=True)
            ears.start()
            yield f":{other}", asked
            ears.join(20)
        finally:
            place.unlink()


def _listen(door: socket.socket, server: socket.socket, asked: Asked) -> None:
    program, _ = door.accept()
    with program:
        back = threading.Thread(target=_pass_on, args=(server, program), daemon=True)
        back.start()
        _pass_on(program, server, asked)
        back.join(20)


def _pass_on(source: socket.socket, to: socket.socket, asked: Asked | None = None) -> None:
    with suppress(OSError):
        while said := source.recv(65_536):
            if asked is not None:
                asked.hear(said)
            to.sendall(said)
        to.shutdown(socket.SHUT_WR)
