"""What stands against an application, beside each field, with the reason: the one set of rules.

The form while typing, submitting, verifying, the intake and the command line all call `check`, so they
cannot disagree. It is pure: facts from the office's data arrive in `Known`, the day in `Known.today`.

Levels: ``block`` holds submission (or verification); ``warn`` never does, and asks for a written reason
where `needs_reason`; ``info`` is a hint, or a warning whose reason was written down.
Stages: ``draft`` judges what was typed; ``submitted`` also what is missing; ``verified`` also the date of
the complete file and the documents seen. Drafts always save, whatever is found.

Rule ids are ``<field>.<rule>`` and stay for ever: reasons are stored under them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from desktop_app.domain import findings_program, kbli, region, registered, values
from desktop_app.domain.fields import ALL, BUSINESS_DETAILS, FIELDS, read
from desktop_app.domain.finding import (
    NOTHING_KNOWN,
    Case,
    Earlier,
    Finding,
    Known,
    Level,
    Stage,
    block,
    info,
    program_name,
    switched,
    warn,
)
from desktop_app.domain.identity import as_text, decode_nik
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.domain.status import counts_as_applied
from resources.i18n import tr, trn

__all__ = [
    "NOTHING_KNOWN", "Earlier", "Finding", "Known", "Level", "Stage",
    "blocking", "check", "ignored_fields", "is_child", "unanswered",
]  # fmt: skip


def check(
    given: Mapping[str, object],
    *,
    stage: Stage,
    rules: Rules,
    known: Known = NOTHING_KNOWN,
    clean: Set[str] = frozenset(),
) -> list[Finding]:
    """Every finding about `given` at `stage`, in the order of the form, blocks first within a field.

    `given` holds stored values (as `fields.read` returns them); missing fields may be absent or None.
    `clean` names those that `fields.read` has just returned without a problem: reading them again would
    say the same, so they are not read again.
    """
    own = rules.find(given.get("program"), given.get("tahun"))
    case = Case(given, stage, rules, known, own)
    found = list(_malformed(case, clean))
    for rule in _RULES:
        found.extend(rule(case))
    written = case.words("catatan_alasan")
    answered = [_answered(item, as_text(written.get(item.rule_id))) for item in found]
    return sorted(
        answered, key=lambda item: (_PLACES[item.field], ("block", "warn", "info").index(item.level))
    )


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that hold the step."""
    return [item for item in findings if item.level == "block"]


def unanswered(findings: Iterable[Finding]) -> list[Finding]:
    """Warnings that still ask for a written reason."""
    return [item for item in findings if item.level == "warn" and item.needs_reason]


def is_child(given: Mapping[str, object], rules: Rules, today: date | None = None) -> bool:
    """Whether the applicant needs a parent's or guardian's consent (UU 27/2022 art. 25).

    Age counts on the day of consent, but never on one that lies ahead of `today`: a mistyped year makes
    nobody older. Before it is known it counts on `today`, else on the opening day.
    """
    birth = values.as_date(given.get("tanggal_lahir"))
    if birth is None:
        return False
    own = rules.of(given.get("program"), given.get("tahun"))
    consent = values.as_date(given.get("persetujuan_waktu"))
    day = min(consent, today) if consent and today else consent or today or own.opening_day
    return day is not None and values.age_on(birth, day) < own.adult_age


def ignored_fields(given: Mapping[str, object]) -> frozenset[str]:
    """Fields that have no meaning for this application and are hidden."""
    return frozenset() if as_text(given.get("punya_usaha")) == "ya" else BUSINESS_DETAILS


def _answered(item: Finding, written: str) -> Finding:
    if item.level != "warn" or not written or (item.record and not item.verdict):
        return item
    return replace(item, level="info", needs_reason=False, noted=written)


# --- what was typed cannot be read ------------------------------------------------------------------

_SOFT = frozenset(
    {"rt", "rw", "kode_pos", "npwp", "modal", "omzet_tahunan", "tenaga_kerja_l", "tenaga_kerja_p",
     "kbli_kode", "kbli_edisi", "email", "rekomendasi_tanggal", "rekomendasi_no", "tempat_lahir", "angkatan",
     "pekka", "pekka_kategori", "disabilitas", "asn", "kur", "pernah_bantuan", "catatan_alasan"}
)  # fmt: skip
"""Fields whose unreadable value only warns; every other one blocks."""

