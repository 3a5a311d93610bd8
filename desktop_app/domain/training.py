"""Trainings: kinds, what a day's mark means, marks keyed by number, who completed, and the code of a sheet.

Present on enough days completes a wave; leave and illness are no presence. The marks h, i, s, a are those of
every Indonesian attendance list. Numbers are the running numbers printed on it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from desktop_app.domain.region import CROCKFORD
from desktop_app.domain.values import as_date, parse_date, show_date
from desktop_app.errors import Refused
from resources.i18n import mark, tr

KINDS: Final[dict[str, str]] = {
    "program": mark("Pelatihan program"),
    "dea": mark("DEA, kewirausahaan digital"),
    "gta": mark("GTA, transformasi pemerintah"),
    "ta": mark("TA, akademi tematik"),
}
"""The programme's own and the academies the city names; what these stand for is general knowledge (L)."""
MARKS: Final[dict[str, str]] = {
    "h": mark("Hadir"),
    "i": mark("Izin"),
    "s": mark("Sakit"),
    "a": mark("Alpa"),
}
PRESENT: Final = "h"
CLEAR: Final = "k"
"""Keyed behind a number it takes the mark away (kosongkan)."""
REST: Final = "+"
"""Keyed for everybody who has no mark yet; a star is read alike."""
MOST_DAYS: Final = 14
DAY_FIELDS: Final = tuple(f"h{day}" for day in range(1, MOST_DAYS + 1))
"""The field of each day of a wave, the first day first."""
MOST_PEOPLE: Final = 999
"""Places of a wave; numbers have three digits at most."""
MOST_NUMBER: Final = 9999
"""The largest running number that can be keyed: numbers of those taken off a wave are not given again."""
INVITED: Final = frozenset({"accepted"})
"""Statuses of an application whose person can be invited."""

Outcome = Literal["passed", "failed", "open"]

OUTCOMES: Final[dict[Outcome, str]] = {
    "passed": mark("Tuntas"),
    "failed": mark("Tidak tuntas"),
    "open": mark("Berjalan"),
}


_NAMESPACE: Final = uuid.UUID("5d0c1f4e-6c0b-5c7e-9d1a-27063000a002")


def participant_of(wave: str, application: str) -> str:
    """The record of somebody's part in a wave (all hex): nobody can be in one twice."""
    return uuid.uuid5(_NAMESPACE, f"{wave} {application}").hex


