"""Aturan program in its states: every part as it is in force, a contradicted draft, preview, issue."""

from __future__ import annotations

from typing import cast

from tests.pictures.camera import Camera
from ui.forms.rulebook_editors import LevelsEditor
from ui.forms.rulebook_parts import AgesPart, RequirementsPart
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_aturan import RulesSection


def walk(camera: Camera, page: PengaturanPage, prefix: str) -> None:
    """Take every state; what is typed is thrown away again."""
    page.open("aturan")
    section = cast("RulesSection", page.section())
    camera.still()
    camera.take(f"{prefix}aturan")
    last = len(section.steps._steps)
    for at in range(1, last):
        section.show_part(at)
        camera.take(f"{prefix}aturan-{at + 1}")
    if not section.may:
        return
    parts = {type(part): part for part in section.parts}
    levels = cast("LevelsEditor", parts[RequirementsPart].editors[0]).table
    levels.go("umur_maksimal")
    levels.choose("warn")
    levels.go("umur_maksimal", 1)
    levels.choose("block")
    section.show_part(section.parts.index(parts[AgesPart]))
    camera.take(f"{prefix}aturan-temuan")
    oldest = parts[AgesPart].editors[1]
    oldest.show_raw("35")
    oldest.changed.emit()
    section.primary()
    camera.take(f"{prefix}aturan-pratinjau")
    section.preview.nomor.setText("188.4/9/DKUM/2026")
    section.preview.tanggal.setText("01-12-2026")
    camera.glance(f"{prefix}aturan-terbit", section.primary)
    section.discard()
