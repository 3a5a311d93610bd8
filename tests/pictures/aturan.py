"""Aturan program in its states: every part as it is in force, a contradicted draft, preview, issue."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.requirements import Requirement
from desktop_app.domain.rulebook import default_rules
from desktop_app.storage.work import new_id
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.pictures.camera import Camera, Studio
from tests.ui.cityscene import make_city
from ui.forms.rulebook_editors import LevelsEditor
from ui.forms.rulebook_parts import AgesPart, ReceiversPart, RequirementsPart
from ui.pages.pendaftar import PendaftarPage
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
    receivers = cast("ReceiversPart", parts[ReceiversPart])
    section.show_part(section.parts.index(receivers))
    camera.glance(f"{prefix}dialog-penerima", receivers.given.box.add)
    section.discard()


def newer_rules(studio: Studio) -> None:
    """A rule book that judges some otherwise, told at the kelurahan; then one of a newer program."""
    city = make_city(studio.folder / "aturan-baru", KUKUSAN)
    office = city.kukusan
    office.enter("Ratna Puspita", PASSPHRASE)
    people = [
        {**person, "program": "WUB", "kur": "ya" if n in (1, 4, 5) else "tidak"}
        for n, person in enumerate(offices.persons(14))
    ]
    records = offices.enter(office, people)
    offices.verify(office, records[4:9])
    switched = (Requirement("kur", "warn", "block"),)
    rules = replace(default_rules("WUB", 2026), requirements=switched)
    rulebooks.issue(city.dkum, IssueRules(rules, "188.4/2/DKUM/2026", "20-11-2026"))
    city.down()
    office.enter("Ratna Puspita", PASSPHRASE)
    with studio.opened(office) as camera:
        camera.go("beranda")
        camera.take("beranda-aturan-baru")
        page = cast("PendaftarPage", camera.go("pendaftar", {"otherwise": True}))
        camera.take("pendaftar-aturan-baru")
        statuses = [getattr(page.model.row_at(at), "status", "") for at in range(page.model.rowCount())]
        for status, name in (
            ("submitted", "dialog-nilai-ulang"),
            ("verified", "dialog-nilai-ulang-tertahan"),
        ):
            page.table.select_row(statuses.index(status))
            camera.still()
            if not page.panel.isVisible():
                page.open_drawer()
                camera.take(f"pendaftar-aturan-baru-{status}")
            camera.glance(name, page.ask_rejudge)
        newer = {"v": 9, "program": "WUB", "tahun": 2026, "version": 2}
        told = {"program": "WUB", "tahun": 2026, "versi": 2, "nomor": "188.4/3/DKUM/2026",
                "tanggal": "2026-11-22", "isi": newer}  # fmt: skip
        city.dkum.do(lambda work: work.put(new_id(), "rulebook", "issue", told, scope="", new=True))
        city.down()
        settings = cast("PengaturanPage", camera.go("pengaturan"))
        settings.open("aturan")
        camera.take("aturan-lebih-baru")
        section = cast("RulesSection", settings.section())
        section.show_part(len(section.steps._steps) - 1)
        camera.take("aturan-lebih-baru-versi")
    city.dkum.close()
