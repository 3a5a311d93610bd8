"""Papers that are filled in and signed by hand: the blank form, Surat Pernyataan, the consent, Tanda Terima.

They are drawn from the office's data, never issued and never DRAF. What is signed comes back as a scan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final, Literal

from sqlalchemy import Connection, select

from desktop_app.actions import holds, issuing, papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.documents import qr
from desktop_app.documents.data import Letterhead, Signatory, canonical_json
from desktop_app.documents.entry_form import EntryForm, write_entry_form
from desktop_app.documents.flow import Letter, PageCode, Printed, write_letters
from desktop_app.documents.receipt import Receipt, write_receipts
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.documents.statements import (
    Applicant,
    Consent,
    Statement,
    consent_letter,
    statement_letter,
)
from desktop_app.documents.trial_page import write_trial_page
from desktop_app.domain import entry_plan, fields, people, region
from desktop_app.domain.findings import is_child
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import mark, official, tr

Kind = Literal["pernyataan", "persetujuan", "tanda_terima"]

TITLES: Final[dict[Kind, str]] = {
    "pernyataan": mark("Surat Pernyataan"),
    "persetujuan": mark("Pemberitahuan dan Persetujuan Data Pribadi"),
    "tanda_terima": mark("Tanda Terima Berkas"),
}
FOR_THE_PERSON: Final[frozenset[Kind]] = frozenset({"persetujuan", "tanda_terima"})
"""Papers that go to the person alone, also while the data stand still (`holds`): the notice and consent, by
which consent is given anew, and the receipt of what was handed in."""
MOST_COPIES: Final = 200
MOST_PEOPLE: Final = 2000
_SEEN: Final = ("ada", "asli_dilihat")
_app = tables.application.c
_SAID: Final = (
    "nik", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "alamat", "hp", "jenis_usaha", "alamat_usaha",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandWish:
    """Which paper for whom: `records` are record ids (hex), in the order of printing. `nomor` is typed from
    the office's agenda and may be empty; `coded` asks for a page code."""

    kind: Kind
    records: tuple[str, ...]
    nomor: str = ""
    tanggal: date | None = None
    form: Form = UPRIGHT
    coded: bool = False

    @property
    def number(self) -> str:
        """The letter number without stray spaces."""
        return " ".join(self.nomor.split())


def print_blank(
    office: Office, program: str, tahun: int, *, form: Form = UPRIGHT, copies: int = 1
) -> Printed:
    """The blank form for a programme and year. Raises Refused for a count that is no order for a printer."""
    if not 1 <= copies <= MOST_COPIES:
        raise Refused(
            tr("{n} lembar formulir tidak dapat dibuat sekaligus.", n=copies),
            next_step=tr("Isi 1 sampai {n}, lalu perbanyak di printer.", n=MOST_COPIES),
            code="copies",
        )
    with office.reading() as connection:
        rules = rules_in_force(connection)
        kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(office.info.scope)
    blank = EntryForm(
        program=program,
        tahun=tahun,
        kelurahan=place.display if place else "",
        rules=rules,
        letterhead=papers.letterhead(office, kept),
        sample=office.info.sample,
    )
    return write_entry_form(blank, now=office.clock(), form=form, copies=copies)


def print_trial(office: Office, form: Form) -> Printed:
    """A page that shows whether the printer takes this paper."""
    return write_trial_page(form, office=office.info.name, now=office.clock())


