"""DP3AP2KB's recommendations at DKUM: a letter's list taken in, its names matched, judged, taken back.

Every step ends by settling: what the letters mean for the applications follows from names, pairs and
withdrawals alone (`domain.recommending`), and is written where it differs from what the log says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from desktop_app.actions import kept
from desktop_app.actions.intake import read_file
from desktop_app.actions.intake_sources import keep_mapping
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain import people as roles
from desktop_app.domain import recommending, region, values
from desktop_app.domain.finding import program_name
from desktop_app.domain.objects import many_objects
from desktop_app.domain.recommending import CITY, FIELD, Likeness, Name, Pair, Person
from desktop_app.domain.status import ENDED
from desktop_app.errors import Refused
from desktop_app.intake import recommendations as intake
from desktop_app.intake.mapping import Mapping as Columns
from desktop_app.intake.recommendations import RECOMMENDATIONS, ListReport, ListRow
from desktop_app.intake.sheet import Check, Sheet, read
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr, trn

LETTER: Final = tables.PLAIN["recommendation"]
NAME: Final = tables.PLAIN["recommended"]
_APP: Final = tables.application.c
Key = tuple[str, int]
"""Programme and year of a letter."""


@dataclass(frozen=True, slots=True)
class LetterWish:
    """Which file, and the letter it came with: its number and date (as typed or ISO), programme and year.

    `tahun` 0 is this year.
    """

    file_name: str
    nomor: str = ""
    tanggal: str = ""
    program: str = "PP"
    tahun: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """The report of a letter, its record, and what it moved."""

    report: ListReport
    letter: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Settled:
    """How many names were paired, how many applications gained or lost their priority, and what moved.

    `kept` are accepted applicants whose letter was taken back: they lose nothing.
    """

    paired: int = 0
    gained: int = 0
    lost: int = 0
    kept: int = 0
    changes: Changes = field(default_factory=Changes)

    @property
    def sentences(self) -> list[str]:
        """What moved, one sentence each."""
        lines = [
            trn("{n} nama dipadankan.", "{n} nama dipadankan.", self.paired),
            tr("{naik} pendaftar mendapat prioritas, {turun} kehilangan.", naik=self.gained, turun=self.lost),
        ]
        if self.kept:
            lines.append(
                trn("{n} yang sudah ditetapkan tidak berubah.", "{n} yang sudah ditetapkan tidak berubah.",
                    self.kept)
            )  # fmt: skip
        return lines


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The wish to note that a later letter (`nomor`, `tanggal`) takes back a letter or some of its `names`.

    All ids are records (hex). Without a number the withdrawal itself is taken back, as a mistake.
    """

    letter: str
    nomor: str = ""
    tanggal: str = ""
    names: tuple[str, ...] = ()


def read_list(path: Path, sheet: str = "", *, check: Check = lambda: None) -> Sheet:
    """The sheet at `path`, of a workbook the named one; `check` may end the reading.

    Raises Refused or Unavailable.
    """
    return read(read_file(path), RECOMMENDATIONS, sheet=sheet, check=check)


def preview_list(
    office: Office, sheet: Sheet, columns: Columns, wish: LetterWish, *, progress: Progress = no_progress
) -> list[ListRow]:
    """Every row with its outcome, and whom a new name meets; nothing is stored. Raises Refused."""
    require_petugas(office)
    with office.reading() as connection:
        return _previewed(connection, sheet, columns, _dated(office, wish), progress)


def import_list(
    office: Office, sheet: Sheet, columns: Columns, wish: LetterWish, *, progress: Progress = no_progress
) -> Imported:
    """Keep the letter and its new names, all or nothing, and match them by NIK at once.

    The same letter again adds nothing. Raises Refused: no number or date, a number that is here with
    another date, a letter that was taken back, a list with nobody in it.
    """
    require_petugas(office)
    wish = _dated(office, wish)
    _require_letter(wish)
    with many_objects(), office.work() as work:
        rows = _previewed(work.connection, sheet, columns, wish, progress)
        there = letter_of(work.connection, wish.program, wish.tahun, wish.nomor)
        _require_same_letter(there, wish)
        new = [row for row in rows if row.outcome == "new"]
        if there is None and not new:
            raise Refused(
                tr("Tidak ada nama yang dapat diambil dari berkas ini."),
                next_step=tr("Lihat sebabnya di setiap baris, lalu minta daftar yang betul."),
                code="nobody",
            )
        letter = there.uuid.hex() if there is not None else new_id()
        if there is None:
            said = {name: getattr(wish, name) for name in ("nomor", "tanggal", "program", "tahun")}
            work.put(letter, "recommendation", "set", said, scope="", new=True)
        added = _add(work, letter, new, progress)
        settled = _settle(work, (wish.program, wish.tahun))
        stored = {row.source_row for row in new}
        marked = tuple(intake.reported(row, stored=row.source_row in stored) for row in rows)
        report = ListReport(kept.safe_name(wish.file_name), marked, _paired(work.connection, added))
        kept.keep(work.connection, "recommendation", report, office)
        keep_mapping(work.connection, sheet, columns)
    return Imported(report, letter, settled.changes)