_PLACES = {item.name: place for place, item in enumerate(ALL)}


def _malformed(case: Case, clean: Set[str]) -> Iterator[Finding]:
    hidden = ignored_fields(case.values)
    for name in case.values.keys() - clean - hidden:
        item, value = FIELDS.get(name), case.values[name]
        if value is None or item is None or not item.typed:
            continue
        _, problem = read(item.name, value)
        if problem is None:
            continue
        case.bad.add(item.name)
        if item.name == "nama" and problem.code == "angka":
            continue  # judged as an odd name, which warns
        late = item.name == "tanggal_lengkap" and case.stage != "verified"
        level: Level = "warn" if item.name in _SOFT or late else "block"
        yield Finding(f"{item.name}.{problem.code}", level, item.name, problem.title, problem.reason)


# --- what is missing --------------------------------------------------------------------------------


def _required() -> tuple[tuple[str, Callable[[], tuple[str, str]]], ...]:
    """Fields whose absence blocks submission, with their sentences."""
    return (
        ("nik", lambda: (tr("NIK belum diisi"), tr("Ketik 16 angka dari KTP."))),
        ("no_kk", lambda: (tr("Nomor KK belum diisi"), tr("Ketik 16 angka di kanan atas Kartu Keluarga."))),
        ("nama", lambda: (tr("Nama belum diisi"), tr("Tulis nama seperti di KTP."))),
        ("tanggal_lahir", lambda: (tr("Tanggal lahir belum diisi"), tr("Tulis seperti 12-03-1994."))),
        ("jenis_kelamin", lambda: (tr("Jenis kelamin belum dipilih"), tr("Pilih seperti di KTP."))),
        ("status_kawin", lambda: (tr("Status perkawinan belum dipilih"), tr("Pilih seperti di KTP."))),
        ("alamat", lambda: (tr("Alamat belum diisi"), tr("Tulis alamat seperti di KTP."))),
        ("kelurahan_kode", lambda: (tr("Kelurahan belum dipilih"), tr("Pilih dari daftar 63 kelurahan."))),
        ("ktp_kabkota", lambda: (tr("Kabupaten atau kota di KTP belum diisi"), tr("Lihat bagian atas KTP."))),
        ("program", lambda: (tr("Program belum dipilih"), tr("Pilih program yang diikuti."))),
        ("tahun", lambda: (tr("Tahun program belum diisi"), tr("Tulis empat angka, seperti 2026."))),
        ("punya_usaha", lambda: (tr("Belum dijawab: sudah punya usaha"), tr("Pilih sudah atau belum."))),
        ("persetujuan_versi", lambda: (
            tr("Versi pemberitahuan data pribadi belum dicatat"),
            tr("Tulis versi lembar pemberitahuan yang dibacakan kepada pendaftar."))),
        ("persetujuan_waktu", lambda: (
            tr("Tanggal persetujuan belum diisi"), tr("Tulis tanggal pendaftar menyetujui."))),
        ("persetujuan_cara", lambda: (
            tr("Cara persetujuan belum dipilih"), tr("Pilih bagaimana pendaftar menyetujui."))),
        ("persetujuan_bukti", lambda: (
            tr("Bukti persetujuan belum dicatat"), tr("Tulis letak bukti, misalnya nomor map."))),
    )  # fmt: skip


def _missing(case: Case) -> Iterator[Finding]:
    if case.stage == "draft":
        return
    for name, sentences in _required():
        if not case.text(name):
            yield block(f"{name}.kosong", *sentences())
    if not case.text("hp"):
        yield warn("hp.kosong", tr("Nomor HP belum diisi"), tr("Tanpa nomor HP, pendaftar sulit dihubungi."))
    for name in ("rt", "rw"):
        if not case.text(name):
            title = tr("{nama} belum diisi", nama=tr(FIELDS[name].label))
            yield warn(f"{name}.kosong", title, tr("Lihat KTP; boleh kosong bila memang tidak ada."))
    if not case.text("kode_pos"):
        yield warn("kode_pos.kosong", tr("Kode pos belum diisi"), tr("Boleh dilanjutkan."))


# --- identity ---------------------------------------------------------------------------------------


