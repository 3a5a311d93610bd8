"""Pictures of pages held within so many bytes: who was not looked at longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

from PySide6.QtGui import QImage

ROOM = 48 * 1024 * 1024
"""Bytes for one view; a page that fills a large screen is about 8 MB."""


class PictureStore:
    """By page, its picture and the scale it was drawn at."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._held: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self.size = 0

    def get(self, page: int) -> tuple[float, QImage] | None:
        """The picture of `page`, which is then the last to go."""
        found = self._held.get(page)
        if found is not None:
            self._held.move_to_end(page)
        return found

    def put(self, page: int, scale: float, image: QImage, keep: Collection[int]) -> list[int]:
        """Hold a picture; returns the pages whose pictures went to make room, never one of `keep`."""
        self.drop(page)
        self._held[page] = (scale, image)
        self.size += image.sizeInBytes()
        gone: list[int] = []
        for other in list(self._held):
            if self.size <= self._room:
                break
            if other != page and other not in keep:
                self.drop(other)
                gone.append(other)
        return gone

    def drop(self, page: int) -> None:
        """Let one go."""
        found = self._held.pop(page, None)
        if found is not None:
            self.size -= found[1].sizeInBytes()

    def clear(self) -> None:
        """Let all go."""
        self._held.clear()
        self.size = 0

    def pages(self) -> set[int]:
        """The pages whose pictures are held."""
        return set(self._held)
