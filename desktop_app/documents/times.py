"""Whose word the time of a signature is: the signer's own computer, or an authority that stamped it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from desktop_app.documents.data import wib_minute
from desktop_app.documents.verdict import SignatureDetail
from resources.i18n import tr

_SLACK: Final = timedelta(minutes=10)
_BSRE: Final = ("BSRE", "BALAI SERTIFIKASI ELEKTRONIK", "BALAI BESAR SERTIFIKASI ELEKTRONIK")
"""How the state's own authority is named in its certificates."""


def with_times(details: Sequence[SignatureDetail]) -> list[SignatureDetail]:
    """The same, each with a sentence about its time where it is unchanged."""
    stamps = [one for one in details if one.kind == "waktu" and one.intact]
    return [replace(one, time=_told(one, stamps)) if one.intact else one for one in details]


def of_bsre(one: SignatureDetail) -> bool:
    """Whether the state's own authority vouches for it: an authority of a trusted path, not what somebody
    calls themselves or a field."""
    return any(word in name.upper() for name in one.path[:-1] for word in _BSRE)


def _told(one: SignatureDetail, stamps: Sequence[SignatureDetail]) -> str:
    if one.signed_at is None:
        return ""
    if one.kind == "waktu":
        return _stamp_told(one, one.signed_at)
    over = [stamp for stamp in stamps if stamp.length >= one.length]
    counting = [(stamp.signed_at, stamp) for stamp in over if stamp.known and stamp.signed_at is not None]
    own = wib_minute(one.signed_at)
    if counting:
        at, stamp = min(counting, key=lambda each: each[0])
        return _witnessed(one.signed_at, at, stamp)
    if over:
        return tr(
            "Waktu {waktu} berasal dari jam komputer yang menandatangani; penanda waktu dari {nama} tidak "
            "dipercaya di sini.",
            waktu=own,
            nama=over[0].signer,
        )
    return tr(
        "Waktu {waktu} berasal dari jam komputer yang menandatangani; tidak ada penanda waktunya.", waktu=own
    )


def _witnessed(claimed: datetime, at: datetime, stamp: SignatureDetail) -> str:
    if claimed > at + _SLACK:
        return tr(
            "Jam komputer yang menandatangani ({jam}) mendahului penanda waktu dari {nama}; tanda tangan ini "
            "sudah ada pada {waktu}.",
            jam=wib_minute(claimed),
            nama=stamp.signer,
            waktu=wib_minute(at),
        )
    return tr(
        "Dibuat {jam} menurut jam komputer yang menandatangani, dan sudah ada pada {waktu} menurut {nama}.",
        jam=wib_minute(claimed),
        waktu=wib_minute(at),
        nama=stamp.signer,
    )


def _stamp_told(one: SignatureDetail, at: datetime) -> str:
    when = wib_minute(at)
    if not one.known:
        return tr(
            "Penanda waktu {waktu} dari {nama}, yang tidak dipercaya di sini; waktu itu tidak membuktikan "
            "apa pun.",
            waktu=when,
            nama=one.signer,
        )
    if of_bsre(one):
        return tr(
            "Penanda waktu {waktu} dari {nama}: waktu itu menurut BSrE, dan bukan tanda tangan seseorang.",
            waktu=when,
            nama=one.signer,
        )
    return tr(
        "Penanda waktu {waktu} dari {nama}: waktu itu kata penyelenggaranya, bukan BSrE dan bukan tanda "
        "tangan.",
        waktu=when,
        nama=one.signer,
    )
