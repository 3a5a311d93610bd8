"""The folder of the demo city: an earlier demo is replaced, anything else is left alone."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from desktop_app.errors import Refused, Unavailable
from desktop_app.office import take_lock
from resources.i18n import tr

MARK: Final = "wira-contoh.json"
"""The file by which a demo folder is known, so that nothing else is ever removed."""


def clear(out: Path) -> None:
    """An earlier demo is replaced, unless somebody is at work in it; anything else is left alone."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise Refused(
                tr("Folder {folder} tidak kosong dan bukan hasil demo sebelumnya.", folder=out),
                next_step=tr("Pilih folder lain dengan --out."),
                code="demo_folder",
            )
        _remove(out)
    for name in ("berkas", "dokumen", "kunci", "lembar"):
        (out / name).mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("{}", encoding="utf-8")


def _remove(out: Path) -> None:
    """Everything of the earlier demo but its mark: one half removed is still known as a demo."""
    with ExitStack() as held:
        for home in (out / "kantor").glob("*/"):
            held.callback(take_lock(home).release)  # all of them, before anything is gone
    try:
        for entry in out.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != MARK:
                entry.unlink()
    except OSError as error:
        raise Unavailable(
            tr("Hasil demo sebelumnya di {folder} sedang dipakai program lain.", folder=out),
            next_step=tr("Tutup program yang membuka berkas di sana, atau pilih folder lain."),
            code="demo_in_use",
        ) from error