def match(office: Office) -> Settled:
    """Match all names again with the applications that are here now. Raises Refused."""
    require_petugas(office)
    found = Settled()
    with office.work() as work:
        for key in letter_keys(work.connection):
            found = _sum(found, _settle(work, key))
    return replace(found, changes=work.changes)


def match_arrived(office: Office) -> Changes:
    """The same after a file was opened: only where this person may, and only if something would move."""
    if office.info.kind != "dkum" or roles.PETUGAS_DKUM not in office.person.roles:
        return Changes()
    with office.reading() as connection:
        if not pending(connection):
            return Changes()
    return match(office).changes


def pending(connection: Connection) -> int:
    """How many names and applications `match` would move: nothing is to be done while it is 0."""
    plans = (_plan(connection, key) for key in letter_keys(connection))
    return sum(len(plan.pairs) or len(plan.said) for plan in plans)


def judge_name(office: Office, name: str, application: str, *, same: bool) -> Settled:
    """A person says whether a name of a letter is this applicant; both are records (hex). Raises Refused."""
    require_petugas(office)
    with office.work() as work:
        told, key = _name(work, name)
        person = work.state(application)
        values = person.values
        if person.ent != "application" or (values.get("program"), values.get("tahun")) != key:
            raise Refused(
                tr("Pendaftar ini tidak di {program} {tahun}, program surat itu.",
                   program=program_name(key[0]), tahun=key[1]),
                next_step=tr("Pilih pendaftar dari program dan tahun surat itu."),
                code="other_programme",
            )  # fmt: skip
        if same and person.status in ENDED:
            raise Refused(
                tr("Pendaftaran ini sudah berakhir, jadi tidak dapat dipadankan."),
                next_step=tr("Pilih pendaftaran yang masih berjalan."),
                code="ended",
            )
        others: list[str] = list(told.get("bukan") or [])
        if same:
            said = {"application": application, "cara": "orang",
                    "bukan": [each for each in others if each != application]}  # fmt: skip
        else:
            mine = told.get("application") == application
            said = {"bukan": sorted({*others, application})}
            said |= {"application": None, "cara": None} if mine else {}
        work.put(name, "recommended", "set", said)
        settled = _settle(work, key)
    return replace(settled, changes=work.changes)


def withdraw(office: Office, wish: Withdraw) -> Settled:
    """Note what a later letter takes back; who is accepted keeps their place. Raises Refused."""
    require_petugas(office)
    nomor = " ".join(wish.nomor.split())
    with office.work() as work:
        state = work.state(wish.letter)
        if state.ent != "recommendation":
            raise _unknown()
        day = _day(wish.tanggal) if nomor else None
        if day is not None and day < str(state.values["tanggal"]):
            raise Refused(
                tr("Surat pencabutan tanggal {tanggal} lebih dahulu daripada surat rekomendasinya.",
                   tanggal=values.show_date(day)),
                next_step=tr("Periksa tanggal surat pencabutan."),
                code="early",
            )  # fmt: skip
        said = {"dicabut_nomor": nomor or None, "dicabut_tanggal": day}
        for name in wish.names:
            if work.state(name).values.get("surat") != wish.letter:
                raise _unknown()
            work.put(name, "recommended", "set", said)
        if not wish.names:
            work.put(wish.letter, "recommendation", "set", said)
        settled = _settle(work, (str(state.values["program"]), int(state.values["tahun"])))
    return replace(settled, changes=work.changes)


