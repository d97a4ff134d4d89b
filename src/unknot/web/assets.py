"""Stylesheet, scripts, icons and figures: served from the package as it is installed, under a name made from their
contents, so that a browser may keep them for ever and never shows an old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from whitenoise import WhiteNoise

import unknot

ROOTS: Mapping[str, Path] = MappingProxyType(
    {
        "unknot": Path(unknot.__file__).parent / "web" / "static" / "unknot",
        "figures": Path(unknot.__file__).parent / "data" / "figures",
    }
)
"""The first part of an asset's name, and the folder that holds the rest."""

PREFIX = "/static/"
MEDIA_TYPES = MappingProxyType({".glb": "model/gltf-binary"})
"""By the end of a name, what WhiteNoise does not know by itself."""


class Shelf:
    """Every file below `roots`, with the address it has while its contents stay what they are."""

    def __init__(self, roots: Mapping[str, Path] = ROOTS) -> None:
        self.names = tuple(sorted(_names(roots)))
        self.version = _version(roots, self.names)
        self._served = WhiteNoise(
            None,
            max_age=WhiteNoise.FOREVER,
            allow_all_origins=False,
            immutable_file_test=lambda _path, _url: True,
            mimetypes=dict(MEDIA_TYPES),
        )
        for name in self.names:
            self._served.add_file_to_dictionary(self.url(name), str(_path(roots, name)))

    def url(self, name: str) -> str:
        """The address of the asset `name`, such as `unknot/unknot.css`."""
        return f"{PREFIX}{self.version}/{name}"

    def find(self, path: str):
        """WhiteNoise's file at the address `path`, or None."""
        return self._served.files.get(path)


@cache
def shelf() -> Shelf:
    """The assets as they were when they were first asked for; a file changed later needs a new start."""
    return Shelf()


def _names(roots: Mapping[str, Path]):
    for first, root in roots.items():
        for path in root.rglob("*"):
            rest = path.relative_to(root)
            if path.is_file() and not any(part.startswith(".") for part in rest.parts):
                yield f"{first}/{rest.as_posix()}"


def _path(roots: Mapping[str, Path], name: str) -> Path:
    first, _, rest = name.partition("/")
    return roots[first] / rest


def _version(roots: Mapping[str, Path], names: tuple[str, ...]) -> str:
    contents = hashlib.sha256()
    for name in names:
        contents.update(name.encode())
        contents.update(hashlib.sha256(_path(roots, name).read_bytes()).digest())
    return contents.hexdigest()[:12]
