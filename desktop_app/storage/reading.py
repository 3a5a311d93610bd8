"""Why a file that a person hands in cannot be read: its name, the cause, and the next step."""

from __future__ import annotations

from desktop_app.errors import Unavailable
from desktop_app.keys.unread import Unread, shortened, why_unread
from resources.i18n import tr


def unread(error: OSError, name: str, code: str = "") -> Unavailable:
    """The sentence for the file `name`; with `code` in place of the cause's own."""
    why = why_unread(error, name) or Unread(
        "file_unreadable",
        tr("Berkas {nama} tidak dapat dibaca.", nama=shortened(name)),
        tr("Periksa flash disk atau izin berkasnya, lalu ulangi."),
    )
    return Unavailable(why.sentence, next_step=why.next_step, code=code or why.code)