@dataclass(frozen=True, slots=True)
class Keyed:
    """One piece of what was typed: the numbers from `first` to `last` get `mark`, "" takes theirs away.

    `rest`: everybody without a mark; the numbers do not count then.
    """

    first: int
    last: int
    mark: str
    rest: bool = False


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a page of an attendance list is: the wave's short code, its days from `first` to `last` (from 1),
    and the page."""

    wave: str
    first: int
    last: int
    page: int

    def __str__(self) -> str:
        days = f"{self.first}-{self.last}" if self.last != self.first else str(self.first)
        return f"{self.wave}.{days}.{self.page}"


_PIECE: Final = re.compile(r"(?:([+*])|([0-9]{1,4})(?:-([0-9]{1,4}))?)([a-z]?)")
_SIGNS: Final = {"": PRESENT, CLEAR: "", **{code: code for code in MARKS}}


def parse_marks(typed: str) -> tuple[Keyed, ...]:
    """What was keyed: ``12`` present, ``13a`` with a mark, ``1-20``, ``+`` or ``*`` for all without a mark.

    Pieces stand apart by space, comma or semicolon. Raises Refused for whatever is none of these.
    """
    found: list[Keyed] = []
    for piece in re.split(r"[\s,;]+", typed.strip()):
        if not piece:
            continue
        fits = _PIECE.fullmatch(piece.casefold())
        if fits is None or fits[4] not in _SIGNS:
            raise _unreadable(piece)
        given = _SIGNS[fits[4]]
        if fits[1]:
            found.append(Keyed(0, 0, given, rest=True))
            continue
        first = int(fits[2])
        last = int(fits[3]) if fits[3] else first
        if last < first:
            raise Refused(
                tr("{isian} dimulai dari nomor yang lebih besar.", isian=piece),
                next_step=tr("Tulis nomor yang kecil dahulu, misalnya 1-20. Tidak ada yang berubah."),
                code="range",
            )
        found.append(Keyed(first, last, given))
    if not found:
        raise Refused(
            tr("Belum ada nomor yang diketik."),
            next_step=tr("Ketik misalnya 12, 13a, atau 1-20."),
            code="empty",
        )
    return tuple(found)


def settle(
    keyed: Iterable[Keyed], known: Mapping[int, str], gone: frozenset[int] = frozenset()
) -> dict[int, str]:
    """The mark each number gets; `known` are the numbers of the list with the marks they have ("" for none),
    `gone` those that get none any more.

    Raises Refused, naming the first number that is not on the list or is given two marks; a range may pass
    over numbers nobody has, but begins and ends with one that somebody has or had.
    """
    found: dict[int, str] = {}
    rest: str | None = None
    for piece in keyed:
        if piece.rest:
            if rest is not None and rest != piece.mark:
                raise _twice(REST)
            rest = piece.mark
            continue
        for number in (piece.first, piece.last):
            if number not in known and not (piece.last > piece.first and number in gone):
                raise _unknown(number, known)
        for number in (each for each in known if piece.first <= each <= piece.last):
            if found.setdefault(number, piece.mark) != piece.mark:
                raise _twice(str(number))
    if rest:
        for number, has in known.items():
            if not has:
                found.setdefault(number, rest)
    return found


def render_marks(marks: Mapping[int, str]) -> str:
    """The shortest way to key `marks`: neighbours with one mark as a range. Inverse of `parse_marks`."""
    pieces: list[str] = []
    numbers = sorted(marks)
    start = 0
    while start < len(numbers):
        end = start
        while (
            end + 1 < len(numbers)
            and numbers[end + 1] == numbers[end] + 1
            and marks[numbers[end + 1]] == marks[numbers[start]]
        ):
            end += 1
        first, last = numbers[start], numbers[end]
        sign = {PRESENT: "", "": CLEAR}.get(marks[first], marks[first])
        pieces.append((f"{first}-{last}" if last > first else str(first)) + sign)
        start = end + 1
    return " ".join(pieces)


_TO: Final = r"\s*(?:\bs\.?\s*/?d\.?(?=\s|$)|\b(?:sampai|to)\b)\s*"


def parse_days(typed: str) -> tuple[str, ...]:
    """The days of a wave as typed: ``17-11-2026 s.d. 19-11-2026, 24-11-2026``; as ISO texts, as given.

    A span is read in the words of either language. Raises Refused for a day that cannot be read, a
    span that goes backwards, or more days than a wave has.
    """
    found: list[str] = []
    for piece in filter(None, (part.strip() for part in re.split(r"[,;]", typed))):
        ends = [_day(part) for part in re.split(_TO, piece)]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or last < first:
            raise Refused(
                tr("{isian} bukan rentang hari.", isian=piece),
                next_step=tr("Tulis seperti 17-11-2026 s.d. 19-11-2026."),
                code="days",
            )
        if (last - first).days >= MOST_DAYS:
            raise too_many_days()
        found += [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    return tuple(found)


def show_days(days: Sequence[str]) -> str:
    """`days` (ISO, in order) as they may be typed, neighbours as a span in the words of the language."""
    spans: list[list[str]] = []
    for day in days:
        before = date.fromisoformat(day) - timedelta(days=1)
        if spans and spans[-1][-1] == before.isoformat():
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(
        show_date(span[0])
        if len(span) == 1
        else tr("{awal} s.d. {akhir}", awal=show_date(span[0]), akhir=show_date(span[-1]))
        for span in spans
    )


def too_many_days() -> Refused:
    """The refusal of a wave without days, or with more than it has fields for."""
    return Refused(
        tr("Pelatihan berlangsung 1 sampai {n} hari.", n=MOST_DAYS),
        next_step=tr("Isi harinya; yang lebih lama dibagi menjadi beberapa gelombang."),
        code="days",
    )


def _day(typed: str) -> date:
    iso, problem = parse_date(typed)
    found = as_date(iso)
    if problem is not None or found is None:
        raise Refused(
            tr("{isian}: tanggalnya belum terbaca.", isian=typed[:40] or tr("Hari pelatihan")),
            next_step=tr("Tulis seperti 24-11-2026."),
            code="date",
        )
    return found


def outcome(marks: Sequence[str], days: int, minimal: int) -> Outcome:
    """Whether somebody with these marks (one for each day field, "" for none) completes a wave of `days`
    days: present on `minimal` of them, never, or not yet known."""
    present = sum(each == PRESENT for each in marks)
    if present >= minimal:
        return "passed"
    waiting = sum(not each for each in marks[:days])
    return "open" if present + waiting >= minimal else "failed"


def wave_code(record: str) -> str:
    """Six signs by which people name a wave (its record id, hex): no I, L, O or U. Chance makes two waves in
    a billion alike; who looks one up must expect it."""
    number = int(record[-8:], 16)
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in range(5, -1, -1))


def parse_sheet_code(typed: str) -> SheetCode:
    """The code printed on a page of an attendance list, as somebody types it. Raises Refused."""
    text = re.sub(r"\s*[./ ]\s*", ".", typed.strip().upper()).translate(str.maketrans("OIL", "011"))
    fits = re.fullmatch(rf"([{CROCKFORD}]{{6}})\.([0-9]{{1,2}})(?:-([0-9]{{1,2}}))?\.([0-9]{{1,3}})", text)
    if fits is None:
        raise Refused(
            tr("Kode lembar {kode} belum terbaca.", kode=repr(typed.strip())),
            next_step=tr("Ketik seperti yang tercetak di bawah kode QR, misalnya K7QX3M.1-3.1."),
            code="sheet_code",
        )
    first = int(fits[2])
    return SheetCode(fits[1], first, int(fits[3] or first), int(fits[4]))


def _unreadable(piece: str) -> Refused:
    if piece.casefold() in {*MARKS, CLEAR}:
        return Refused(
            tr("Tanda {isian} berdiri sendiri.", isian=piece),
            next_step=tr("Tulis tanda tepat di belakang nomornya, misalnya 13a. Tidak ada yang berubah."),
            code="marks",
        )
    return Refused(
        tr("{isian} tidak terbaca.", isian=piece[:40]),
        next_step=tr("Ketik nomor dengan tanda h, i, s, a, atau k, misalnya 12, 13a, 1-20. "
                     "Tidak ada yang berubah."),
        code="marks",
    )  # fmt: skip


def _unknown(number: int, known: Mapping[int, str]) -> Refused:
    if not known:
        why = tr("Nomor {n} tidak ada: gelombang ini belum mempunyai peserta di kantor ini.", n=number)
    else:
        why = tr(
            "Nomor {n} tidak ada di daftar ini; nomornya {awal} sampai {akhir}.", n=number, awal=min(known),
            akhir=max(known),
        )  # fmt: skip
        if min(known) < number < max(known):
            why = tr("Nomor {n} tidak ada di daftar ini.", n=number)
    return Refused(
        why,
        next_step=tr("Periksa nomor di lembarnya, lalu ketik lagi. Tidak ada yang berubah."),
        code="number",
    )


def _twice(number: str) -> Refused:
    return Refused(
        tr("Nomor {n} disebut dua kali dengan tanda yang berbeda.", n=number),
        next_step=tr("Sebut satu kali saja. Tidak ada yang berubah."),
        code="twice",
    )
