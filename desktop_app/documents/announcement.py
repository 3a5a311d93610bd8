"""Pengumuman Program: what the city offers, on one page to hand out and as plain text for a chat group.

Everything comes from the issued rule book; nobody types it again. It names no person and carries no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.documents import ink
from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import PROGRAM_NAMES, Letterhead, grouped, short_date
from desktop_app.documents.ink import Ink
from desktop_app.documents.sheets import Form, PaperName
from desktop_app.domain import region
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.requirements import KINDS
from desktop_app.domain.rulebook import PRIORITY_LABELS, ProgramRules
from desktop_app.domain.values import show_rupiah

_MARGIN = 56.0
_LABEL = 128.0
_SIZE = 12.0
_LEADING = 17.5
_NOTHING_SET = "Menunggu ketetapan DKUM."
_NO_CEILING = "DKUM tidak menetapkan pagu; kuota yang membatasi."


@dataclass(frozen=True, slots=True)
class Announcement:
    """One programme, for one kelurahan or, with `kelurahan` empty, for the whole city.

    `areas` is how many kelurahan the city has, `code` the kelurahan's own. It lies upright.
    """

    rules: ProgramRules
    kelurahan: str
    kecamatan: str
    areas: int
    letterhead: Letterhead
    sample: bool = False
    code: str = ""
    paper: PaperName = "A4"

    @property
    def title(self) -> str:
        """Programme and year."""
        return f"{PROGRAM_NAMES.get(self.rules.program, self.rules.program)} {self.rules.tahun}"

    @property
    def place(self) -> str:
        """Where it holds."""
        if not self.kelurahan:
            return "Seluruh Kota Depok"
        return f"Kelurahan {self.kelurahan}, Kecamatan {self.kecamatan}"

    @property
    def source(self) -> str:
        """The rule book that it is drawn from."""
        rules = self.rules
        if not rules.version:
            return "Aturan bawaan Wira; DKUM belum menerbitkan buku aturan untuk tahun ini."
        return f"Buku aturan versi {rules.version}, nomor {rules.nomor}, {short_date(rules.issued)}."


def parts(one: Announcement) -> list[tuple[str, list[str]]]:
    """What is announced: a heading and its sentences, in the order of the page."""
    rules = one.rules
    found = [
        ("Tempat", [_places(one)]),
        ("Anggaran", [_budget(one)]),
        ("Pendaftaran", [_dates(rules)]),
        ("Syarat", _conditions(rules)),
        ("Dokumen", [_documents(rules)]),
        ("Urutan", _order(rules)),
        ("Cara mendaftar", [rules.registration or "Di kantor kelurahan sesuai KTP."]),
    ]
    if "pekka_terverifikasi" in rules.priority:
        letter = "Perempuan kepala keluarga (PEKKA) dengan rekomendasi DP3AP2KB didahulukan."
        found.insert(5, ("PEKKA", [letter]))
    return found


def to_text(one: Announcement) -> str:
    """The same for a chat group: short lines, no decoration that a phone would garble."""
    lines = [f"PENGUMUMAN PROGRAM {one.title.upper()}", one.place, ""]
    for label, sentences in parts(one):
        lines.append(f"{label}: {sentences[0]}")
        lines += [f"- {sentence}" for sentence in sentences[1:]]
    lines += ["", one.source]
    if one.sample:
        lines.append("CONTOH, bukan pengumuman sungguhan.")
    return "\n".join(lines) + "\n"


def write_announcement(one: Announcement, *, now: datetime) -> bytes:
    """The page as PDF/A-3b bytes, tagged; the same data give the same bytes."""
    pen = Ink(Form(one.paper, "potret").size, tagged=True)
    top = _head(pen, one)
    size, leading = _fit(pen, one, top)
    room = pen.wide - 2 * _MARGIN
    table = pen.group("Table")
    for label, sentences in parts(one):
        row = pen.group("TR", table)
        pen.text(_MARGIN, top, label, size, ink.BOLD, room=_LABEL - 10, role="TH", within=row, scope="Row")
        lines = [line for sentence in sentences
                 for line in ink.wrap(sentence, ink.REGULAR, size, room - _LABEL)]  # fmt: skip
        places = [(_MARGIN + _LABEL, top + n * leading, line) for n, line in enumerate(lines)]
        pen.cells(places, size, ink.REGULAR, marks=[pen.mark("TD", row), *[""] * (len(lines) - 1)])
        top += leading * (len(lines) + 0.5)
    pen.rule(_MARGIN, pen.wide - _MARGIN, pen.high - 74, 0.6, ink.RULE)
    pen.text(_MARGIN, pen.high - 58, one.source, 8.5, tint=ink.SOFT, room=room)
    last = f"  {ink.REPLACED}" if pen.replaced() else ""
    pen.text(_MARGIN, pen.high - 44, f"Pengumuman ini boleh diperbanyak.{last}", 8.5, tint=ink.SOFT)
    pen.page_done()
    about = About(f"Pengumuman Program {one.title}, {one.place}", one.letterhead.office)
    return archival(pen.finish(), about, now, structure=pen.structure)


def _head(pen: Ink, one: Announcement) -> float:
    """Letterhead and title; returns the first baseline below."""
    head, middle, room = one.letterhead, pen.wide / 2, pen.wide - 2 * _MARGIN
    y = 46.0
    lines: tuple[tuple[str, float, ink.Face], ...] = (
        (head.government.upper(), 11.0, ink.REGULAR),
        (head.parent.upper(), 10.0, ink.REGULAR),
        (head.office.upper(), 13.0, ink.BOLD),
        (head.address, 8.5, ink.REGULAR),
    )
    for text, size, face in lines:
        if text:
            pen.text(middle, y, text, size, face, align="center", room=room)
            y += size + 5
    pen.rule(_MARGIN, pen.wide - _MARGIN, y, 1.8)
    pen.rule(_MARGIN, pen.wide - _MARGIN, y + 3, 0.5)
    y += 38
    pen.text(middle, y, "PENGUMUMAN PROGRAM", 11, tint=ink.SOFT, align="center")
    pen.text(middle, y + 24, one.title, 20, ink.BOLD, align="center", room=room, role="H1")
    pen.text(middle, y + 43, one.place, 12, align="center", room=room)
    if one.sample:
        pen.text(middle, y + 60, "CONTOH, bukan pengumuman sungguhan", 9, ink.BOLD, align="center")
    return y + 84


def _fit(pen: Ink, one: Announcement, top: float) -> tuple[float, float]:
    """The largest type with which everything stands on one page."""
    size, leading = _SIZE, _LEADING
    while size > 6.5:
        lines = sum(
            len(ink.wrap(sentence, ink.REGULAR, size, pen.wide - 2 * _MARGIN - _LABEL))
            for _label, sentences in parts(one)
            for sentence in sentences
        )
        if top + lines * leading + len(parts(one)) * leading * 0.5 <= pen.high - 84:
            break
        size, leading = size - 0.5, leading * (size - 0.5) / size
    return size, leading


def _places(one: Announcement) -> str:
    rules = one.rules
    if rules.scope == "kota":
        return f"{grouped(rules.quota)} tempat untuk seluruh Kota Depok."
    if one.kelurahan:
        return f"{grouped(rules.places_in(one.code))} tempat di kelurahan ini."
    total = grouped(rules.places_in("", areas=one.areas))
    if rules.exceptions:
        others = ", ".join(
            f"{place.display} {grouped(each.places)}"
            for each in rules.exceptions
            if (place := region.by_code(each.kelurahan)) is not None
        )
        return (
            f"{grouped(rules.quota)} tempat di tiap kelurahan, kecuali {others}; {total} tempat di "
            f"{one.areas} kelurahan."
        )
    return f"{grouped(rules.quota)} tempat di tiap kelurahan, {total} tempat di {one.areas} kelurahan."


def _budget(one: Announcement) -> str:
    rules = one.rules
    if rules.budget is None:
        return _NO_CEILING if rules.version else _NOTHING_SET
    where = "untuk seluruh kota" if rules.scope == "kota" else "di tiap kelurahan"
    return f"Pagu {show_rupiah(rules.budget)} {where}, {show_rupiah(rules.cost)} untuk satu tempat."


def _dates(rules: ProgramRules) -> str:
    if not rules.opening:
        return _NOTHING_SET
    if not rules.closing:
        return f"Dibuka {short_date(rules.opening)}. Tanggal tutup diumumkan kemudian."
    return f"{short_date(rules.opening)} sampai {short_date(rules.closing)}."


def _conditions(rules: ProgramRules) -> list[str]:
    """Only what holds somebody at verification, and what DKUM wrote itself."""
    words = {
        "umur": f"Umur paling sedikit {rules.min_age} tahun pada {short_date(rules.cutoff)}.",
        "umur_maksimal": f"Umur paling banyak {rules.max_age} tahun pada {short_date(rules.cutoff)}.",
        "jenis_kelamin": {"P": "Perempuan.", "L": "Laki-laki."}.get(rules.sex, ""),
        "belum_kawin": "Kawin atau pernah kawin.",
        "batas_waktu": "",
    }
    found = [
        words.get(kind.key, f"{kind.label}.")
        for kind in KINDS
        if rules.level(kind.key, "verified") == "block"
    ]
    return [sentence for sentence in (*found, *rules.conditions) if sentence] or [_NOTHING_SET]


def _documents(rules: ProgramRules) -> str:
    names = [choice.label for choice in DOCUMENTS if choice.code in rules.documents]
    return ", ".join(names) + "." if names else "Tidak ada."


def _order(rules: ProgramRules) -> list[str]:
    found = ["Tidak seorang pun ditolak karena kuota: yang belum mendapat tempat masuk Daftar Tunggu."]
    for number, key in enumerate(rules.priority, 1):
        words = PRIORITY_LABELS.get(key, key)
        found.append(f"Dasar urutan {number}: {words[:1].lower()}{words[1:]}.")
    return [*found, "Yang sama semuanya diundi terbuka; benih undian diumumkan bersama putusan."]
