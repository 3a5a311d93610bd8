"""Choosing files and folders with the system's own dialog, without a nested event loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def pick_files(
    parent: QWidget, title: str, start: str, kinds: str, done: Callable[[Sequence[Path]], object]
) -> QFileDialog:
    """Let a person choose one file or several; `kinds` is a filter such as ``Berkas Wira (*.dks)``."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(kinds)
    dialog.filesSelected.connect(lambda names: done([Path(name) for name in names]))
    dialog.open()
    return dialog


def pick_folder(parent: QWidget, title: str, start: str, done: Callable[[Path], object]) -> QFileDialog:
    """Let a person choose a folder."""
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: done(Path(name)))
    dialog.open()
    return dialog


def pick_save(
    parent: QWidget, title: str, start: Path, kinds: str, done: Callable[[Path], object]
) -> QFileDialog:
    """Let a person choose where a file is written; its ending is that of `start`, or of the kind chosen."""
    dialog = _dialog(parent, title, str(start))
    dialog.setNameFilter(kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(start.suffix[1:])
    dialog.selectFile(start.name)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.fileSelected.connect(lambda name: done(Path(name)))
    dialog.open()
    return dialog


def _ending(kind: str) -> str:
    """``csv`` of ``Teks (*.csv)``."""
    return kind.partition("*.")[2].partition(")")[0].partition(" ")[0]


def _dialog(parent: QWidget, title: str, start: str) -> QFileDialog:
    dialog = QFileDialog(parent.window(), title, start)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
