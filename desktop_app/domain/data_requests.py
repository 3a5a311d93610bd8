"""What a person may ask about their own data, by when the office acts, and what stands still meanwhile.

Source: UU 27/2022, articles 5 to 13 (rights), 30, 32, 40 and 41 (3 x 24 hours from the request), 42 to 44.
For erasure and objection the law names no hours; the office counts the same clock, which is the stricter
reading. The clock begins when the request came in, not when somebody typed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_app.domain.clocks import BACK
from desktop_app.domain.fields import Choice, Field
from desktop_app.domain.moments import WIB, milliseconds, moment_of
from desktop_app.domain.problem import Problem
from desktop_app.domain.values import as_date, parse_date
from resources.i18n import mark, tr

Kind = Literal["perbaikan", "penarikan", "pembatasan", "salinan", "penghapusan", "keberatan"]
Result = Literal["dipenuhi", "sebagian", "ditolak"]

HOURS: Final = 72
"""3 x 24 hours, in hours."""


@dataclass(frozen=True, slots=True)
class Right:
    """One kind of request: its words, the articles it stands on, and what the office does about it."""

    code: Kind
    label: str
    articles: str
    deed: str


RIGHTS: Final[tuple[Right, ...]] = (
    Right("salinan", mark("Salinan data"), mark("Pasal 7, 13, dan 32"),
          mark("Buat salinan data orang ini, lalu serahkan kepadanya.")),
    Right("perbaikan", mark("Perbaikan data"), mark("Pasal 6 dan 30"),
          mark("Betulkan isiannya; yang sudah diputuskan diperbaiki DKUM.")),
    Right("penarikan", mark("Penarikan persetujuan"), mark("Pasal 9 dan 40"),
          mark("Pemrosesan sudah dihentikan; beri tahu orangnya apa yang masih disimpan dan sampai kapan.")),
    Right("pembatasan", mark("Pembatasan pemrosesan"), mark("Pasal 11 dan 41"),
          mark("Data ini sudah dibatasi; cabut pembatasannya setelah perkaranya selesai.")),
    Right("penghapusan", mark("Penghapusan data"), mark("Pasal 8, 43, dan 44"),
          mark("Yang menghapus adalah DKUM; buat berkas untuk DKUM.")),
    Right("keberatan", mark("Keberatan"), mark("Pasal 10"),
          mark("Petugas memeriksa lagi yang diberatkan, lalu menjawab dengan alasannya.")),
)  # fmt: skip
WAYS: Final[tuple[Choice, ...]] = (
    Choice("loket", mark("Datang ke kantor")),
    Choice("surat", mark("Surat")),
    Choice("telepon", mark("Telepon")),
    Choice("pesan", mark("Pesan atau email")),
    Choice("dkum", mark("Lewat DKUM")),
)
"""How it came (art. 14: recorded, also by electronic means)."""
RESULTS: Final[tuple[Choice, ...]] = (
    Choice("dipenuhi", mark("Dipenuhi")),
    Choice("sebagian", mark("Dipenuhi sebagian")),
    Choice("ditolak", mark("Ditolak")),
)
LONGEST: Final = 500
"""Characters of one text of a request."""
FIELDS: Final[Mapping[str, Field]] = MappingProxyType({
    each.name: each
    for each in (
        Field("jenis", mark("Yang diminta"), "choice", "persetujuan", 20,
              tuple(Choice(one.code, one.label) for one in RIGHTS)),
        Field("cara", mark("Cara permintaan datang"), "choice", "persetujuan", 20, WAYS),
        Field("bukti", mark("Bukti permintaan"), "text", "persetujuan", LONGEST),
        Field("isi", mark("Isi permintaan"), "text", "persetujuan", LONGEST),
        Field("hasil", mark("Jawaban"), "choice", "persetujuan", 20, RESULTS),
        Field("tindakan", mark("Yang dilakukan"), "text", "persetujuan", LONGEST),
        Field("dicabut_alasan", mark("Alasan pencabutan"), "text", "persetujuan", LONGEST),
    )
})  # fmt: skip
"""What a person types about a request."""
KINDS: Final[frozenset[str]] = frozenset(right.code for right in RIGHTS)
HOLDING: Final[frozenset[str]] = frozenset({"pembatasan", "penarikan"})
"""Kinds that stop the processing from the moment they are recorded."""


def right(code: str) -> Right:
    """The right of that code. Raises KeyError for none of ours."""
    found = [each for each in RIGHTS if each.code == code]
    if not found:
        raise KeyError(code)
    return found[0]


def kind_label(code: str) -> str:
    """The translated words for a kind; an unknown code stands for itself."""
    return next((tr(each.label) for each in RIGHTS if each.code == code), code)


def received_at(day: str, hour: str, now: datetime) -> tuple[int, Problem | None]:
    """When a request came in, in ms since 1970, from a typed day and hour (both empty: `now`).

    Without an hour the clock begins with the day, which is the stricter reading.
    """
    if not day.strip() and not hour.strip():
        return milliseconds(now), None
    text, problem = (
        parse_date(day) if day.strip() else (moment_of(milliseconds(now)).date().isoformat(), None)
    )
    at = as_date(text)
    if problem is not None or at is None:
        return 0, problem or Problem("bentuk", tr("Tanggal belum terbaca"), tr("Tulis seperti 24-11-2026."))
    clock = _clock(hour)
    if clock is None:
        return 0, Problem("jam", tr("Jam belum terbaca"), tr("Tulis seperti 09.30, atau kosongkan."))
    moment = datetime.combine(at, clock, WIB)
    if moment > now:
        return 0, Problem("depan", tr("Waktu itu belum terjadi"), tr("Tulis kapan permintaan itu diterima."))
    return milliseconds(moment), None


def _clock(typed: str) -> time | None:
    """09.30, 9:30 or 0930; nothing is the beginning of the day."""
    digits = typed.strip().replace(":", ".")
    if not digits:
        return time()
    hours, dot, minutes = digits.partition(".")
    if not dot and len(digits) == 4:
        hours, minutes = digits[:2], digits[2:]
    try:
        return time(int(hours), int(minutes or "0"))
    except ValueError:
        return None


def faulty(before: Mapping[str, Any], said: Mapping[str, Any], wall: int) -> bool:
    """Whether an op setting `said` of a request that stands at `before`, written at `wall` (ms since 1970),
    would end its clock or its hold without saying how: answered only with result and deed, lifted or taken
    back only with a reason, and nothing at a time that had not come or before it came in."""
    after = {**before, **said}
    came = after.get("masuk") or 0
    answer = [after.get(name) not in (None, "") for name in ("hasil", "tindakan", "dijawab")]
    if any(answer) != all(answer):
        return True
    if (after.get("dicabut") is not None or after.get("batal")) and not after.get("dicabut_alasan"):
        return True
    moments = [said[name] for name in ("dijawab", "dicabut") if said.get(name) is not None]
    slack = int(BACK / timedelta(milliseconds=1))
    return ("masuk" in said and came > wall + slack) or any(
        not came - slack <= moment <= wall + slack for moment in moments
    )


def strange(received: int, now: datetime) -> bool:
    """Whether a request bears a time that has not come: the clock was wrong when it was recorded, so that
    nobody knows since when it waits."""
    return moment_of(received) > now + BACK


def due(received: int) -> datetime:
    """Until when the office acts on what came in at `received` (ms since 1970), as Depok's clocks show it."""
    return moment_of(received) + timedelta(hours=HOURS)


def clock_words(received: int, now: datetime, answered: int | None = None) -> str:
    """What is left of the three days, or by how much they were passed, in whole hours."""
    end = due(received)
    if strange(received, now):
        return tr("Jam komputer keliru waktu dicatat")
    if answered is not None:
        late = moment_of(answered) - end
        return tr("Dijawab tepat waktu") if late <= timedelta() else tr("Dijawab terlambat")
    left = end - now
    if left < timedelta():
        hours = int(-left / timedelta(hours=1))
        return tr("Lewat {n} jam", n=hours) if hours else tr("Baru saja lewat")
    return tr("Sisa {n} jam", n=int(left / timedelta(hours=1)))


def holds(kind: str, result: str | None, lifted: int | None, cancelled: bool) -> bool:
    """Whether such a request keeps the person's data from being processed now.

    A refusal ends it, and so does lifting. Consent that was withdrawn holds until a new consent is recorded,
    which is a lifting too.
    """
    return kind in HOLDING and result != "ditolak" and lifted is None and not cancelled
