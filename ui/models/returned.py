"""A paper that came back from a service, away from the window's thread: compared, drawn, taken in.

The file comes from outside, so it is read and drawn in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from desktop_app.errors import Refused, WiraError
from desktop_app.office import Office
from resources.i18n import tr

if TYPE_CHECKING:
    from desktop_app.actions.tte import Examined, Returned

Size = tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """What was found: `page` (from 0) is the first one that differs, or 0; sizes are those of the pages."""

    pdf: bytes = field(repr=False)
    found: Examined
    page: int
    ours: tuple[Size, ...]
    theirs: tuple[Size, ...]


class Comparing:
    """One file that came back, and the process in which it is read. Used by the reading thread alone."""

    def __init__(self, office: Office, path: Path) -> None:
        self._office, self._path = office, path
        self._apart: Any = None

    def look(self, check: Callable[[], object], document: str = "") -> Comparison:
        """Compare it with what was sent; `check` is called meanwhile and stops it by raising.

        Raises Refused and Unavailable as `tte.examine`.
        """
        from desktop_app.actions import tte
        from desktop_app.documents.render import page_sizes

        pdf = tte.read_limited(self._path)
        found = tte.examine(self._office, pdf, document, self._process(), check)
        return Comparison(pdf, found, found.page, tuple(page_sizes(found.ours)), self._sizes(pdf, check))

    def draw(self, check: Callable[[], object], pdf: bytes, page: int, scale: float) -> QImage:
        """A page `width * scale` pixels wide; an empty image where it cannot. `check` as in `look`."""
        from desktop_app.documents.render import page_picture
        from desktop_app.verifying.apart import Stopped

        try:
            drawn = self._process().ask(check, page_picture, pdf, page, dpi=72 * scale)
        except Stopped:
            return QImage()
        form = QImage.Format.Format_RGBA8888
        return QImage(drawn.rgba, drawn.wide, drawn.high, drawn.wide * 4, form).copy()

    def keep(self, comparison: Comparison) -> Returned:
        """Keep it as the signed copy; in the writing thread."""
        from desktop_app.actions import tte

        return tte.keep(self._office, comparison.pdf, comparison.found)

    def close(self) -> None:
        """End the process."""
        if self._apart is not None:
            self._apart.close()
            self._apart = None

    def _sizes(self, pdf: bytes, check: Callable[[], object]) -> tuple[Size, ...]:
        from desktop_app.documents.render import page_sizes
        from desktop_app.verifying.apart import Stopped

        try:
            return tuple(self._process().ask(check, page_sizes, pdf))
        except Stopped:
            return ()

    def _process(self) -> Any:
        from desktop_app.verifying.apart import Apart

        if self._apart is None:
            self._apart = Apart()
        return self._apart


def sentence(found: Examined) -> tuple[str, str, str]:
    """Tone, title and sentence of what was found."""
    if found.how is None:
        assert found.refused is not None
        return "bad", tr("Bukan dokumen yang dikirim"), str(found.refused)
    if found.refused is not None:
        return "warn", tr("Belum dapat diterima"), str(found.refused)
    if found.how == "sama":
        text = tr("Berkas yang dikirim tidak berubah; hanya tanda tangannya ditambahkan.")
        return "ok", tr("Sama"), text
    text = tr("Layanan menulis ulang berkasnya; teks dan gambarnya sama. Lihat keduanya, lalu catat.")
    return "warn", tr("Isi sama, berkas ditulis ulang"), text


def unreadable(error: WiraError) -> tuple[str, str, str]:
    """The same of a file that could not be compared at all."""
    title = tr("Belum dapat diterima") if isinstance(error, Refused) else tr("Berkas tidak terbaca")
    return "bad", title, str(error)
