"""What the XMP metadata of a PDF say, without what every program that writes a file sets anew."""

from __future__ import annotations

from typing import Any, Final
from xml.etree import ElementTree

_CHANGES: Final = frozenset(
    "ModifyDate MetadataDate CreatorTool Producer InstanceID DocumentID History".split()
)
"""Dates, programs and their numbers."""
_MOST: Final = 1 << 20


def said_in(stream: Any) -> bytes:
    """The statements, sorted, of the stream of metadata (pyHanko's); its bytes where it cannot be read as
    such, nothing where there is none."""
    try:
        data = bytes(stream.data)
    except Exception:  # noqa: BLE001  (no stream, or a damaged one)
        return b"" if stream is None else b"unreadable"
    if len(data) > _MOST or b"<!" in data:
        return data
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, RecursionError):
        return data
    return repr(sorted(_statements(root))).encode()


def _statements(root: Any) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    waiting: list[tuple[Any, str]] = [(root, "")]
    while waiting:
        one, above = waiting.pop()
        name = str(one.tag)
        if not _tells(name):
            continue
        inside = above if _frame(name) else name
        text = (one.text or "").strip()
        if text:
            found.add((inside, text))
        found |= {(key, value) for key, value in one.attrib.items() if not _frame(key) and _tells(key)}
        waiting += [(each, inside) for each in one]
    return found


def _tells(name: str) -> bool:
    return name.rpartition("}")[2] not in _CHANGES


def _frame(name: str) -> bool:
    """What only holds statements together."""
    return name.startswith("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}") or "adobe:ns:meta" in name
