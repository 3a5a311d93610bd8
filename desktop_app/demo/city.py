"""The demo city: DKUM, three kelurahan, and the whole main job between them.

    found → enrol → intake and entry → verify → seal → files up → decide → files down → final rosters

Two of the kelurahan are both called Curug, because Depok has two.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop_app.actions import (
    applications,
    attachments,
    decisions,
    erasing,
    intake,
    letterhead,
    people,
    register_import,
    rosters,
    rulebooks,
    trust,
)
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.export import make_file
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.actions.importing import open_file
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.card import people_of
from desktop_app.demo import (
    boxes,
    computers,
    extracts,
    letters,
    mentors,
    outcomes,
    papers,
    privacy,
    quota,
    register,
    trainings,
)
from desktop_app.demo.cast import APPROVER, APPROVER_NIP, KELURAHAN, PROPOSER, City, Staff
from desktop_app.demo.differences import write_differently
from desktop_app.demo.folder import MARK, clear
from desktop_app.demo.signatures import sign_papers
from desktop_app.demo.trust import come, leave, lose_laptop, revoke
from desktop_app.domain import region
from desktop_app.domain.people import ROLES
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.intake import mapping, sheet
from desktop_app.intake.catalogue import BUSINESSES as BUSINESS_SHEETS
from desktop_app.keys.passphrase import suggest
from desktop_app.keys.slots import DEFAULT_COST, Cost
from desktop_app.office import Clock, Office, system_clock
from desktop_app.queries.status import counts
from desktop_app.sample import scans, spreadsheets
from desktop_app.sample.people import Person, make_people
from desktop_app.storage import tables
from resources.i18n import tr

Say = Callable[[str], None]


BUSINESSES: Final = 60
"""How many owners of existing businesses a kelurahan gets; most of them have one."""
SCANNED: Final = 12
"""How many people of a kelurahan get drawn scans."""


@dataclass(slots=True)
class _Making:
    """The city while it is made; offices stay open until the end."""

    city: City
    say: Say
    seed: int
    clock: Clock
    cost: Cost
    dkum: Office | None = None
    laptop: Office | None = None
    offices: dict[str, Office] = field(default_factory=dict[str, Office])

    @property
    def files(self) -> Path:
        return self.city.out / "berkas"

    @property
    def papers(self) -> Path:
        return self.city.out / "dokumen"

    def enter(self, office: Office, name: str) -> None:
        """Let another person take over."""
        office.enter(name, self.city.passphrase)

    def close(self) -> None:
        for office in (*self.offices.values(), self.dkum, self.laptop):
            if office is not None:
                office.close()


def build_city(
    out: Path,
    *,
    applicants: int = 120,
    seed: int = 1,
    say: Say = lambda _sentence: None,
    clock: Clock = system_clock,
    cost: Cost = DEFAULT_COST,
) -> City:
    """Make the demo city in `out`. Raises Refused when the folder holds anything but an earlier demo."""
    started = time.monotonic()
    clear(out)
    day = clock().date()
    year = (day - timedelta(days=31)).year
    passphrase = suggest(random.Random(seed).sample)
    making = _Making(City(out, passphrase, year), say, seed, clock, cost)
    try:
        _found(making)
        _issue_rules(making)
        _enrol(making)
        _admit_laptop(making, KELURAHAN[0])
        for number, staff in enumerate(KELURAHAN):
            _fill(making, staff, applicants, min(day, date(year, 12, 31)))
            _verify(making, staff)
            _register(making, staff, min(day, date(year, 12, 31)))
            _seal(making, staff, f"500.3/{101 + number}", tr("Daftar Nominatif usulan disegel"))
        _send_up(making)
        _recommend(making)
        _decide(making)
        _list_mentors(making)
        _mend_late(making, KELURAHAN[1])
        _train(making)
        _differ(making, KELURAHAN[0])
        _send_down(making)
        _hand_over(making, KELURAHAN[0])
        for number, staff in enumerate(KELURAHAN):
            _seal(making, staff, f"500.3/{201 + number}", tr("Daftar Nominatif akhir disegel"))
            if number == 0:
                examined = papers.issue_minutes(making.offices[staff.code], year)
                making.say(tr("Berita Acara Verifikasi terbit, {n} orang.", n=examined))
                register.call_off(making.offices[staff.code], year)
            _accompany(making, staff)
            _hold_training(making, staff)
        signers = [(making.offices[staff.code], staff.lurah) for staff in KELURAHAN[:2]]
        sign_papers(signers, out / "kunci", passphrase, year)
        _ask_to_cancel(making, KELURAHAN[0])
        _leave_and_come(making)
        _hand_out(making)
        forgotten = _regret(making, KELURAHAN[0], min(day, date(year, 12, 31)))
        _send_up(making)
        _forget(making, forgotten)
        _revoke(making)
        _receipts(making)
        _count(making)
    finally:
        making.close()
    making.city.seconds = time.monotonic() - started
    (out / MARK).write_text(json.dumps(making.city.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    return making.city


# ---- the steps ---------------------------------------------------------------------------------------


def _found(making: _Making) -> None:
    city = making.city
    making.dkum = _office(making, FoundOffice("dkum", "", PROPOSER, city.passphrase, sample=True), "dkum")
    approver = people.AddPerson(APPROVER, ("penyetuju_dkum",), city.passphrase, APPROVER_NIP)
    people.add_person(making.dkum, approver)
    city.people["dkum"] = [PROPOSER, APPROVER]
    letterhead.save_letterhead(
        making.dkum,
        letterhead.SaveLetterhead(
            pemerintah="PEMERINTAH KOTA DEPOK",
            kecamatan="",
            kantor="DINAS KOPERASI DAN USAHA MIKRO",
            alamat="Gedung Contoh Lantai 7, Jalan Contoh Nomor 54, Kota Depok",
            tempat="Depok",
            signatories=(letterhead.Signer(APPROVER, APPROVER_NIP, "Kepala Dinas", "Pembina Utama Muda"),),
            tembusan=("Wali Kota Depok",),
        ),
    )
    for staff in KELURAHAN:
        place = region.by_code(staff.code)
        assert place is not None
        first = FoundOffice(
            "kelurahan", staff.code, staff.operator, city.passphrase,
            roles=("admin_kantor", "operator"), sample=True,
        )  # fmt: skip
        office = making.offices[staff.code] = _office(making, first, staff.code)
        people.add_person(office, people.AddPerson(staff.verifier, ("verifikator",), city.passphrase))
        lurah = people.AddPerson(
            staff.lurah, ("lurah",), city.passphrase, staff.nip, tr("Lurah {name}", name=place.name)
        )
        people.add_person(office, lurah)
        city.people[staff.code] = [staff.operator, staff.verifier, staff.lurah]
        letterhead.save_letterhead(
            office,
            letterhead.SaveLetterhead(
                pemerintah="PEMERINTAH KOTA DEPOK",
                kecamatan=f"KECAMATAN {place.kecamatan.upper()}",
                kantor=f"KELURAHAN {place.name.upper()}",
                alamat=f"Jalan Contoh Nomor 1, {place.display}, Kota Depok {place.postal_code}",
                tempat="Depok",
                signatories=(letterhead.Signer(staff.lurah, staff.nip, f"Lurah {place.name}", "Pembina"),),
                tembusan=(f"Camat {place.kecamatan}", "DKUM Kota Depok"),
            ),
        )
    making.say(tr("Kantor DKUM dan {n} kelurahan dibuat.", n=len(KELURAHAN)))


def _office(making: _Making, wish: FoundOffice, name: str) -> Office:
    home = making.city.out / "kantor" / name
    making.city.homes[name] = home
    return found_office(home, wish, clock=making.clock, cost=making.cost)


def _issue_rules(making: _Making) -> None:
    """The rule books of both programmes, before anybody is entered."""
    assert making.dkum is not None
    year = making.city.tahun
    for number, program in enumerate(("WUB", "PP"), 1):
        rules = replace(
            default_rules(program, year),
            registration=tr("Di kantor kelurahan, pada jam kerja."),
            extracts=extracts.RECEIVERS,
        )
        rulebooks.issue(making.dkum, IssueRules(rules, f"188.4/{number}/DKUM/{year}", f"02-01-{year}"))
    making.say(tr("DKUM menerbitkan buku aturan {tahun} untuk kedua program.", tahun=year))


def _enrol(making: _Making) -> None:
    assert making.dkum is not None
    for office in making.offices.values():
        request = trust.make_request(office, making.files)
        compared = trust.look_at_request(request).fingerprint
        grant = trust.grant(making.dkum, request, making.files, fingerprint=compared)
        root = trust.look_at_grant(office, grant).fingerprints[0]
        trust.accept_grant(office, grant, fingerprint=root)
    lose_laptop(making.dkum, KELURAHAN[1].code)
    making.say(tr("Semua kantor terdaftar di DKUM: permintaan dan izin lewat berkas."))


def _revoke(making: _Making) -> None:
    assert making.dkum is not None
    making.enter(making.dkum, PROPOSER)
    revoke(making.dkum)


def _name_people(making: _Making) -> None:
    """Who may come in where, for the last lines of the demo."""
    opened = {"dkum": making.dkum, **making.offices, "laptop": making.laptop}
    for name, office in opened.items():
        assert office is not None
        inside = {one.name for one in people_of(office.home)}
        making.city.roles[name] = {
            facts.nama: tuple(role for role in ROLES if role in facts.roles)
            for facts in office.context.people.values()
            if facts.active and facts.nama in inside
        }


def _fill(making: _Making, staff: Staff, applicants: int, today: date) -> None:
    """Half of the people come by spreadsheet, the others are typed; all are submitted."""
    office = making.offices[staff.code]
    invented = make_people(making.seed, staff.code, applicants, year=making.city.tahun, today=today)
    half = applicants // 2
    made = spreadsheets.make_xlsx(invented[:half])
    path = making.city.out / "lembar" / f"pendaftar-{staff.code}{made.suffix}"
    path.write_bytes(made.data)
    read = sheet.read(made.data)
    wish = intake.IntakeWish(path.name, "WUB", making.city.tahun)
    report = intake.run_intake(office, read, mapping.guess(read.columns), wish)
    for person in invented[half:]:
        applications.save(office, SaveApplication(person, submit=True))
    for record in _records(office, "draft"):
        applications.submit(office, record)
    for person in invented[:SCANNED]:
        _attach(office, person)
    making.say(
        tr(
            "{place}: {rows} baris lembar dibaca, {refused} ditolak; {typed} orang diketik; semua diajukan.",
            place=_place(office),
            rows=len(report.rows),
            refused=len(report.rows) - report.stored,
            typed=applicants - half,
        )
    )


def _attach(office: Office, person: Person) -> None:
    app = tables.application.c
    with office.reading() as connection:
        row = connection.execute(select(app.uuid).where(app.nik == person["nik"])).one()
    record = row.uuid.hex()
    attachments.attach(office, record, "ktp", scans.id_card(person))
    attachments.attach(office, record, "kk", scans.family_card(person))


def _verify(making: _Making, staff: Staff) -> None:
    """The verifikator sees the originals of everybody, sends a few back, rejects one, leaves two waiting."""
    office = making.offices[staff.code]
    making.enter(office, staff.verifier)
    waiting = _records(office, "submitted")
    odd = 5 if len(waiting) >= 30 else 0
    seen = {"ktp": "asli_dilihat", "kk": "asli_dilihat"}
    for record in waiting[odd:]:
        row = _application(office, record)
        applications.verify(office, VerifyApplication(record, row.rev, row.tanggal_lengkap, seen))
    for record in waiting[: min(odd, 2)]:
        applications.give_back(office, record, "Foto KK tidak terbaca. Mohon difoto ulang.")
    for record in waiting[2 : min(odd, 3)]:
        applications.reject(office, record, "KTP bukan KTP Kota Depok.")
    making.say(tr("{place}: {n} orang terverifikasi.", place=_place(office), n=len(waiting) - odd))


def _register(making: _Making, staff: Staff, today: date) -> None:
    """Existing businesses from a sheet, one of them owned by an applicant who still waits."""
    office = making.offices[staff.code]
    making.enter(office, staff.operator)
    waiting = _records(office, "submitted") or _records(office, "verified")
    owner = _application(office, waiting[0])
    owners = make_people(making.seed + 1000, staff.code, BUSINESSES, year=making.city.tahun, today=today)
    lines = ["Nama Usaha;Pemilik;NIK;Alamat Usaha;KBLI;Edisi KBLI"]
    lines.append(f"Warung {owner.nama.split()[0]};{owner.nama};{owner.nik};{owner.alamat};56102;2025")
    for person in owners:
        if person.get("punya_usaha") == "ya":
            told = ("nama_usaha", "nama", "", "alamat_usaha", "kbli_kode", "kbli_edisi")
            lines.append(";".join(str(person.get(name) or "") for name in told))
    path = making.city.out / "lembar" / f"usaha-{staff.code}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    read = register_import.read_businesses(path)
    wish = register_import.RegisterWish(path.name, edition="2025", source=path.stem)
    columns = mapping.guess(read.columns, BUSINESS_SHEETS)
    report = register_import.import_businesses(office, read, columns, wish).report
    making.say(tr("{place}: {n} usaha terdaftar diimpor.", place=_place(office), n=report.added))


def _seal(making: _Making, staff: Staff, number: str, sentence: str) -> None:
    """The lurah issues both editions for each programme that has anybody."""
    office = making.offices[staff.code]
    making.enter(office, staff.lurah)
    for program in ("WUB", "PP"):
        for edition in ("arsip", "papan"):
            letter = f"{number}/{'P' if edition == 'papan' else 'A'}/{program}/{making.city.tahun}"
            wish = rosters.RosterWish(program, making.city.tahun, edition, letter, office.today())
            try:
                issued = rosters.seal_roster(office, wish)
            except Refused as refused:
                if refused.code != "nobody":
                    raise
                continue
            name = f"daftar-{program.lower()}-{edition}-{staff.code}-{number.replace('/', '.')}.pdf"
            path = making.papers / name
            path.write_bytes(document_pdf(office, issued.document))
            making.city.rosters.append(path)
    making.say(f"{_place(office)}: {sentence}")


def _send_up(making: _Making) -> None:
    assert making.dkum is not None
    for office in making.offices.values():
        for path in make_file(office, making.files).paths:
            making.city.sync_files.append(path)
            open_file(making.dkum, path)
    making.say(tr("Berkas dari {n} kelurahan dibuka di DKUM.", n=len(making.offices)))


def _decide(making: _Making) -> None:
    """One person proposes, another approves; the quota refuses nobody."""
    dkum, city = making.dkum, making.city
    assert dkum is not None
    wanted = [("WUB", staff.code) for staff in KELURAHAN] + [("PP", "")]
    proposals: list[str] = []
    making.enter(dkum, PROPOSER)
    for program, code in wanted:
        wish = decisions.ProposeDecision(program, city.tahun, code)
        try:
            proposals.append(decisions.propose(dkum, wish).record)
        except Refused as refused:
            if refused.code != "nobody":
                raise
    making.enter(dkum, APPROVER)
    for record in proposals:
        approved = decisions.approve(dkum, record)
        city.decision_lists += decisions.save_list(dkum, approved.document, making.papers)
        making.say(
            tr(
                "Putusan {nomor}: {accepted} ditetapkan, {waiting} daftar tunggu.",
                nomor=approved.nomor,
                accepted=approved.accepted,
                waiting=approved.waitlisted,
            )
        )
    named = papers.issue_decree(dkum, city.tahun, KELURAHAN[0].code)
    making.say(tr("Lampiran Penetapan terbit, {n} orang.", n=named))


def _admit_laptop(making: _Making, staff: Staff) -> None:
    city = making.city
    assert making.dkum is not None
    city.homes["laptop"] = city.out / "kantor" / f"laptop-{staff.code}"
    city.people["laptop"] = [computers.WHO]
    making.laptop = computers.admit_laptop(
        making.dkum,
        city.homes["laptop"],
        making.files,
        staff.code,
        city.passphrase,
        making.clock,
        making.cost,
    )


def _hand_over(making: _Making, staff: Staff) -> None:
    """The laptop knows DKUM's answer too, and the office and its laptop have each other's file."""
    office = making.offices[staff.code]
    assert making.laptop is not None
    mine = [path for path in making.city.decision_files if f"_{staff.code}_" in path.name]
    making.city.sync_files += computers.exchange(making.laptop, office, mine, making.files)
    making.say(tr("{place}: laptop lapangan dan komputer kantor bertukar berkas.", place=_place(office)))


def _recommend(making: _Making) -> None:
    assert making.dkum is not None
    making.enter(making.dkum, PROPOSER)
    found = letters.recommend(making.dkum, making.city.out / "lembar", making.city.tahun)
    making.say(tr("DKUM memadankan {n} nama dari surat DP3AP2KB.", n=found))


def _mend_late(making: _Making, staff: Staff) -> None:
    """A change that DKUM had not seen when it decided; it holds the person until DKUM returns them."""
    assert making.dkum is not None
    office = making.offices[staff.code]
    making.enter(office, staff.operator)
    if quota.mend_late(making.dkum, office):
        making.say(tr("{place}: satu orang di Daftar Tunggu berubah datanya.", place=_place(office)))


def _differ(making: _Making, staff: Staff) -> None:
    """DKUM and the office correct the same person without knowing of each other."""
    assert making.dkum is not None
    making.enter(making.dkum, PROPOSER)
    making.enter(office := making.offices[staff.code], staff.operator)
    if many := write_differently(making.dkum, office):
        making.say(
            tr("{place}: {n} isian ditulis berbeda oleh kantor dan DKUM.", place=_place(office), n=many)
        )


def _ask_to_cancel(making: _Making, staff: Staff) -> None:
    office = making.offices[staff.code]
    making.enter(office, staff.operator)
    if quota.ask_to_cancel(office):
        making.say(tr("{place}: satu pembatalan diminta ke DKUM.", place=_place(office)))


def _list_mentors(making: _Making) -> None:
    assert making.dkum is not None
    making.enter(making.dkum, PROPOSER)
    mentors.list_mentors(making.dkum)
    making.say(tr("DKUM mendaftar {n} pendamping beserta wilayahnya.", n=len(mentors.MENTORS)))


def _accompany(making: _Making, staff: Staff) -> None:
    """The operator gives the accepted to their mentors and types in the first visits."""
    office = making.offices[staff.code]
    making.enter(office, staff.operator)
    people_given = mentors.accompany(office)
    making.say(tr("{place}: {n} orang didampingi.", place=_place(office), n=people_given))
    told = outcomes.write_outcomes(office)
    making.say(tr("{place}: capaian {n} orang dicatat.", place=_place(office), n=told))


def _hand_out(making: _Making) -> None:
    """Data for other agencies, by DKUM and by the first kelurahan."""
    assert making.dkum is not None
    staff = KELURAHAN[0]
    office = making.offices[staff.code]
    making.enter(making.dkum, PROPOSER)
    making.enter(office, staff.operator)
    made = extracts.hand_out(making.dkum, office, making.city.tahun, making.city.out / "dokumen")
    boxes.share(making.dkum, making.city.out / "bersama")
    asked = privacy.ask(office)
    making.say(tr("{place}: {n} permintaan data pribadi dicatat.", place=_place(office), n=asked))
    making.say(tr("{n} ekstrak data diberikan ke instansi lain dan dicatat.", n=made))


def _leave_and_come(making: _Making) -> None:
    for staff, step in ((KELURAHAN[1], leave), (KELURAHAN[2], come)):
        making.enter(making.offices[staff.code], staff.operator)
        step(making.offices[staff.code], making.city.passphrase)


def _regret(making: _Making, staff: Staff, today: date) -> str:
    """Somebody more registers, thinks better of it, and asks to be forgotten; the record (hex)."""
    office = making.offices[staff.code]
    (person,) = make_people(making.seed + 900, staff.code, 1, year=making.city.tahun, today=today)
    return privacy.ask_to_be_erased(office, person)


def _forget(making: _Making, record: str) -> None:
    """DKUM's approver erases whom the office wrote down; its next file takes that to the office."""
    assert making.dkum is not None
    making.enter(making.dkum, APPROVER)
    erasing.erase(making.dkum, record, "permintaan")
    making.say(tr("DKUM menghapus data satu orang atas permintaannya."))