def require_petugas(office: Office) -> None:
    """Only DKUM's petugas writes recommendations. Raises Refused."""
    if office.info.kind != "dkum":
        raise Refused(
            tr("Daftar rekomendasi DP3AP2KB diolah di kantor DKUM."),
            next_step=tr("Nama dari kelurahan Anda datang dengan berkas DKUM."),
            code="place",
        )
    if roles.PETUGAS_DKUM not in office.person.roles:
        raise Refused(
            tr("Peran Anda tidak mengizinkan langkah ini."),
            next_step=tr(
                "Minta petugas dengan peran {role}.", role=tr(roles.ROLE_LABELS[roles.PETUGAS_DKUM])
            ),
            code="role",
        )


# ---- what is here ------------------------------------------------------------------------------------


def letter_keys(connection: Connection) -> list[Key]:
    """The programmes and years that have letters."""
    letter = LETTER.c
    query = select(letter.program, letter.tahun).distinct().order_by(letter.tahun, letter.program)
    return [(row.program, row.tahun) for row in connection.execute(query)]


def letter_of(connection: Connection, program: str, tahun: int, nomor: str) -> Row[Any] | None:
    """The letter with this number, whatever its case and spacing; None where it is not here."""
    letter = LETTER.c
    query = select(LETTER).where(letter.program == program, letter.tahun == tahun).order_by(letter.id)
    wanted = recommending.letter_key(nomor)
    rows = connection.execute(query)
    return next((row for row in rows if recommending.letter_key(row.nomor) == wanted), None)


def names_query() -> Select[Any]:
    """Every name with its letter's number, date, programme, year and withdrawal."""
    letter = LETTER.c
    return select(
        NAME, letter.nomor, letter.tanggal, letter.program, letter.tahun,
        letter.dicabut_nomor.label("surat_dicabut"), letter.dicabut_tanggal.label("surat_dicabut_tanggal"),
    ).join(LETTER, letter.uuid == NAME.c.surat)  # fmt: skip


def as_name(row: Row[Any]) -> Name:
    """A row of `names_query` as it is compared."""
    return Name(
        record=row.uuid.hex(),
        surat=row.surat.hex(),
        nomor=row.nomor,
        tanggal=row.tanggal,
        baris=row.baris,
        nama=row.nama,
        nik=row.nik or "",
        lahir=row.tanggal_lahir or "",
        application=row.application.hex() if row.application else "",
        cara=row.cara or "",
        bukan=frozenset(json.loads(row.bukan) if row.bukan else ()),
        dicabut=bool(row.dicabut_nomor or row.surat_dicabut),
        dicabut_nomor=row.dicabut_nomor or row.surat_dicabut or "",
        dicabut_tanggal=row.dicabut_tanggal or row.surat_dicabut_tanggal or "",
    )


def names_of(connection: Connection, key: Key) -> list[Name]:
    """The names of all letters of a programme and year."""
    letter = LETTER.c
    query = names_query().where(letter.program == key[0], letter.tahun == key[1]).order_by(NAME.c.id)
    return [as_name(row) for row in connection.execute(query)]


def people_of(connection: Connection, key: Key) -> list[Person]:
    """The live applications of a programme and year."""
    query = (
        select(_APP.uuid, _APP.nama, _APP.nik, _APP.tanggal_lahir, _APP.status)
        .where(_APP.program == key[0], _APP.tahun == key[1], _APP.status.not_in(sorted(ENDED)))
        .order_by(_APP.id)
    )
    return [
        Person(
            row.uuid.hex(), row.nama or "", row.nik or "", row.tanggal_lahir or "", row.status == "accepted"
        )
        for row in connection.execute(query)
    ]


# ---- settling ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """What differs from what the log says: pairs by name, the field by application; accepted ones kept."""

    pairs: Mapping[str, Pair]
    said: Mapping[str, dict[str, Any]]
    gained: int
    lost: int
    kept: int