def _nik(case: Case) -> Iterator[Finding]:
    info = decode_nik(case.good("nik"))
    if info is None:
        return
    birth = case.day("tanggal_lahir")
    if not info.date_possible:
        yield warn(
            "nik.tanggal_mustahil",
            tr("Tanggal di dalam NIK tidak ada di kalender"),
            tr("Biasanya salah ketik. Periksa KTP; bila KTP memang begitu, tulis alasannya."),
            ask=True,
        )
    elif birth is not None and not info.matches(birth):
        yield warn(
            "tanggal_lahir.beda_nik",
            tr("Berbeda dengan NIK: {tanggal}", tanggal=info.date_like(birth)),
            tr("Periksa KTP; bila KTP memang begitu, tulis alasannya. NIK tidak berubah walau tanggal lahir "
               "pernah dibetulkan, jadi ini tidak menahan."),
            ask=True,
        )  # fmt: skip
    sex = case.good("jenis_kelamin")
    if sex and info.date_possible and sex != info.sex:
        yield warn(
            "jenis_kelamin.beda_nik",
            tr("Berbeda dengan NIK: {kelamin}", kelamin=FIELDS["jenis_kelamin"].label_of(info.sex)),
            tr("Periksa KTP; bila KTP memang begitu, tulis alasannya."),
            ask=True,
        )
    yield from _nik_region(case, info.region_code, info.region)


def _nik_region(case: Case, code: str, name: str) -> Iterator[Finding]:
    if not name:
        yield warn(
            "nik.wilayah_tak_dikenal",
            tr("Empat angka pertama NIK belum dikenal"),
            tr("Periksa KTP; bila KTP memang begitu, tulis alasannya."),
            ask=True,
        )
        return
    lives = case.good("ktp_kabkota") or region.DEPOK
    found = region.regency(code)
    if lives not in (code, found.successor if found else ""):
        yield warn(
            "nik.wilayah",
            tr("NIK ini dari {wilayah}", wilayah=name),
            tr("NIK memakai wilayah pendaftaran pertama dan tidak berubah saat pindah. Periksa KTP; bila KTP "
               "memang begitu, tulis alasannya."),
            ask=True,
        )  # fmt: skip


def _same_nik(case: Case) -> Iterator[Finding]:
    """At most one of each kind, the latest year first."""
    others = sorted(case.known.same_nik, key=lambda other: other.tahun, reverse=True)
    live = [other for other in others if counts_as_applied(other.status)]
    now = (case.text("program"), case.year)
    for other in [other for other in live if (other.program, other.tahun) == now][:1]:
        yield _taken(other)
    for other in [other for other in live if (other.program, other.tahun) != now][:1]:
        yield warn(
            "nik.riwayat",
            tr("NIK ini pernah dipakai {nama}, {program} {tahun}", **_named(other)),
            tr("Periksa riwayatnya; bila tetap diajukan, tulis alasannya."),
            ask=True,
        )
    for other in [other for other in others if not counts_as_applied(other.status)][:1]:
        yield info(
            "nik.riwayat_selesai",
            tr("Pernah mendaftar atas nama {nama}, {program} {tahun}", **_named(other)),
            tr("Pendaftaran itu sudah berakhir dan tidak menahan."),
        )


def _same_number(case: Case) -> Iterator[Finding]:
    """Two computers may have been given the same three signs; a number is never changed."""
    for other in case.known.same_number[:1]:
        yield block(
            "nomor_pendaftaran.ganda",
            tr("Nomor pendaftaran ini juga dipakai {nama}", nama=other.nama or "-"),
            tr("Catat pengunduran diri salah satunya, lalu daftarkan lagi; ia mendapat nomor baru."),
        )


def _taken(other: Earlier) -> Finding:
    by = other.oleh or "-"
    day = values.show_date_long(other.tanggal) or "-"
    number = other.nomor_pendaftaran
    if other.status == "draft":
        return block(
            "nik.ganda",
            tr("NIK ini sudah ada di draf {petugas}, {tanggal}", petugas=by, tanggal=day),
            tr("Lanjutkan draf itu: {nomor}. Bila tersimpan dua kali, buang salah satunya.", nomor=number),
        )
    return block(
        "nik.ganda",
        tr("NIK ini sudah diajukan tahun ini oleh {petugas}, {tanggal}", petugas=by, tanggal=day),
        tr("Buka pendaftar itu: {nomor}.", nomor=number),
    )