def print_papers(office: Office, wish: HandWish, *, progress: Progress = no_progress) -> Printed:
    """The paper for everybody asked for, one after the other. Raises Refused for nobody, too many, people
    this office or person does not have, and somebody whose data stand still; stopped by `progress`,
    nothing is made."""
    if not wish.records:
        raise Refused(
            tr("Belum ada pendaftar yang dipilih."),
            next_step=tr("Pilih satu pendaftar atau lebih, lalu coba lagi."),
            code="nobody",
        )
    if len(wish.records) > MOST_PEOPLE:
        raise Refused(
            tr("{n} orang terlalu banyak untuk satu kali cetak.", n=len(wish.records)),
            next_step=tr("Cetak paling banyak {n} orang sekaligus.", n=MOST_PEOPLE),
            code="many",
        )
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Lembar ini memuat data pendaftar kantor, jadi akun pendamping tidak dapat mencetaknya."),
            next_step=tr("Minta operator mencetaknya."),
            code="role",
        )
    with office.reading() as connection:
        rows = [_row(connection, record) for record in wish.records]
        if wish.kind not in FOR_THE_PERSON:
            held = holds.held(connection)
            for record, row in zip(wish.records, rows, strict=True):
                if bytes.fromhex(record) in held:
                    raise holds.refused(held[bytes.fromhex(record)], row["nomor_pendaftaran"])
        rules = rules_in_force(connection)
        kept = papers.office_settings(connection, office.info.scope)
    desk = _Desk(office, wish, rules, papers.letterhead(office, kept), kept)

    def step(done: int, total: int) -> None:
        progress(done, total, tr("Lembar {n} dari {total}", n=done + 1, total=total))

    now = office.clock()
    with official():
        if wish.kind == "tanda_terima":
            return write_receipts([desk.receipt(row) for row in rows], now=now, form=wish.form, step=step)
        make = desk.statement if wish.kind == "pernyataan" else desk.consent
        title = tr(TITLES[wish.kind])
        return write_letters([make(row) for row in rows], title=title, now=now, form=wish.form, step=step)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all papers of one print share."""

    office: Office
    wish: HandWish
    rules: Rules
    head: Letterhead
    kept: dict[str, Any]

    @property
    def day(self) -> date:
        return self.wish.tanggal or self.office.today()

    @property
    def place(self) -> str:
        return papers.town(self.kept)

    def own(self, values: Mapping[str, Any]) -> ProgramRules:
        return self.rules.of(values["program"], values["tahun"] or self.day.year)

    def applicant(self, values: Mapping[str, Any], *, brief: bool) -> Applicant:
        guardian = (values["wali_nama"] or "") if is_child(values, self.rules, self.office.today()) else None
        own = self.own(values)
        return Applicant(
            nama=values["nama"] or "",
            nomor_pendaftaran=values["nomor_pendaftaran"],
            program=own.program,
            tahun=own.tahun,
            facts=_facts(values, brief=brief, guardian=guardian),
            guardian=guardian,
            relation=fields.show("wali_hubungan", values["wali_hubungan"]),
        )

    def statement(self, values: Mapping[str, Any]) -> Letter:
        own = self.own(values)
        one = Statement(
            applicant=self.applicant(values, brief=False),
            points=statement_points(values, own),
            number=self.wish.number,
            date=self.day,
            rule_version=own.label,
            letterhead=self.head,
            place=self.place,
            sample=self.office.info.sample,
        )
        return statement_letter(one, self.code(values, list(one.points)))

    def consent(self, values: Mapping[str, Any]) -> Letter:
        own = self.own(values)
        shown = [
            field for field in fields.ALL if field.typed and field.group not in ("persetujuan", "dokumen")
        ]
        hidden = entry_plan.hidden_fields(values, self.rules, self.office.today())
        asked = [field for field in shown if field.name not in hidden]
        place = region.by_code(self.office.info.scope)
        one = Consent(
            applicant=self.applicant(values, brief=True),
            version=own.notice_version,
            controller=f"Kelurahan {place.name}" if place else self.office.info.name,
            common=tuple(tr(field.label) for field in asked if field.privacy != "khusus"),
            special=tuple(tr(field.label) for field in asked if field.privacy == "khusus"),
            receivers=tuple(receiver.name for receiver in own.extracts),
            years=own.retention_years,
            number=self.wish.number,
            date=self.day,
            rule_version=own.label,
            letterhead=self.head,
            proof=values["persetujuan_bukti"] or "",
            guardian_proof=values["wali_bukti"] or "",
            place=self.place,
            sample=self.office.info.sample,
        )
        return consent_letter(one, self.code(values, [one.version, *one.common, *one.special]))

    def receipt(self, values: Mapping[str, Any]) -> Receipt:
        own = self.own(values)
        states: Mapping[str, str] = values["dokumen"] or {}
        names = {choice.code: tr(choice.label) for choice in fields.DOCUMENTS}
        words = {choice.code: tr(choice.label) for choice in fields.DOCUMENT_STATES}
        codes = entry_plan.document_codes(values, self.rules, self.office.today())
        listed = tuple((names[code], words.get(states.get(code, ""), "")) for code in codes)
        missing = [names[code] for code in codes if code in own.documents and states.get(code) not in _SEEN]
        code = self.code(values, [list(pair) for pair in listed])
        return Receipt(
            nama=values["nama"] or "",
            nomor_pendaftaran=values["nomor_pendaftaran"],
            program=own.program,
            tahun=own.tahun,
            papers=listed,
            note=_completeness(values, missing),
            number=self.wish.number,
            date=self.day,
            rule_version=own.label,
            receiver=Signatory(name=self.office.person.nama, nip="", jabatan="Petugas yang menerima"),
            letterhead=self.head,
            place=self.place,
            sample=self.office.info.sample,
            code=code(1, 1) if code else "",
        )

    def code(self, values: Mapping[str, Any], said: list[Any]) -> PageCode | None:
        """The page code where one was asked for: it names the person and holds no more than the paper."""
        if not self.wish.coded:
            return None
        number, name = values["nomor_pendaftaran"], values["nama"] or ""
        printed = {"kind": self.wish.kind, "number": number, "nama": name, "said": said}
        digest = sha256(canonical_json(printed)).digest()
        key = issuing.qr_key(self.office)

        def encode(page: int, pages: int) -> str:
            content = qr.QrPage(
                kind=self.wish.kind, number=self.wish.number or number, office=self.office.area,
                date=self.day.isoformat(), page=page, pages=pages, rows=((1, name),), digest=digest,
            )  # fmt: skip
            return qr.encode(content, key)

        return encode


def statement_points(values: Mapping[str, Any], own: ProgramRules) -> tuple[str, ...]:
    """What is declared, from the answers given; a question of the rules without one is answered by hand."""
    found = [
        "Data dan dokumen yang saya serahkan benar dan sesuai dengan aslinya.",
        "Saya penduduk Kota Depok menurut KTP-el saya.",
        _business(values),
    ]
    for name, yes, no in (
        ("asn", "Saya ASN, TNI, Polri, atau pegawai BUMN/BUMD.",
         "Saya bukan ASN, TNI, Polri, atau pegawai BUMN/BUMD."),
        ("kur", "Saya sedang menerima KUR atau kredit bank.",
         "Saya tidak sedang menerima KUR atau kredit bank."),
        ("pernah_bantuan", "Saya pernah menerima bantuan sejenis.",
         "Saya belum pernah menerima bantuan sejenis."),
    ):  # fmt: skip
        answer = values.get(name)
        if answer in ("ya", "tidak"):
            found.append(yes if answer == "ya" else no)
        elif own.level(name, "verified") != "off":
            found.append(f"{tr(fields.FIELDS[name].label)}: [   ] ya   [   ] tidak (beri tanda silang).")
    return (
        *found,
        "Saya bersedia mengikuti pelatihan dan pendampingan, dan memberi keterangan tentang perkembangan "
        "usaha saya kepada kelurahan dan DKUM Kota Depok.",
        "Saya memahami bahwa pendaftaran belum berarti ditetapkan: yang belum mendapat tempat masuk Daftar "
        "Tunggu menurut urutan yang diumumkan.",
        "Bila pernyataan ini ternyata tidak benar, saya bersedia menerima akibatnya menurut ketentuan yang "
        "berlaku, termasuk pembatalan.",
    )


def _business(values: Mapping[str, Any]) -> str:
    kind = values.get("jenis_usaha") or values.get("nama_usaha") or ""
    if values.get("punya_usaha") == "ya":
        return f"Saya sudah mempunyai usaha: {kind}." if kind else "Saya sudah mempunyai usaha."
    if values.get("punya_usaha") == "tidak":
        return "Saya belum mempunyai usaha dan bersungguh-sungguh hendak memulainya."
    return "Saya [   ] sudah   [   ] belum mempunyai usaha (beri tanda silang)."


def _facts(values: Mapping[str, Any], *, brief: bool, guardian: str | None) -> tuple[tuple[str, str], ...]:
    shown = {name: fields.show(name, values[name]) for name in _SAID}
    place = region.by_code(values["kelurahan_kode"] or "")
    parts = [shown["alamat"]]
    parts += (
        [f"RT {values['rt'] or '...'}/RW {values['rw'] or '...'}"] if values["rt"] or values["rw"] else []
    )
    parts += [f"Kelurahan {place.name}, Kecamatan {place.kecamatan}"] if place else []
    birth = ", ".join(part for part in (shown["tempat_lahir"], shown["tanggal_lahir"]) if part)
    rows = [("Nama lengkap", values["nama"] or "")]
    if not brief:
        rows += [
            ("NIK", shown["nik"]),
            ("Tempat, tanggal lahir", birth),
            ("Jenis kelamin", shown["jenis_kelamin"]),
        ]
    rows.append(("Alamat", ", ".join(part for part in parts if part)))
    if not brief:
        rows.append(("Nomor HP", shown["hp"]))
    if guardian is not None:
        relation = fields.show("wali_hubungan", values["wali_hubungan"]) or "hubungan: ................"
        rows.append(("Orang tua atau wali", f"{guardian or '................'} ({relation.lower()})"))
    return tuple(rows)


def _completeness(values: Mapping[str, Any], missing: Sequence[str]) -> str:
    if missing:
        return f"Berkas belum lengkap. Masih ditunggu: {', '.join(missing)}."
    if values["tanggal_lengkap"]:
        return f"Berkas lengkap sejak {fields.show('tanggal_lengkap', values['tanggal_lengkap'])}."
    return "Semua dokumen yang diminta sudah diterima; tanggal berkas lengkap dicatat saat verifikasi."


def _row(connection: Connection, record: str) -> dict[str, Any]:
    """The applicant's values. Raises Refused for a record that the office does not have."""
    found = connection.execute(select(tables.application).where(_app.uuid == bytes.fromhex(record)))
    row = found.mappings().first()
    if row is None:
        raise Refused(
            tr("Pendaftar itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    values = {name: row[name] for name in tables.APPLICATION_FIELDS}
    for name, value in values.items():
        if value and fields.FIELDS[name].kind == "dict":
            values[name] = json.loads(value)
    return {**values, "nomor_pendaftaran": row["nomor_pendaftaran"]}
