"""An XML part of a workbook, read piece by piece: damaged, endless or self-describing markup is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

from desktop_app.intake.refusals import refused

MAX_TAG: Final = 1024 * 1024
"""Bytes that one tag or comment may take; an unfinished one is looked through again with every piece."""
_STEP: Final = 64 * 1024

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


class Markup:
    """Calls `start`, `end` and `text` as the pieces come. Raises Refused for what is no sound XML, and for a
    document type, which could describe entities."""

    def __init__(self, start: Start, end: End | None = None, text: Text | None = None) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = text
        self._parser.StartDoctypeDeclHandler = _no_document_type
        self._parser.StartCdataSectionHandler = lambda: self._mark(True)
        self._parser.EndCdataSectionHandler = lambda: self._mark(False)
        self._verbatim = False
        self._fed = 0

    def _mark(self, verbatim: bool) -> None:
        self._verbatim = verbatim

    @property
    def between(self) -> bool:
        """Whether what was fed ended with a whole tag or text, outside a verbatim section."""
        return not self._verbatim and self._parser.CurrentByteIndex == self._fed

    def feed(self, data: bytes) -> None:
        for begin in range(0, len(data), _STEP):
            piece = data[begin : begin + _STEP]
            self._parse(piece, last=False)
            self._fed += len(piece)
            if self._fed - self._parser.CurrentByteIndex > MAX_TAG:
                raise refused("corrupt")

    def close(self) -> None:
        self._parse(b"", last=True)

    def _parse(self, data: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise refused("corrupt") from error


def parse(pieces: Iterable[bytes], start: Start, end: End | None = None,
          text: Text | None = None) -> None:  # fmt: skip
    """The whole part. Raises Refused."""
    markup = Markup(start, end, text)
    for piece in pieces:
        markup.feed(piece)
    markup.close()


def _no_document_type(*_: object) -> None:
    raise refused("corrupt")
