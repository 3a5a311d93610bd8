"""One file that somebody hands in: the verdict on its signatures, and the codes on its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509

from desktop_app.documents.verdict import Verdict
from desktop_app.documents.verify import SealStanding, too_complex, verify
from desktop_app.errors import Refused
from desktop_app.verifying.apart import Apart, Stopped, never
from desktop_app.verifying.pages import PageKey, Sheet, is_pdf, read_sheets

_SETTLED: Final = frozenset("utuh draf kata_sandi terlalu_rumit tidak_terbaca".split())
"""Causes that the codes on the pages cannot add anything to."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is trusted: DKUM's authorities (PEM), what the directory says of seals, and the devices' keys.

    `chosen` (PEM) are authorities that the office believes besides, for signatures that are no seal; `times`
    those whose time stamps it believes.
    """

    authorities: bytes = b""
    seals: Mapping[str, SealStanding] = field(default_factory=dict[str, SealStanding])
    keys: tuple[PageKey, ...] = ()
    chosen: bytes = b""
    times: bytes = b""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one file is. `verdict` is None for a picture and for a PDF that nothing but the codes on its pages
    speaks for, as scans are saved; `sheets` are its pages with their codes.

    `refused` says why a file could not be looked at. `harmless`: it may be drawn.
    """

    name: str
    verdict: Verdict | None = None
    sheets: tuple[Sheet, ...] = ()
    refused: tuple[str, str] | None = None
    harmless: bool = True


def inspect(name: str, data: bytes, anchors: Anchors, now: datetime) -> Inspected:
    """Look at one file in this process. Never raises for what is in the file."""
    verdict = None
    if is_pdf(data):
        roots, chosen = _certificates(anchors.authorities), _certificates(anchors.chosen)
        times = _certificates(anchors.times)
        verdict = verify(data, roots, now=now, directory=anchors.seals.get, chosen=chosen, times=times)
        if verdict.cause in _SETTLED:
            return Inspected(name, verdict, harmless=verdict.cause != "terlalu_rumit")
    try:
        sheets = tuple(read_sheets(name, data))
    except Refused as refused:
        if verdict is not None:
            return Inspected(name, verdict)
        return Inspected(name, refused=(refused.message, refused.next_step), harmless=False)
    if verdict is not None and not any(sheet.codes for sheet in sheets):
        sheets = ()
    if verdict is not None and verdict.cause == "bukan_wira" and sheets:
        verdict = None  # as a scan saved as a PDF: its pages are compared by a person
    return Inspected(name, verdict, sheets)


def _certificates(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem) if pem else []


def inspect_apart(
    apart: Apart, name: str, data: bytes, anchors: Anchors, now: datetime, check: Callable[[], object] = never
) -> Inspected:
    """The same in another process, which a hostile file cannot leave. `check` stops the wait by raising."""
    try:
        return apart.ask(check, inspect, name, data, anchors, now)
    except Stopped:
        return Inspected(name, too_complex(), harmless=False)
