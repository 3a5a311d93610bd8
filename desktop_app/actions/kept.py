"""Reports of imports, kept in the office's database so that they can be looked at again.

Only this computer has them: they tell what a person did here with a file, they are no shared data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, Protocol, TypeVar

import msgspec
import zstandard
from sqlalchemy import Connection

from desktop_app.domain.moments import wib
from desktop_app.office import Office
from desktop_app.storage import settings
from desktop_app.storage.work import new_id

Kind = Literal["register", "intake", "recommendation"]
"""Of which import the reports are: businesses, applicants, names of DP3AP2KB's letters."""
KEPT: Final = 20
"""Reports kept of each kind; an older one gives way to a new one."""
_ZSTD: Final = b"\x28\xb5\x2f\xfd"

T = TypeVar("T")


class Report(Protocol):
    """What can be kept: what became of every row of a file."""

    @property
    def file_name(self) -> str:
        """The file it tells of, without numbers of people."""
        ...

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every source row once."""
        ...

    @property
    def counts(self) -> Mapping[Any, int]:
        """How many rows of each outcome."""
        ...

    @property
    def added(self) -> int:
        """How many records this import has added."""
        ...

    @property
    def accepted(self) -> int:
        """How many changes were accepted and written."""
        ...


class KeptReport(msgspec.Struct, frozen=True):
    """One import that was done on this computer. `made` in WIB; `counts` by outcome."""

    id: str
    file_name: str
    made: datetime
    by: str
    rows: int
    added: int
    accepted: int
    counts: dict[str, int] = {}


def keep(connection: Connection, kind: Kind, report: Report, office: Office) -> None:
    """Keep a report within the work that did the import."""
    one = KeptReport(
        new_id(), report.file_name, wib(office.clock()), office.session.name, len(report.rows), report.added,
        report.accepted, {str(name): n for name, n in report.counts.items()},
    )  # fmt: skip
    every = [one, *kept_reports(connection, kind)]
    packed = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(report))
    settings.put(connection, f"{kind}:imports:{one.id}", packed)
    for old in every[KEPT:]:
        settings.drop(connection, f"{kind}:imports:{old.id}")
    settings.put(connection, f"{kind}:imports", msgspec.json.encode(every[:KEPT]))


def kept_reports(connection: Connection, kind: Kind) -> list[KeptReport]:
    """The imports done on this computer, the latest first."""
    raw = settings.get(connection, f"{kind}:imports")
    return msgspec.json.decode(raw, type=list[KeptReport]) if raw else []


def kept_report(connection: Connection, kind: Kind, one: str, of: type[T]) -> T | None:
    """The report of one of `kept_reports`; None when it has given way to newer ones."""
    raw = settings.get(connection, f"{kind}:imports:{one}")
    if raw is None:
        return None
    if raw.startswith(_ZSTD):
        raw = zstandard.ZstdDecompressor().decompress(raw)
    return msgspec.json.decode(raw, type=of)


def safe_name(file_name: str) -> str:
    """A file's name without identity numbers that somebody has put into it."""
    return re.sub(r"\d{9,}", "…", file_name)[:120]