def _named(other: Earlier) -> dict[str, str | int]:
    return {"nama": other.nama, "program": program_name(other.program), "tahun": other.tahun}


def _family(case: Case) -> Iterator[Finding]:
    for other in sorted(case.known.same_kk, key=lambda other: other.tahun, reverse=True)[:1]:
        yield warn(
            "no_kk.riwayat",
            tr("Nomor KK ini pernah dipakai {nama}, {program} {tahun}", **_named(other)),
            tr("Periksa Kartu Keluarga; bila satu keluarga memang mendaftar lagi, tulis alasannya."),
            ask=True,
        )
    if case.known.same_hp:
        n = case.known.same_hp
        yield warn(
            "hp.ganda",
            trn(
                "Nomor HP ini juga dipakai {n} pendaftar lain",
                "Nomor HP ini juga dipakai {n} pendaftar lain",
                n,
            ),
            tr("Boleh dilanjutkan."),
        )


def _person(case: Case) -> Iterator[Finding]:
    name = case.text("nama")
    if name and (any(map(str.isdigit, name)) or values.odd_name(name)):
        yield warn(
            "nama.ganjil",
            tr("Nama ini tidak biasa"),
            tr("Periksa KTP; bila KTP memang begitu, tulis alasannya."),
            ask=True,
        )
    yield from _ages(case)


def _ages(case: Case) -> Iterator[Finding]:
    birth = case.day("tanggal_lahir")
    if birth is not None:
        yield from _age(case, birth)
    if is_child(case.values, case.book, case.known.today) and case.stage != "draft":
        why = tr("Pendaftar belum {umur} tahun, jadi orang tua atau walinya harus menyetujui.",
                 umur=case.rules.adult_age)  # fmt: skip
        if not case.text("wali_nama"):
            yield block("wali_nama.kosong", tr("Nama orang tua atau wali belum diisi"), why)
        if case.text("persetujuan_wali") != "ya":
            yield block("persetujuan_wali.kosong", tr("Persetujuan orang tua atau wali belum ada"), why)
        if not case.text("wali_hubungan"):
            yield from switched(
                case.level("wali"),
                "wali_hubungan.kosong",
                tr("Hubungan orang tua atau wali belum dipilih"),
                tr("Pilih siapa yang menyetujui: ayah, ibu, atau walinya."),
            )
        if not case.text("wali_bukti"):
            yield from switched(
                case.level("wali"),
                "wali_bukti.kosong",
                tr("Bukti orang tua atau wali belum dicatat"),
                tr("Tulis letak buktinya, misalnya nomor map Kartu Keluarga atau penetapan walinya."),
            )


def _age(case: Case, birth: date) -> Iterator[Finding]:
    if case.known.today is not None and birth > case.known.today:
        yield block(
            "tanggal_lahir.depan", tr("Tanggal lahir belum terjadi"), tr("Periksa tahun lahir di KTP.")
        )
        return
    rules = case.own
    day = rules.cutoff_day if rules is not None else None
    if rules is None or day is None:
        return
    age = values.age_on(birth, day)
    title = tr(
        "Umurnya {umur} tahun pada {tanggal}", umur=max(age, 0), tanggal=values.show_date(day.isoformat())
    )
    if age < rules.min_age:
        yield from switched(
            case.level("umur"),
            "tanggal_lahir.umur",
            title,
            tr("{program} menerima mulai umur {batas} tahun.", program=program_name(rules.program),
               batas=rules.min_age),
            ask=True,
        )  # fmt: skip
    elif rules.max_age and age > rules.max_age:
        yield from switched(
            case.level("umur_maksimal"),
            "tanggal_lahir.umur",
            title,
            tr("{program} menerima sampai umur {batas} tahun.", program=program_name(rules.program),
               batas=rules.max_age),
            ask=True,
        )  # fmt: skip
    elif age >= 100:
        yield warn(
            "tanggal_lahir.tua",
            tr("Umurnya {umur} tahun", umur=age),
            tr("Periksa tahun lahir di KTP; bila KTP memang begitu, tulis alasannya."),
            ask=True,
        )


# --- address ----------------------------------------------------------------------------------------


def _address(case: Case) -> Iterator[Finding]:
    lives = case.good("ktp_kabkota")
    if lives and lives != region.DEPOK:
        yield from switched(
            case.rules.level("ktp_depok", case.stage),
            "ktp_kabkota.luar",
            tr("KTP pendaftar bukan KTP Kota Depok"),
            tr("Program ini untuk pemilik KTP Kota Depok. Periksa bagian atas KTP."),
            ask=True,
        )
    code, served = case.good("kelurahan_kode"), case.known.office_kelurahan
    if code and served and code != served:
        place = region.by_code(served)
        yield block(
            "kelurahan_kode.kantor",
            tr("Kelurahan ini dilayani kantor lain"),
            tr("Kantor ini melayani {kelurahan}.", kelurahan=place.display if place else served),
        )
    postal = case.good("kode_pos")
    if postal and postal not in region.postal_codes():
        yield warn(
            "kode_pos.luar",
            tr("Kode pos ini tidak biasa di Kota Depok"),
            tr("Periksa lagi; boleh dilanjutkan."),
        )


# --- business ---------------------------------------------------------------------------------------


def _business(case: Case) -> Iterator[Finding]:
    if not case.has_business:
        return
    if case.stage != "draft":
        if not case.text("nama_usaha"):
            yield block(
                "nama_usaha.kosong", tr("Nama usaha belum diisi"), tr("Tulis seperti di papan namanya.")
            )
        if not case.text("jenis_usaha"):
            yield block(
                "jenis_usaha.kosong",
                tr("Jenis usaha belum diisi"),
                tr("Tulis yang dikerjakan, misalnya katering."),
            )
        if not case.text("kbli_kode"):
            yield warn(
                "kbli_kode.kosong",
                tr("Kode KBLI belum dipilih"),
                tr("Cari dengan kata sehari-hari, seperti katering; boleh dilanjutkan."),
            )
    yield from _kbli(case)
    limits = (("modal", case.rules.micro_capital_max), ("omzet_tahunan", case.rules.micro_sales_max))
    for name, limit in limits:
        amount = case.values.get(name)
        if isinstance(amount, int) and amount > limit:
            yield warn(
                f"{name}.batas",
                tr("{nama} melebihi batas usaha mikro", nama=tr(FIELDS[name].label)),
                tr("Batasnya {batas} (PP 7/2021). Periksa angkanya; bila benar, tulis alasannya.",
                   batas=values.show_rupiah(limit)),
                ask=True,
            )  # fmt: skip


def _kbli(case: Case) -> Iterator[Finding]:
    code = case.good("kbli_kode")
    if not code:
        return
    edition = case.good("kbli_edisi") or case.rules.kbli_edition
    if kbli.title(code, edition) is None:
        other = "2020" if edition == "2025" else "2025"
        where = kbli.title(code, other)
        yield warn(
            "kbli_kode.tak_dikenal",
            tr("Kode ini tidak ada di KBLI {edisi}", edisi=edition),
            tr("Di KBLI {edisi} artinya: {judul}. Periksa edisinya.", edisi=other, judul=where)
            if where else tr("Cari dengan kata sehari-hari, seperti katering; boleh dilanjutkan."),
        )  # fmt: skip
    elif edition != case.rules.kbli_edition:
        yield warn(
            "kbli_edisi.lama",
            tr("Kode ini dari KBLI {edisi}", edisi=edition),
            tr("Yang berlaku sekarang KBLI {edisi}; boleh dilanjutkan.", edisi=case.rules.kbli_edition),
        )


# --- consent --------------------------------------------------------------------------------------


def _consent(case: Case) -> Iterator[Finding]:
    day = case.day("persetujuan_waktu")
    if day is not None and case.known.today is not None and day > case.known.today:
        yield warn(
            "persetujuan_waktu.depan",
            tr("Tanggal persetujuan belum terjadi"),
            tr("Periksa tanggal ini dan jam komputer; bila benar, tulis alasannya."),
            ask=True,
        )


def _notice(case: Case) -> Iterator[Finding]:
    """Another notice is in force than the one that was agreed to: read it out and ask again."""
    agreed, now = case.text("persetujuan_versi"), case.rules.notice_version
    if agreed and agreed != now:
        yield from switched(
            case.level("pemberitahuan"),
            "persetujuan_versi.lain",
            tr("Yang disetujui pemberitahuan versi {lama}, yang berlaku versi {baru}", lama=agreed, baru=now),
            tr("Bacakan pemberitahuan yang berlaku, cetak lembarnya, lalu catat persetujuannya lagi."),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the rules that a rule book speaks about: where two books say the same, they find the same.

    `says` is all that it takes from a book at a stage. What it finds by the book rests on the fields `reads`,
    which have to be well-formed, and `uses`, besides those of `ALWAYS`.
    """

    rule: Callable[[Case], Iterator[Finding]]
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    says: Callable[[ProgramRules, Stage], object]


ALWAYS: Final = ("program", "tahun", "nik", "punya_usaha", "catatan_alasan")
"""What every part may rest on."""


def _levels(*keys: str) -> Callable[[ProgramRules, Stage], object]:
    return lambda rules, stage: tuple(rules.level(key, stage) for key in keys)


def _says_ages(rules: ProgramRules, stage: Stage) -> object:
    return (
        rules.min_age, rules.max_age, rules.adult_age, rules.cutoff, rules.opening,
        rules.level("umur", stage), rules.level("umur_maksimal", stage), rules.level("wali", stage),
    )  # fmt: skip


def _says_business(rules: ProgramRules, _stage: Stage) -> object:
    return rules.micro_capital_max, rules.micro_sales_max, rules.kbli_edition


_program, _before, _comparisons, _complete, _documents = findings_program.RULES
PARTS: Final[tuple[Part, ...]] = (
    Part(_ages, ("tanggal_lahir", "persetujuan_waktu"),
         ("wali_nama", "wali_hubungan", "persetujuan_wali", "wali_bukti"), _says_ages),
    Part(_notice, (), ("persetujuan_versi",), lambda rules, stage: (
        rules.notice_version, rules.level("pemberitahuan", stage))),
    Part(_address, ("ktp_kabkota",), (), _levels("ktp_depok")),
    Part(_business, ("kbli_kode", "kbli_edisi"), ("modal", "omzet_tahunan"), _says_business),
    Part(_program, ("jenis_kelamin", "status_kawin", "pekka"),
         ("angkatan", "rekomendasi", "rekomendasi_no"), lambda rules, stage: (
        rules.sex, rules.angkatan, _levels("jenis_kelamin", "belum_kawin", "rekomendasi")(rules, stage))),
    Part(_before, (), (), _levels("pernah_ikut")),
    Part(_comparisons, ("asn", "kur", "pernah_bantuan", "disabilitas"), ("nib", "npwp"),
         _levels("asn", "kur", "pernah_bantuan", "disabilitas", "nib", "npwp")),
    Part(_complete, ("tanggal_lengkap",), (), lambda rules, stage: (
        rules.opening, rules.closing, rules.level("batas_waktu", stage))),
    Part(_documents, (), ("dokumen",), lambda rules, stage: frozenset(rules.asked(stage))),
)  # fmt: skip
"""Every rule that asks the rule book; the others say the same whatever the book says."""
HELPED: Final = next(part for part in PARTS if part.rule is _before)
"""The one that rests on other applications."""


def unreadable(given: Mapping[str, object], parts: Iterable[Part]) -> frozenset[str]:
    """The fields of `parts` that hold something that cannot be read."""
    hidden = ignored_fields(given)
    names = {name for part in parts for name in part.reads} - hidden
    return frozenset(
        name for name in names if given.get(name) is not None and read(name, given[name])[1] is not None
    )


def of_parts(
    given: Mapping[str, object],
    parts: Iterable[Part],
    *,
    stage: Stage,
    rules: Rules,
    known: Known,
    bad: frozenset[str],
) -> list[Finding]:
    """What `check` finds by these parts alone, in no order; `bad` are their `unreadable` fields."""
    own = rules.find(given.get("program"), given.get("tahun"))
    case = Case(given, stage, rules, known, own, set(bad))
    found = [item for part in parts for item in part.rule(case)]
    if not found:
        return found
    written = case.words("catatan_alasan")
    return [_answered(item, as_text(written.get(item.rule_id))) for item in found]


_RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _missing, _nik, _same_nik, _same_number, _family, _person, _address, _business, *findings_program.RULES,
    _consent, _notice, registered.findings,
)  # fmt: skip
