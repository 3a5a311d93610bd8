"""Data berbeda in its states: chosen, typed, put together, left for later, decided, opened again, held up."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from desktop_app.actions import resolving
from tests.differing import apart, differences
from tests.offices import PASSPHRASE
from tests.pictures.camera import Studio

Key = Qt.Key
OURS = {"nama": "Siti Marlina Putri", "hp": "+6289000000001", "dokumen": {"ktp": "ada", "kk": "ada"},
        "alamat": "Jl. Mawar No. 5"}  # fmt: skip
THEIRS = {"nama": "Siti Merlina Putri", "hp": "+6289000000002", "dokumen": {"ktp": "asli_dilihat"},
          "alamat": "Jl. Mawar No. 15, belakang pasar"}  # fmt: skip


def differing_data(studio: Studio) -> None:
    """Two offices that wrote about one applicant, from the held verification to the decided list."""
    two = apart(studio.folder / "berbeda", OURS, THEIRS)
    two.dkum.do(lambda work: work.put(two.record, "application", "set", {"alamat": "Jl. Melati"}, base={}))
    two.down()
    two.dkum.close()
    office = two.kukusan
    office.enter("Dian Lestari", PASSPHRASE)
    with studio.opened(office) as camera:
        camera.take("berbeda-beranda")
        camera.go("sinkronisasi")
        camera.take("berbeda-sinkronisasi")
        camera.go("pendaftar")
        camera.take("berbeda-pendaftar")
        camera.go("verifikasi")
        camera.take("berbeda-verifikasi")
        camera.press(Key.Key_B)
        camera.take("perbedaan-tiga-nilai")
        page: Any = camera.page()
        page.table.setFocus()
        camera.press(Key.Key_Down)
        camera.press(Key.Key_Right)
        camera.press(Key.Key_Right)
        camera.take("perbedaan-dipilih")
        camera.dialog("dialog-putuskan-nanti", page.later)
        camera.dismiss()
        for _ in range(2):
            camera.press(Key.Key_Down)
            camera.take(f"perbedaan-{page.table.current_row().field}")
        nama = next(each for each in differences(office) if each.field == "nama")
        hp = next(each for each in differences(office) if each.field == "hp")
        resolving.postpone(office, two.record, ["hp"], "Pendaftar akan ditelepon")
        typed = resolving.Choice("nama", nama.heads, typed="Siti Marlina Putri Ayu")
        resolving.resolve(office, resolving.ResolveDifferences(two.record, (typed,)))
        page.refresh(None)
        camera.still()
        page.table.select_row(page.model.rowCount() - 1)
        camera.still()
        assert page.table.current_row().field == hp.field
        camera.take("perbedaan-ditunda")
        page.done_chip.click()
        camera.still()
        camera.take("perbedaan-diputuskan")
    office.close()
