"""Whether what a command saves leaves files of other people alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

FOREIGN = b"milik orang lain"


def saved_beside(run: Callable[[], Any]) -> Any:
    """What `run`, which saves papers, answers when each of its names has been taken by another file."""
    taken = _paths(run())
    for path in taken:
        path.write_bytes(FOREIGN)
    answer = run()
    own = _paths(answer)
    assert len(own) == len(taken) > 0 and not set(own) & set(taken)
    assert [path.read_bytes() for path in taken] == [FOREIGN] * len(taken)
    assert all(path.read_bytes() not in (b"", FOREIGN) for path in own)
    return answer


def _paths(answer: Any) -> list[Path]:
    found = answer.get("saved") or answer.get("files") or [answer["file"]]
    return [Path(path) for path in found if str(path).endswith((".pdf", ".txt", ".json"))]
