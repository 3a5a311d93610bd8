"""A secret on the clipboard: marked as one, and taken away again after a while."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS: Final = 60
_MARKS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}
"""What asks clipboard histories, Windows' among them, to keep nothing of it."""


def copy_secret(text: str, *, seconds: float = SECONDS) -> None:
    """Put `text` on the clipboard for `seconds`, at most until the program ends. What somebody has copied
    meanwhile stays."""
    data = QMimeData()
    data.setText(text)
    for name, value in _MARKS.items():
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)

    def clear() -> None:
        board = QGuiApplication.clipboard()
        if board.text() == text:
            board.clear()

    app = QGuiApplication.instance()
    assert app is not None
    timer = QTimer(app)
    timer.setSingleShot(True)
    timer.timeout.connect(clear)
    timer.timeout.connect(timer.deleteLater)
    app.aboutToQuit.connect(clear)
    timer.start(int(seconds * 1000))