def _plan(connection: Connection, key: Key) -> _Plan:
    names, people = names_of(connection, key), people_of(connection, key)
    found = recommending.pairs(names, people)
    moved = {
        name.record: pair for name in names
        if (pair := found[name.record]) != Pair(name.application, name.cara)
    }  # fmt: skip
    by_application: dict[str, list[Name]] = {}
    for name in names:
        if found[name.record].application:
            by_application.setdefault(found[name.record].application, []).append(name)
    before = _said(connection, key)
    said: dict[str, dict[str, Any]] = {}
    gained = lost = kept = 0
    for person in people:
        mine, had = by_application.get(person.record, []), before.get(person.record)
        if not mine and had is None:
            continue
        now = recommending.standing(mine, had, accepted=person.accepted)
        kept += person.accepted and recommending.is_verified(now) and all(name.dicabut for name in mine)
        if now is None or now == had:
            continue
        said[person.record] = now
        gained += recommending.is_verified(now) and not recommending.is_verified(had)
        lost += recommending.is_verified(had) and not recommending.is_verified(now)
    return _Plan(moved, said, gained, lost, kept)


def _said(connection: Connection, key: Key) -> dict[str, dict[str, Any]]:
    """The field as it stands, by application."""
    query = select(_APP.uuid, _APP.rekomendasi).where(
        _APP.program == key[0], _APP.tahun == key[1], _APP.rekomendasi.is_not(None)
    )
    return {row.uuid.hex(): json.loads(row.rekomendasi) for row in connection.execute(query)}


def _settle(work: Work, key: Key) -> Settled:
    work.flush_if_needed()
    plan = _plan(work.connection, key)
    for name, pair in plan.pairs.items():
        work.put(
            name, "recommended", "set", {"application": pair.application or None, "cara": pair.cara or None}
        )
    for application, said in plan.said.items():
        work.put(application, "application", "link", {FIELD: said})
    work.flush_if_needed()
    paired = sum(bool(pair.application) for pair in plan.pairs.values())
    return Settled(paired, plan.gained, plan.lost, plan.kept, work.changes)


def _sum(one: Settled, other: Settled) -> Settled:
    return Settled(
        one.paired + other.paired, one.gained + other.gained, one.lost + other.lost, one.kept + other.kept
    )


# ---- a list ------------------------------------------------------------------------------------------


def _previewed(
    connection: Connection, sheet: Sheet, columns: Columns, wish: LetterWish, progress: Progress
) -> list[ListRow]:
    there = letter_of(connection, wish.program, wish.tahun, wish.nomor) if wish.nomor else None
    known: set[str] = set()
    if there is not None:
        query = select(NAME.c.nama, NAME.c.nik, NAME.c.tanggal_lahir).where(NAME.c.surat == there.uuid)
        known = {
            recommending.name_key(row.nama, row.nik or "", row.tanggal_lahir or "")
            for row in connection.execute(query)
        }
    rules = rules_in_force(connection).of(wish.program, wish.tahun)
    rows = list(
        intake.preview(
            sheet,
            columns,
            known=known,
            unmarried=rules.level("belum_kawin", "verified"),
            progress=lambda done, total: progress(done, total, tr("Memeriksa baris")),
        )
    )
    tell = _teller(connection, (wish.program, wish.tahun))
    return [tell(row) if row.outcome == "new" else row for row in rows]


def _teller(connection: Connection, key: Key) -> Callable[[ListRow], ListRow]:
    """Says of a new row whom it meets, and where the two disagree about the name or the kelurahan; where the
    letter tells no kelurahan, an equal NIK does."""
    people = people_of(connection, key)
    like = Likeness(people)
    places = {
        row.uuid.hex(): (row.nomor_pendaftaran, row.kelurahan_kode or "")
        for row in connection.execute(
            select(_APP.uuid, _APP.nomor_pendaftaran, _APP.kelurahan_kode).where(
                _APP.program == key[0], _APP.tahun == key[1]
            )
        )
    }

    def tell(row: ListRow) -> ListRow:
        name = Name(
            "", "", "", "", row.source_row, row.values["nama"], str(row.values.get("nik") or ""),
            str(row.values.get("tanggal_lahir") or ""),
        )  # fmt: skip
        pair = recommending.pairs([name], people)[""]
        if pair.application:
            nomor, place = places[pair.application]
            return replace(row, match=tr("Padan lewat NIK dengan {nomor}.", nomor=nomor),
                           kelurahan=row.kelurahan or place,
                           problems=(*row.problems, *_other_place(row.kelurahan, place)))  # fmt: skip
        candidates = like.of(name)
        if recommending.other_name(name, candidates):
            other = candidates[0]
            nomor, place = places[other.record]
            words = tr(
                "NIK sama dengan {nomor} ({nama}), tetapi namanya jauh berbeda. Tidak dipadankan sendiri; "
                "putuskan di Rekomendasi.",
                nomor=nomor,
                nama=other.nama,
            )
            return replace(row, match=words, problems=(*row.problems, *_other_place(row.kelurahan, place)))
        found = len(candidates)
        words = (
            trn("{n} pendaftar mirip, perlu dilihat.", "{n} pendaftar mirip, perlu dilihat.", found)
            if found
            else tr("Belum ada pendaftar.")
        )
        return replace(row, match=words)

    return tell


