"""Surat Pernyataan, and the notice on personal data with the consent, filled from an applicant's data.

The wording is Wira's own (no official form of the city was found); the notice names what UU 27/2022 art. 21
asks for. Both are signed by hand, so neither says DRAF; a field without data leaves room to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.documents.data import PROGRAM_NAMES, Letterhead, Signatory, footer_text, long_date
from desktop_app.documents.flow import Flow, Letter, PageCode

_CHOICES: Final = 24.0
"""Points between the question and who signs: the boxes to tick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who declares. `facts` are labels and values as people read them, in the order of the form; `guardian`
    is set for a child and may be "" where nobody is entered yet."""

    nama: str
    nomor_pendaftaran: str
    program: str
    tahun: int
    facts: tuple[tuple[str, str], ...]
    guardian: str | None = None
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A Surat Pernyataan. `points` are the sentences that are declared true; `number` may be "" ."""

    applicant: Applicant
    points: tuple[str, ...]
    number: str
    date: date
    rule_version: str
    letterhead: Letterhead
    place: str = "Depok"
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The notice of `version` for one applicant. `common` and `special` are the kinds of data by their labels
    (UU 27/2022 art. 4), `receivers` the agencies DKUM's rules name, `years` how long documents are kept."""

    applicant: Applicant
    version: str
    controller: str
    common: tuple[str, ...]
    special: tuple[str, ...]
    receivers: tuple[str, ...]
    years: int
    number: str
    date: date
    rule_version: str
    letterhead: Letterhead
    proof: str = ""
    guardian_proof: str = ""
    place: str = "Depok"
    sample: bool = False


def statement_letter(one: Statement, code: PageCode | None = None) -> Letter:
    """The letter, ready to be laid out."""
    program = PROGRAM_NAMES.get(one.applicant.program, one.applicant.program)

    def draw(page: Flow) -> None:
        page.paragraph("Yang bertanda tangan di bawah ini:")
        page.facts(one.applicant.facts)
        page.gap(4)
        page.paragraph(
            f"dengan ini menyatakan dengan sebenarnya, untuk pendaftaran program {program} tahun "
            f"{one.applicant.tahun}, bahwa:"
        )
        page.points(one.points)
        page.gap(4)
        end = (
            "Demikian pernyataan ini saya buat dengan sadar dan tanpa paksaan, untuk dipergunakan seperlunya."
        )
        page.with_hands(end, more=8.0)
        page.paragraph(end)
        page.gap()
        page.hands(_hands(one.applicant, one.place, one.date, "Yang menyatakan"))

    return Letter(
        head=one.letterhead,
        title="Surat Pernyataan",
        subtitle=_subtitle(one.number, one.date, one.applicant.nomor_pendaftaran),
        footer=footer_text((), one.applicant.tahun, one.rule_version, None, one.sample),
        draw=draw,
        code=code,
    )


def consent_letter(one: Consent, code: PageCode | None = None) -> Letter:
    """The notice and the consent, ready to be laid out."""
    program = PROGRAM_NAMES.get(one.applicant.program, one.applicant.program)
    tahun = one.applicant.tahun

    def draw(page: Flow) -> None:
        page.paragraph(
            f"Lembar ini memberi tahu Anda bagaimana data pribadi Anda dipakai dalam program {program} tahun "
            f"{tahun}, menurut Undang-Undang Nomor 27 Tahun 2022. Bacalah, atau minta petugas membacakannya, "
            "sebelum menandatangani."
        )
        for heading, text in _notice(one, program):
            page.heading(heading)
            page.paragraph(text)
        page.gap(4)
        page.heading("Pernyataan persetujuan")
        page.facts(one.applicant.facts)
        said = (
            "Saya sudah membaca atau dibacakan pemberitahuan di atas dan memahaminya. Terhadap pemakaian "
            "data pribadi saya seperti disebutkan di sana, saya:"
        )
        page.with_hands(said, more=_CHOICES)
        page.paragraph(said)
        page.choices(("Setuju", "Tidak setuju"))
        page.gap(2)
        page.hands(_hands(one.applicant, one.place, one.date, "Yang menyetujui"))
        proofs = [("Bukti disimpan di", one.proof)]
        if one.applicant.guardian is not None:
            proofs.append(("Bukti orang tua atau wali", one.guardian_proof or "................"))
        page.facts(tuple(proofs))

    return Letter(
        head=one.letterhead,
        title="Pemberitahuan dan Persetujuan Data Pribadi",
        subtitle=f"Versi {one.version}  ·  "
        + _subtitle(one.number, one.date, one.applicant.nomor_pendaftaran),
        footer=footer_text((), tahun, one.rule_version, None, one.sample),
        draw=draw,
        code=code,
    )


def _notice(one: Consent, program: str) -> list[tuple[str, str]]:
    tahun = one.applicant.tahun
    found = [
        (
            "Siapa yang memakai data Anda",
            f"{one.controller} dan Dinas Koperasi dan Usaha Mikro (DKUM) Kota Depok.",
        ),
        (
            "Dasar hukum",
            "Persetujuan Anda dan pelaksanaan tugas pelayanan publik (Pasal 20 ayat 2).",
        ),
        (
            "Tujuan",
            f"Pendaftaran, verifikasi, penetapan, pelatihan, dan pendampingan program {program} tahun "
            f"{tahun}, serta laporan hasilnya tanpa nama.",
        ),
        ("Data yang dipakai", f"{_listed(one.common)}; serta salinan dokumen yang Anda serahkan."),
    ]
    if one.special:
        found.append(
            (
                "Data yang bersifat spesifik",
                f"{_listed(one.special)}. Data ini disimpan tersandi dan tidak dimuat di daftar yang "
                "ditempel.",
            )
        )
    shared = (
        f"Selain itu, menurut aturan DKUM: {'; '.join(one.receivers)}."
        if one.receivers
        else "Tidak ada pihak lain yang menerimanya tanpa persetujuan Anda atau perintah undang-undang."
    )
    found += [
        ("Siapa yang menerimanya", f"Petugas kelurahan, pendamping Anda, dan DKUM. {shared}"),
        (
            "Berapa lama",
            f"Data diolah selama program tahun {tahun} dan pendampingannya. Dokumen disimpan {one.years} "
            "tahun sesudah tahun program, lalu dihapus atau dimusnahkan.",
        ),
        (
            "Hak Anda",
            "Meminta keterangan, melihat dan menyalin data Anda, memperbaikinya, menarik persetujuan, "
            "meminta pengolahan dibatasi atau data dihapus, dan mengajukan keberatan. Sampaikan di kantor "
            "kelurahan; penarikan persetujuan dijalankan paling lambat 3 kali 24 jam. Tanpa persetujuan, "
            "pendaftaran tidak dapat diteruskan.",
        ),
    ]
    return found


def _hands(one: Applicant, place: str, day: date, role: str) -> list[tuple[str, Signatory]]:
    where = f"{place}, {long_date(day)}"
    own = (where, Signatory(name=one.nama, nip="", jabatan=role))
    if one.guardian is None:
        return [own]
    role = f"Orang tua atau wali ({one.relation.lower()})" if one.relation else "Orang tua atau wali"
    return [("", Signatory(name=one.guardian, nip="", jabatan=role)), own]


def _subtitle(number: str, day: date, registration: str) -> str:
    parts = [f"Nomor {number}" if number else "", f"Nomor pendaftaran {registration}", long_date(day)]
    return "  ·  ".join(part for part in parts if part)


def _listed(words: tuple[str, ...]) -> str:
    """ "NIK, nama, dan alamat" of labels, which keep only the capitals that are their own."""
    small = [word[:1].lower() + word[1:] if word[1:2].islower() else word for word in words]
    text = ", ".join(small[:-1]) + f", dan {small[-1]}" if len(small) > 1 else "".join(small)
    return text[:1].upper() + text[1:]