def _train(making: _Making) -> None:
    """DKUM plans, invites from every kelurahan, and keys the first days."""
    assert making.dkum is not None
    making.enter(making.dkum, PROPOSER)
    trainings.key(making.dkum, trainings.plan(making.dkum))
    making.say(tr("DKUM merencanakan {n} pelatihan dan mencatat kehadirannya.", n=len(trainings.CATALOGUE)))


def _hold_training(making: _Making, staff: Staff) -> None:
    office = making.offices[staff.code]
    many = trainings.hold(office)
    making.say(tr("{place}: {n} orang dilatih di kelurahan.", place=_place(office), n=many))


def _send_down(making: _Making) -> None:
    assert making.dkum is not None
    for code, office in making.offices.items():
        for path in make_file(making.dkum, making.files, to=code).paths:
            making.city.decision_files.append(path)
            open_file(office, path)
    making.say(tr("Berkas putusan dibuka di setiap kelurahan."))


def _receipts(making: _Making) -> None:
    """DKUM's answer to the last files: only now do the offices say that everything has arrived."""
    assert making.dkum is not None
    for code, office in making.offices.items():
        for path in make_file(making.dkum, making.files, to=code).paths:
            making.city.decision_files.append(path)
            open_file(office, path)
    making.say(tr("Tanda terima DKUM sudah masuk di setiap kelurahan."))


def _count(making: _Making) -> None:
    for code, office in making.offices.items():
        with office.reading() as connection:
            found = counts(connection, kelurahan=code)
        named = ("submitted", "verified", "accepted", "waitlisted", "returned", "rejected")
        making.city.counts[code] = {
            "applicants": sum(found.values()),
            **{name: found[name] for name in named},
        }
    _name_people(making)


def _place(office: Office) -> str:
    """The kelurahan with its kecamatan: there are two called Curug."""
    place = region.by_code(office.info.scope)
    return place.display if place else office.info.name


def _records(office: Office, status: str) -> list[str]:
    app = tables.application.c
    with office.reading() as connection:
        rows = connection.execute(select(app.uuid).where(app.status == status).order_by(app.id)).all()
    return [row.uuid.hex() for row in rows]


def _application(office: Office, record: str) -> Any:
    with office.reading() as connection:
        return connection.execute(
            select(tables.application).where(tables.application.c.uuid == bytes.fromhex(record))
        ).one()
