"""A report of a failure to protect personal data (UU 27/2022 art. 46), as a draft to be completed by hand.

What the office's own records show is printed; what only a person can know has room to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.documents.data import Letterhead, Signatory, long_date
from desktop_app.documents.flow import Flow, Letter, Printed, write_letters
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain.moments import wib

_LABEL = 224.0
_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachPaper:
    """What is known: `known_since` and `due` in words ("" to be written), `people` the counts by kind of
    data, `signs` what the records show since `first`, `done` what was done, each typed text may be ""."""

    office: str
    place: str
    first: str
    known_since: str
    due: str
    what: str
    how: str
    done: str
    people: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, tuple[str, ...]], ...]
    letterhead: Letterhead
    signatory: Signatory
    sample: bool = False


def write_breach(one: BreachPaper, *, now: datetime, form: Form = UPRIGHT) -> Printed:
    """The draft as PDF/A-3b bytes. Raises Refused for a letterhead picture that cannot be read."""
    day = wib(now).date()

    def draw(page: Flow) -> None:
        page.label = _LABEL
        page.paragraph(
            "Disiapkan menurut Pasal 46 Undang-Undang Nomor 27 Tahun 2022: pemberitahuan tertulis paling "
            "lambat 3 kali 24 jam kepada orang yang datanya terungkap dan kepada lembaga pelindungan data "
            "pribadi. Yang tercetak berasal dari catatan kantor; lengkapi yang masih bertitik-titik, lalu "
            "sampaikan juga kepada DKUM."
        )
        page.facts(
            (
                ("Kantor", one.office),
                ("Diketahui sejak", one.known_since),
                ("Paling lambat diberitahukan", one.due),
            )
        )
        page.heading("1. Data pribadi yang terungkap")
        _written(page, one.what)
        page.paragraph("Banyaknya orang yang datanya ada di kantor ini, menurut jenis datanya:")
        page.facts(one.people)
        page.heading("2. Kapan dan bagaimana data terungkap")
        _written(page, one.how)
        page.paragraph(f"Yang terlihat di catatan kantor sejak {one.first}:")
        for heading, lines in one.signs:
            page.paragraph(heading if lines else f"{heading} tidak ada.")
            page.points(lines)
        page.heading("3. Upaya penanganan dan pemulihan")
        _written(page, one.done)
        page.heading("4. Pemberitahuan")
        page.facts((
            ("Kepada orang yang datanya terungkap", ""), ("Kepada lembaga pelindungan data pribadi", ""),
            ("Kepada DKUM Kota Depok", ""), ("Petugas yang dapat dihubungi", ""),
        ))  # fmt: skip
        page.gap()
        page.hands([(f"{one.place}, {long_date(day)}", one.signatory)])

    foot = ["Rancangan untuk dilengkapi dan ditandatangani; tidak memuat nama pendaftar."]
    if one.sample:
        foot.append("Data contoh, bukan kejadian sebenarnya.")
    letter = Letter(
        head=one.letterhead,
        title="Laporan Kegagalan Pelindungan Data Pribadi",
        subtitle=f"Rancangan, {long_date(day)} {wib(now):%H.%M} WIB",
        footer="  ".join(foot),
        draw=draw,
    )
    return write_letters([letter], title="Laporan Kegagalan Pelindungan Data Pribadi", now=now, form=form)


def _written(page: Flow, text: str) -> None:
    """What a person typed, or lines to write on."""
    if text:
        page.paragraph(text)
        return
    for _line in range(_LINES):
        page.paragraph("." * 150)
