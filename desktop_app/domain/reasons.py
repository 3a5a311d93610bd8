"""What counts as a reason, and the kept reason of a place, worded again in the language of the screen.

A reason is read by others, months later: by the applicant, DKUM, a court. One letter is none. What was
written before this rule stays and counts; it is asked where something is written anew (`given`, and the place
that commits).

A decision keeps its reason in Indonesian, and so it is printed. Every sentence of it is one of `ranking`'s,
so a window in another language reads the numbers out of it and says the same in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, cast

from desktop_app.errors import Refused
from resources.i18n import language, mark, tr, trn

LEAST: Final = 5
"""Letters of the shortest reason, as in *ganda*; `_DIFFERENT` of them differ, unlike in *aaaaa*."""
_DIFFERENT: Final = 3

SENTENCES: Final = (
    mark("Urutan {urutan}."),
    mark("Rekomendasi PEKKA-nya terverifikasi."),
    mark("Tanpa rekomendasi PEKKA terverifikasi, jadi memakai urutan umum."),
    mark("Belum pernah dibantu."),
    mark("Pernah dibantu, jadi setelah yang belum."),
    mark("Belum punya usaha."),
    mark("Sudah punya usaha, jadi setelah yang belum."),
    mark("Berkas lengkap {tanggal}."),
    mark("Masuk {kuota} tempat yang tersedia."),
    mark("Di bawah garis {kuota} tempat: Daftar Tunggu nomor {nomor}."),
    mark("Tidak ada tempat tersisa: Daftar Tunggu nomor {nomor}."),
    mark("Garisnya ditentukan pagu anggaran."),
    mark("Di luar {jumlah} cadangan."),
)
"""Everything `ranking` says of a place, but for the ties, which count."""

_DRAWN: Final = "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian})."


def meaningful(text: str) -> bool:
    """Whether somebody else can learn something from it."""
    letters = [sign for sign in text.casefold() if sign.isalpha()]
    return len(letters) >= LEAST and len(set(letters)) >= _DIFFERENT


def given(text: str) -> str:
    """The reason in one line. Raises Refused where there is none, or none that others understand."""
    words = " ".join(text.split())
    if not words:
        raise Refused(
            tr("Langkah ini memerlukan alasan."), next_step=tr("Tulis alasannya, lalu ulangi."), code="reason"
        )
    if not meaningful(words):
        raise Refused(
            tr("Alasan ini belum dapat dimengerti orang lain."),
            next_step=tr("Tulis alasannya dengan kata yang jelas, sedikitnya {n} huruf.", n=LEAST),
            code="reason",
        )
    return words


def require_words(label: str, text: str | None) -> None:
    """Raise Refused where something is written that others do not understand; `label` names it."""
    if text and not meaningful(text):
        raise Refused(
            tr("{isian}: ini belum dapat dimengerti orang lain.", isian=label),
            next_step=tr("Tulis dengan kata yang jelas, sedikitnya {n} huruf.", n=LEAST),
            code="reason",
        )


def written(kind: str, values: Mapping[str, Any]) -> str:
    """The reason that its writer words now, in an op of `kind`; "" where there is none, or it is repeated
    from an earlier op, as whoever approves or answers repeats it."""
    said: Any = ""
    if kind in ("status", "user") or (kind == "decide" and "usulan" not in values):
        said = values.get("alasan")
    elif kind == "set":
        said = values.get("dicabut_alasan")
    elif kind in _WITHIN:
        name, *parts = _WITHIN[kind]
        inner: Any = values.get(name)
        told = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
        said = next((told[part] for part in parts if told.get(part)), "")
    return said if isinstance(said, str) else ""


_WITHIN: Final = {
    "request": ("permintaan", "jawaban", "alasan"),
    "propose": ("usul", "alasan"),
    "annul": ("batal", "alasan"),
}


def reworded(kept: str) -> str:
    """`kept` in the language in force. What a person wrote, or another version worded, stays as it is."""
    if language() == "id":
        return kept
    told: list[str] = []
    rest = kept.strip()
    while rest:
        for sentence, pattern in _patterns():
            if found := pattern.match(rest):
                told.append(_said(sentence, found.groupdict()))
                rest = rest[found.end() :].lstrip()
                break
        else:
            return kept
    return " ".join(told)


def _said(sentence: str, values: dict[str, str]) -> str:
    if sentence == _DRAWN:
        return trn(
            "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
            "Sama dengan {n} pendaftar lain; urutannya dari undian tercatat ({undian}).",
            int(values["n"]),
            undian=values["undian"],
        )
    return tr(sentence, **values)


@lru_cache(1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sentence, _pattern(sentence)) for sentence in (*SENTENCES, _DRAWN))


def _pattern(sentence: str) -> re.Pattern[str]:
    """A place for a value takes a number, a date or the head of a draw."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(rf"(?P<{part}>[\w-]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )
