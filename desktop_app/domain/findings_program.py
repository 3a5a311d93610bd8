"""What the rule book of the programme says: conditions, recommendation, switches, dates, documents.

A part of `findings`, which calls these with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from desktop_app.domain import values
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.finding import Case, Finding, block, info, program_name, switched, warn
from desktop_app.domain.recommending import FIELD, LISTED
from desktop_app.domain.recommending import words as letter_words
from desktop_app.domain.requirements import Switch
from resources.i18n import tr


def _program(case: Case) -> Iterator[Finding]:
    rules = case.own
    if rules is None:
        return
    if case.book.too_new(*rules.key) and case.stage != "draft":
        yield block(
            "program.aturan",
            tr("Buku aturan program ini dibuat oleh aplikasi yang lebih baru"),
            tr("Perbarui aplikasi di komputer ini. Sebagai draf, isiannya tetap dapat disimpan."),
        )
    sex = case.good("jenis_kelamin")
    if rules.sex and sex and sex != rules.sex:
        yield from switched(
            case.level("jenis_kelamin"),
            "jenis_kelamin.program",
            tr("{program} hanya untuk perempuan", program=program_name(rules.program))
            if rules.sex == "P"
            else tr("{program} hanya untuk laki-laki", program=program_name(rules.program)),
            tr("Periksa jenis kelamin, atau pilih program lain."),
            ask=True,
        )
    if case.good("status_kawin") == "belum_kawin":
        yield from switched(
            case.level("belum_kawin"),
            "status_kawin.program",
            tr("{program} untuk yang kawin atau pernah kawin", program=program_name(rules.program)),
            tr("DKUM belum memutuskan untuk yang belum kawin. Bila tetap diajukan, tulis alasannya."),
            ask=True,
        )
    group = case.text("angkatan")
    if rules.angkatan and group not in rules.angkatan and (group or case.stage != "draft"):
        yield block(
            "angkatan.aturan",
            tr("Angkatan belum sesuai buku aturan"),
            tr("Pilih salah satu: {pilihan}.", pilihan=", ".join(rules.angkatan)),
        )
    yield from _recommendation(case, case.level("rekomendasi"))


def _recommendation(case: Case, switch: Switch) -> Iterator[Finding]:
    """A letter only gives priority, so its absence warns; the rule book may raise it at verification.

    Where DKUM has found the applicant in a letter, or a letter names the NIK, no number need be typed here.
    """
    said = case.words(FIELD) or case.known.letter or {}
    answer = case.good("pekka")
    if said:
        yield from _in_letter(said)
    if said.get("state") in ("padan", LISTED) and answer != "ya":
        yield _against_letter(case, answer, matched=said.get("state") == "padan")
    if case.stage == "draft":
        return
    pekka = answer == "ya"
    if said.get("state") in ("padan", LISTED):
        pass
    elif not case.text("rekomendasi_no"):
        yield from switched(
            switch if switch == "block" or not pekka else "warn",
            "rekomendasi_no.kosong",
            tr("Surat rekomendasi DP3AP2KB belum ada"),
            tr("Tanpa surat itu pendaftar masuk urutan umum; boleh dilanjutkan."),
        )
    elif not case.text("rekomendasi_tanggal"):
        yield warn(
            "rekomendasi_tanggal.kosong",
            tr("Tanggal surat rekomendasi belum diisi"),
            tr("Tulis tanggal di surat itu; boleh dilanjutkan."),
        )
    if pekka and not case.text("pekka_kategori"):
        yield warn(
            "pekka_kategori.kosong", tr("Kategori PEKKA belum dipilih"), tr("Pilih sesuai surat rekomendasi.")
        )


def _in_letter(said: Mapping[str, object]) -> Iterator[Finding]:
    """Beside the NIK: what DKUM says of DP3AP2KB's letters, or that one of them names this NIK."""
    match said.get("state"):
        case "padan":
            yield info("nik.rekomendasi", tr("Rekomendasi DP3AP2KB sudah padan"), letter_words(said))
        case state if state == LISTED:
            yield info("nik.rekomendasi", tr("NIK ini ada di surat rekomendasi DP3AP2KB"), letter_words(said))
        case _:
            yield warn("nik.rekomendasi", tr("Rekomendasi DP3AP2KB tidak berlaku lagi"), letter_words(said))


def _against_letter(case: Case, answer: str, *, matched: bool) -> Finding:
    """Beside PEKKA: a letter holds the NIK, the form does not say so.

    Only once DKUM has matched it is the letter's name the applicant's; and the order follows the letter only
    where the programme's rules rank by it.
    """
    if not matched:
        return info(
            "pekka.surat",
            tr("NIK ini ada di surat rekomendasi DP3AP2KB"),
            tr("NIK ini ada di surat, DKUM belum memadankannya. Periksa jawaban PEKKA."),
        )
    ranked = case.own is not None and "pekka_terverifikasi" in case.own.priority
    if answer:
        return warn(
            "pekka.surat",
            tr("Jawaban PEKKA berbeda dari surat DP3AP2KB"),
            tr("Surat itu memuat namanya, di sini dijawab tidak. Periksa jawabannya; prioritasnya mengikuti "
               "surat.")
            if ranked
            else tr("Surat itu memuat namanya, di sini dijawab tidak. Periksa jawabannya."),
        )  # fmt: skip
    return info(
        "pekka.surat",
        tr("PEKKA belum dijawab, padahal namanya ada di surat DP3AP2KB"),
        tr("Pilih Ya bila benar; prioritasnya mengikuti surat.") if ranked else tr("Pilih Ya bila benar."),
    )


def _comparisons(case: Case) -> Iterator[Finding]:
    """Rules of comparable programmes, off unless DKUM switches them on."""
    rows: tuple[tuple[str, str, str], ...] = (
        ("asn", tr("Pendaftar ASN, TNI, Polri, atau pegawai BUMN/BUMD"),
         tr("Belum dijawab: ASN, TNI, Polri, atau pegawai BUMN/BUMD")),
        ("kur", tr("Pendaftar sedang menerima KUR atau kredit bank"),
         tr("Belum dijawab: sedang menerima KUR atau kredit bank")),
        ("pernah_bantuan", tr("Pendaftar pernah menerima bantuan sejenis"),
         tr("Belum dijawab: pernah menerima bantuan sejenis")),
        ("disabilitas", tr("Pendaftar penyandang disabilitas"),
         tr("Belum dijawab: penyandang disabilitas")),
    )  # fmt: skip
    why = _switched_on(case)
    for name, title, unknown in rows:
        answer, switch = case.good(name), case.level(name)
        if answer == "ya":
            yield from switched(switch, f"{name}.aturan", title, why, ask=True)
        elif answer in ("", "tidak_tahu") and switch != "off" and case.stage != "draft":
            yield warn(f"{name}.belum_tahu", unknown, tr("Tanyakan kepada pendaftar; boleh dilanjutkan."))
    if case.stage == "draft":
        return
    if case.has_business and not case.text("nib"):
        yield from switched(case.level("nib"), "nib.aturan", tr("NIB usaha belum diisi"), why)
    if not case.text("npwp"):
        yield from switched(case.level("npwp"), "npwp.aturan", tr("NPWP belum diisi"), why)


def _switched_on(case: Case) -> str:
    return tr("Aturan ini dinyalakan DKUM di buku aturan versi {versi}.", versi=case.rules.label)


def _accepted_before(case: Case) -> Iterator[Finding]:
    """Somebody who has had a place, in another year or programme; only where DKUM has switched this on."""
    switch = case.level("pernah_ikut")
    if switch == "off":
        return
    had = [other for other in case.known.same_nik if other.status == "accepted"]
    for other in sorted(had, key=lambda one: one.tahun, reverse=True)[:1]:
        title = tr("NIK ini sudah ditetapkan di {program} {tahun}",
                   program=program_name(other.program), tahun=other.tahun)  # fmt: skip
        yield from switched(switch, "nik.pernah_ikut", title, _switched_on(case), ask=True)


# --- completeness, seen at verification -------------------------------------------------------------


def _complete(case: Case) -> Iterator[Finding]:
    day = case.day("tanggal_lengkap")
    final = case.stage == "verified"
    if day is None:
        if final and not case.text("tanggal_lengkap"):
            yield block(
                "tanggal_lengkap.kosong",
                tr("Tanggal berkas lengkap belum diisi"),
                tr("Tulis tanggal semua berkas ada di kantor; urutan pendaftar memakai tanggal ini."),
            )
        return
    opening = case.rules.opening_day
    if opening is not None and day < opening:
        early = (
            "tanggal_lengkap.sebelum_buka",
            tr("Berkas lengkap sebelum pendaftaran dibuka"),
            tr(
                "Pendaftaran dibuka {tanggal}. Periksa tanggalnya.",
                tanggal=values.show_date(opening.isoformat()),
            ),
        )
        yield block(*early) if final else warn(*early)
    closing = case.rules.closing_day
    if closing is not None and day > closing:
        yield from switched(
            case.level("batas_waktu"),
            "tanggal_lengkap.sesudah_tutup",
            tr("Berkas lengkap sesudah pendaftaran ditutup"),
            tr("Pendaftaran ditutup {tanggal}. Periksa tanggalnya.",
               tanggal=values.show_date(closing.isoformat())),
            ask=final,
        )  # fmt: skip
    if case.known.today is not None and day > case.known.today:
        yield warn(
            "tanggal_lengkap.depan",
            tr("Tanggal berkas lengkap belum terjadi"),
            tr("Periksa tanggal ini dan jam komputer; bila benar, tulis alasannya."),
            ask=True,
        )


def _documents(case: Case) -> Iterator[Finding]:
    states = case.words("dokumen")
    for code in case.rules.asked(case.stage):
        if states.get(code) in ("ada", "asli_dilihat"):
            continue
        name = next((tr(choice.label) for choice in DOCUMENTS if choice.code == code), code)
        yield Finding(
            f"dokumen.{code}",
            "block",
            "dokumen",
            tr("{dokumen} belum ada", dokumen=name),
            tr("Lampirkan hasil pindaiannya, atau tandai bila aslinya sudah dilihat."),
        )


RULES: Final[tuple[Callable[[Case], Iterator[Finding]], ...]] = (
    _program, _accepted_before, _comparisons, _complete, _documents,
)  # fmt: skip