def _other_place(told: str, place: str) -> Iterator[str]:
    """What to say where the letter has somebody in another kelurahan than the application has."""
    named, own = region.by_code(told), region.by_code(place)
    if named is not None and own is not None and named.code != own.code:
        yield tr("Surat menulis {surat}, pendaftarannya di {kelurahan}. Periksa yang benar.",
                 surat=named.display, kelurahan=own.display)  # fmt: skip


def _add(work: Work, letter: str, rows: Iterable[ListRow], progress: Progress) -> list[str]:
    made: list[str] = []
    kept = list(rows)
    for number, row in enumerate(kept, 1):
        record = new_id()
        said = {"surat": letter, "baris": row.source_row, **row.values}
        work.put(record, "recommended", "set", said, scope=row.kelurahan or CITY, new=True)
        made.append(record)
        progress(number, len(kept), tr("Menyimpan baris"))
    return made


def _paired(connection: Connection, records: Iterable[str]) -> int:
    wanted = set(records)
    query = select(NAME.c.uuid).where(NAME.c.application.is_not(None))
    return sum(uuid.hex() in wanted for uuid in connection.execute(query).scalars())


def _dated(office: Office, wish: LetterWish) -> LetterWish:
    """With year and a number in one line; the date as ISO where it can be read."""
    day, problem = values.parse_date(wish.tanggal) if wish.tanggal.strip() else ("", None)
    return replace(
        wish,
        nomor=" ".join(wish.nomor.split()),
        tanggal=wish.tanggal if problem else day,
        tahun=wish.tahun or office.today().year,
    )


def _require_letter(wish: LetterWish) -> None:
    if not wish.nomor:
        raise Refused(
            tr("Nomor surat DP3AP2KB belum diisi."),
            next_step=tr("Tulis nomor seperti di suratnya."),
            code="nomor",
        )
    _day(wish.tanggal)
    if program_name(wish.program) == wish.program:
        raise Refused(
            tr("Program {kode} tidak dikenal.", kode=wish.program), next_step=tr("Pilih WUB atau PP."),
            code="unknown_program",
        )  # fmt: skip


def _day(raw: str) -> str:
    day, problem = values.parse_date(raw) if raw.strip() else ("", None)
    if problem is not None or not day:
        raise Refused(
            tr("Tanggal surat DP3AP2KB belum diisi.") if problem is None else problem.title + ".",
            next_step=tr("Tulis tanggal seperti di suratnya, misalnya 24-11-2026."),
            code="tanggal",
        )
    return day


def _require_same_letter(there: Row[Any] | None, wish: LetterWish) -> None:
    if there is None:
        return
    if there.tanggal != wish.tanggal:
        raise Refused(
            tr("Surat nomor {nomor} sudah tercatat dengan tanggal {tanggal}.",
               nomor=there.nomor, tanggal=values.show_date(there.tanggal)),
            next_step=tr("Periksa nomor dan tanggalnya di surat itu."),
            code="letter_date",
        )  # fmt: skip
    if there.dicabut_nomor:
        raise Refused(
            tr("Surat nomor {nomor} sudah dicabut dengan surat nomor {cabut}.",
               nomor=there.nomor, cabut=there.dicabut_nomor),
            next_step=tr("Impor daftar itu dengan nomor surat yang baru."),
            code="withdrawn",
        )  # fmt: skip


def _name(work: Work, record: str) -> tuple[Mapping[str, Any], Key]:
    state = work.state(record)
    if state.ent != "recommended":
        raise _unknown()
    letter = work.state(str(state.values["surat"])).values
    return state.values, (str(letter["program"]), int(letter["tahun"]))


def _unknown() -> Refused:
    return Refused(
        tr("Surat atau nama itu tidak ada di daftar rekomendasi."),
        next_step=tr("Segarkan daftar, lalu pilih lagi."),
        code="unknown_record",
    )
