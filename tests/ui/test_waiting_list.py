"""Daftar Tunggu in Dokumen: both editions shown, issued under one number, the board's without any NIK."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.queries.documents import register
from tests.documents.reading import page_texts
from tests.flows.test_second_round import QUOTA, SAME_DAY, Both, rows
from tests.offices import PASSPHRASE
from tests.ui.cityscene import cut, names, show
from ui.dialogs.waiting_list import WaitingDialog
from ui.pages.dokumen import DokumenPage
from ui.worker import Worker


@pytest.mark.parametrize("size", [(1024, 768)])
def test_both_editions_are_looked_at_and_issued(
    qtbot: QtBot, look: object, worker: Worker, tmp_path: Path, size: tuple[int, int]
) -> None:
    both = Both(tmp_path)
    both.verified(QUOTA + 2, SAME_DAY, seed=1)
    both.up()
    both.decide()
    both.down()
    both.dkum.close()
    both.kukusan.enter("Dian Lestari", PASSPHRASE)
    stage = show(qtbot, both.kukusan, worker, DokumenPage, size=size)
    page: Any = stage.page
    qtbot.waitUntil(lambda: page.register is not None)
    qtbot.keyClick(stage.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(page.dialog, WaitingDialog))
    dialog = page.dialog
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None, timeout=15_000)
    assert len(dialog.paper.paper().pdfs) == 2
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))
    dialog.paper.clear("")
    dialog.editions[("papan",)].click()
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None, timeout=15_000)
    (board,) = dialog.paper.paper().pdfs
    text = " ".join(page_texts(board))
    numbers = rows(both.kukusan, "SELECT nik FROM application")
    assert "Daftar Tunggu nomor 2" in text and not any(nik in text for (nik,) in numbers)
    dialog.paper.clear("")
    dialog.editions[("arsip", "papan")].click()
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None, timeout=15_000)
    dialog.number.setText("500.3/41")
    with qtbot.waitSignal(dialog.sealed, timeout=15_000):
        dialog.seal()
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    with both.kukusan.reading() as connection:
        made = [line for line in register(connection, both.kukusan.context) if line.nomor == "500.3/41"]
    assert sorted(line.edisi for line in made) == ["arsip", "papan"]
    qtbot.waitUntil(stage.settled)
    both.kukusan.close()
