"""How states look, in one table: icon, word and tone; never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from resources.i18n import mark


@dataclass(frozen=True)
class PillLook:
    """How a state looks: icon, word (translated when drawn), tone, and solid for the strongest."""

    icon: str
    word: str
    tone: str
    solid: bool = False


STATUS: dict[str, PillLook] = {
    "draft": PillLook("circle-dashed", mark("Draf"), "grey"),
    "submitted": PillLook("send", mark("Diajukan"), "accent"),
    "verified": PillLook("check", mark("Terverifikasi"), "ok"),
    "accepted": PillLook("badge-check", mark("Ditetapkan"), "ok", solid=True),
    "returned": PillLook("undo-2", mark("Dikembalikan"), "warn"),
    "rejected": PillLook("x", mark("Ditolak"), "bad"),
    "waitlisted": PillLook("hourglass", mark("Daftar Tunggu"), "plum"),
    "withdrawn": PillLook("log-out", mark("Mengundurkan Diri"), "grey"),
    "discarded": PillLook("trash-2", mark("Dibuang"), "grey"),
    "cancelled": PillLook("ban", mark("Dibatalkan"), "grey"),
    "conflict": PillLook("git-compare", mark("Data berbeda"), "warn"),
}
"""Looks by status as it is shown; ``conflict`` is no status but takes its place in a list."""
