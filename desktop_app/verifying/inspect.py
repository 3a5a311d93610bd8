"""One file that somebody hands in: the verdict on its signatures, and the codes on its pages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, cast

import msgspec
from cryptography import x509

from desktop_app.documents.verdict import Cause, Verdict
from desktop_app.documents.verdict_words import SENTENCES, STEPS, said
from desktop_app.documents.verify import SealStanding, too_complex, verify
from desktop_app.errors import Refused, WiraError
from desktop_app.verifying import drawing
from desktop_app.verifying.apart import Apart, Stopped, never
from desktop_app.verifying.belonging import strangers
from desktop_app.verifying.drawing import MOST_PAGES as MOST_DRAWN
from desktop_app.verifying.drawing import MOST_POINTS
from desktop_app.verifying.pages import MOST_TEXT, PageKey, Sheet, is_pdf, read_sheets, sealed_sheets
from resources.i18n import tr

_LONGEST: Final = 4_000
"""Letters of a sentence, in which every text from a file is cut."""
_SETTLED: Final = frozenset(
    "utuh kode_halaman kode_tidak_tergambar draf kata_sandi terlalu_rumit tidak_terbaca".split()
)
"""Causes that the codes on the pages cannot add anything to, or have been asked already."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is trusted: DKUM's authorities (PEM), what the directory says of seals, and the devices' keys.

    `chosen` (PEM) are authorities that the office believes besides, for signatures that are no seal; `times`
    those whose time stamps it believes. `told` says where they are from, where that is no open office.
    `issued`: papers that its register knows, by SHA-256 (hex).
    `called_off` are files of documents that the office knows to count no more, by SHA-256 in hex, and why;
    `newer` are files of those another one took the place of, and a sentence that names it; `erased` are files
    of those whose papers went with somebody's data, and a sentence that says so. `register`: every paper in
    it, its files and the digest in its page codes, in hex; None where no register was asked.
    """

    authorities: bytes = b""
    seals: Mapping[str, SealStanding] = field(default_factory=dict[str, SealStanding])
    keys: tuple[PageKey, ...] = ()
    chosen: bytes = b""
    times: bytes = b""
    told: str = ""
    issued: frozenset[str] = frozenset()
    called_off: Mapping[str, str] = field(default_factory=dict[str, str])
    newer: Mapping[str, str] = field(default_factory=dict[str, str])
    erased: Mapping[str, str] = field(default_factory=dict[str, str])
    register: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one file is. `verdict` is None for a picture and for a PDF that nothing but the codes on its pages
    speaks for, as scans are saved; `sheets` are its pages with their codes.

    `refused` says why a file could not be looked at, `code` the same in one word. `sizes` are wide and high
    of every page, in points or pixels of a picture; empty where it shall not be drawn. Where something stands
    behind what was signed that may not be relied upon, they are those of the first `shown` bytes, what was
    signed, and `whole` those of the whole file.
    """

    name: str
    verdict: Verdict | None = None
    sheets: tuple[Sheet, ...] = ()
    refused: tuple[str, str] | None = None
    code: str = ""
    sizes: tuple[tuple[float, float], ...] = ()
    shown: int = 0
    whole: tuple[tuple[float, float], ...] = ()


def inspect(name: str, data: bytes, anchors: Anchors, now: datetime) -> Iterator[Sheet | Inspected]:
    """Look at one file in this process: its sheets as they are read, and last what it is. Never raises for
    what is in the file."""
    verdict = None
    if is_pdf(data):
        roots, chosen = _certificates(anchors.authorities), _certificates(anchors.chosen)
        times = _certificates(anchors.times)
        verdict = verify(
            data, roots, now=now, directory=anchors.seals.get, chosen=chosen, times=times,
            issued=anchors.issued,
        )  # fmt: skip
        asked = verdict.ok and bool(verdict.paper or verdict.cause in _SETTLED)
        if asked:
            verdict = yield from _with_codes(name, data, verdict, anchors)
        if asked or verdict.cause in _SETTLED:
            yield _drawn(Inspected(name, verdict), data)
            return
    sheets: list[Sheet] = []
    try:
        for sheet in read_sheets(name, data):
            sheets.append(sheet)
            yield sheet
    except Refused as refused:
        if verdict is None:
            yield unread(name, refused)
            return
        if verdict.ok:
            verdict = yield from _with_codes(name, data, verdict, anchors)
        yield _drawn(Inspected(name, verdict), data)
        return
    if verdict is not None and verdict.ok:
        verdict = _belonging(data, verdict, sheets, anchors)
    coded = any(sheet.codes for sheet in sheets)
    if (
        verdict is not None
        and verdict.cause == "bukan_wira"
        and (coded or not any(one.pdf for one in sheets))
    ):
        verdict = None  # as a scan saved as a PDF: its pages are compared by a person
    elif verdict is not None and not coded:
        sheets = []
    yield _drawn(Inspected(name, verdict, tuple(sheets)), data)


