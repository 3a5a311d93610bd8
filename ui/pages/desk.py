"""What a page needs of the program around it: the open office, the threads, and somebody to tell."""

from __future__ import annotations

from typing import Any, Protocol

from desktop_app.office import Office
from ui.worker import Worker


class Desk(Protocol):
    """The office one works in."""

    @property
    def office(self) -> Office:
        """The open office."""
        ...

    @property
    def worker(self) -> Worker:
        """The threads for commands and questions."""
        ...

    def changed(self, changes: Any) -> None:
        """Something was written; the window lets every page know."""
        ...