def unread(name: str, error: WiraError) -> Inspected:
    """The answer on a file that could not be looked at."""
    return Inspected(name, refused=(error.message, error.next_step), code=error.code)


def _with_codes(
    name: str, data: bytes, verdict: Verdict, anchors: Anchors
) -> Generator[Sheet, None, Verdict]:
    """The verdict on a file that is *sah*, once the codes of its pages, which are told one by one, have been
    found to be its own. Pages that cannot be drawn prove nothing."""
    sheets: list[Sheet] = []
    try:
        for sheet in sealed_sheets(name, data[: verdict.signed_length]):
            sheets.append(sheet)
            yield sheet
    except Refused:
        return _doubtful(verdict, "kode_tidak_tergambar")
    return _belonging(data, verdict, sheets, anchors)


def _belonging(data: bytes, verdict: Verdict, sheets: Sequence[Sheet], anchors: Anchors) -> Verdict:
    found = strangers(data[: verdict.signed_length], verdict, sheets, anchors.keys)
    return _doubtful(verdict, "kode_halaman", found) if found else verdict


def _doubtful(verdict: Verdict, cause: Cause, pages: Sequence[str] = ()) -> Verdict:
    who = next((one.signer for one in reversed(verdict.details) if one.good and one.kind != "waktu"), "")
    sentence, step = (said(of[cause], who, "") for of in (SENTENCES, STEPS))
    return replace(
        verdict, kind="tidak_pasti", cause=cause, sentence=sentence, next_step=step, pages=tuple(pages)
    )


def _drawn(one: Inspected, data: bytes) -> Inspected:
    """The same with what is to be drawn of it: of a paper that was changed, what was signed."""
    verdict = one.verdict
    if verdict is not None and verdict.cause == "terlalu_rumit":
        return one
    whole = _sizes(data)
    if verdict is None or verdict.ok or not 0 < verdict.signed_length < len(data):
        return replace(one, sizes=whole)
    signed = _sizes(data[: verdict.signed_length])
    return replace(one, sizes=signed, shown=verdict.signed_length, whole=whole)


def _sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    try:
        return drawing.sizes(data)
    except Refused:
        return ()


def _certificates(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem) if pem else []


def _plausible(answer: Inspected, size: int) -> bool:
    """Whether an answer may be shown: a process that was taken over may say what no file makes it say."""
    verdict = answer.verdict
    ends = (answer.shown, verdict.signed_length if verdict is not None else 0)
    sides = [side for one in (*answer.sizes, *answer.whole) for side in one]
    told: list[object] = [answer.code, answer.refused, msgspec.to_builtins(verdict)]
    told += [(one.name, one.source) for one in answer.sheets]
    return (
        all(0 <= end <= size for end in ends)
        and len(sides) <= 4 * MOST_DRAWN
        and all(1 <= side <= MOST_POINTS for side in sides)
        and all(len(one.text) <= MOST_TEXT for one in answer.sheets)
        and all(_short(one) for one in told)
    )


def _short(told: Any) -> bool:
    if isinstance(told, str):
        return len(told) <= _LONGEST
    if isinstance(told, dict):
        return all(map(_short, cast("dict[str, Any]", told).values()))
    return not isinstance(told, (list, tuple)) or all(map(_short, cast("list[Any]", told)))


def inspect_apart(
    apart: Apart,
    name: str,
    data: bytes,
    anchors: Anchors,
    now: datetime,
    check: Callable[[], object] = never,
    read: Callable[[int], object] = lambda _sheets: None,
) -> Inspected:
    """The same in another process, which a hostile file cannot leave. `check` is called while waiting, `read`
    with how many sheets have been read; either stops it by raising."""
    count = 0
    answer: Inspected | None = None
    try:
        for found in apart.each(check, inspect, name, data, anchors, now):
            if isinstance(found, Inspected):
                answer = found  # and listens to the end, or the process would have to be begun anew
            else:
                count += 1
                read(count)
        if answer is None or not _plausible(answer, len(data)):
            raise Stopped
        return replace(answer, name=name)
    except Stopped:
        if is_pdf(data):
            return Inspected(name, too_complex())
        return Inspected(name, refused=(
            tr("Gambar ini terlalu besar atau terlalu rumit, jadi pemeriksaannya dihentikan."),
            tr("Pindai lagi dengan ketajaman 200 dpi, lalu periksa hasilnya."),
        ), code="too_complex")  # fmt: skip
