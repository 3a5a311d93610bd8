"""Daftar Nominatif: laid out from the office's data, DRAF until the office seal stands on it.

Before DKUM decides, everybody verified stands on it in the order of the day the file was complete: a
forecast, and it says so. Afterwards those accepted stand on it, in the decision's order and with its
number; who waits stands on the decision list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, select

from desktop_app.actions import editions, holds, issuing, mentor_lists, papers, tte
from desktop_app.actions.issuing import Predecessor
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress, pages
from desktop_app.actions.verifying import issued_papers, no_root, read_file, seal_standings
from desktop_app.documents.certificates import load_certificates
from desktop_app.documents.data import (
    ALONE,
    PROGRAM_NAMES,
    Edition,
    Roster,
    RosterRow,
    State,
    count_alone,
    short_date,
)
from desktop_app.documents.roster import canonical, write_roster
from desktop_app.documents.seal import SealKey
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.documents.verdict import Verdict
from desktop_app.documents.verify import verify
from desktop_app.domain import letters, people, region
from desktop_app.domain.editions import BETWEEN, Difference
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.signing.signer import prepare
from desktop_app.storage import settings, tables
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr

_FORECAST: Final = ("verified",)
_DECIDED: Final = ("accepted",)


Sort = Literal["peringkat", "nama", "nomor"]
Group = Literal["", "rw", "program", "pendamping"]
SORTS: Final[tuple[Sort, ...]] = ("peringkat", "nama", "nomor")
GROUPS: Final[tuple[Group, ...]] = ("", "rw", "program", "pendamping")


@dataclass(frozen=True, slots=True)
class RosterWish:
    """Which roster. `nomor` is typed from the kelurahan's agenda, never invented.

    `urut` is by place, name or registration number; everybody keeps the number of their place. `kelompok`
    by RW or mentor holds for arsip only: the notice board names neither. By programme the roster is of both
    programmes of the year, whichever `program` is, each with its own order.
    """

    program: str
    tahun: int
    edisi: Edition
    nomor: str
    tanggal: date
    signatory: int = 0
    form: Form = ACROSS
    urut: Sort = "peringkat"
    kelompok: Group = ""

    @property
    def number(self) -> str:
        """The letter number as it is printed."""
        return letters.tidy(self.nomor)

    @property
    def programs(self) -> tuple[str, ...]:
        """The programmes whose people stand on it."""
        return tuple(PROGRAM_NAMES) if self.kelompok == "program" else (self.program,)


@dataclass(frozen=True, slots=True)
class RosterDraft:
    """A roster as it would be issued, marked DRAF. `older` is the one it would take the place of, and
    `difference` what it says otherwise, None where that cannot be told; `content` tells whether the same is
    sealed later. `held` are people left out because their data stand still (`holds`)."""

    pdf: bytes
    pages: int
    people: int
    decision_no: str | None
    older: Predecessor | None = None
    difference: Difference | None = None
    content: str = ""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Issued:
    """A sealed roster: its record id and what moved. `older`, `difference` and `held` as in `RosterDraft`."""

    document: str
    people: int
    changes: Changes
    older: Predecessor | None = None
    difference: Difference | None = None
    held: int = 0


EDITIONS: Final[tuple[Edition, ...]] = ("arsip", "papan")


def draft_roster(office: Office, wish: RosterWish, *, progress: Progress = no_progress) -> RosterDraft:
    """The roster with DRAF across and no page code. Raises Refused where nobody stands on it."""
    _require_place(office)
    with office.reading() as connection:
        rows, held = _rows(connection, office, wish)
        roster, printed = _roster(connection, office, wish, rows, held)
        older, found = _replaced(connection, office, roster, printed)
    roster = _telling(roster, older, found)
    paper = write_roster(roster, state="draf", now=office.clock(), step=pages(progress))
    return RosterDraft(
        paper.pdf, paper.pages, len(rows), roster.decision_no, older, found, paper.content, held
    )


def seal_roster(office: Office, wish: RosterWish, *, progress: Progress = no_progress) -> Issued:
    """Issue the roster: page codes, office seal, frozen.

    Raises Refused: nobody on it, no letter number or one used before, role, no grant from DKUM yet.
    """
    return seal_editions(office, wish, (wish.edisi,), progress=progress)[0]


def seal_editions(
    office: Office,
    wish: RosterWish,
    editions: Sequence[Edition] = EDITIONS,
    *,
    tte: bool = False,
    seen: Sequence[str] = (),
    progress: Progress = no_progress,
) -> tuple[Issued, ...]:
    """Issue several editions of one roster under one letter number, from the same rows, or none of them.

    With `tte` they bear no seal of ours and wait for a signature that is made elsewhere. `wish.edisi` does
    not matter; `seen` are the `content` of each edition's draft, where they were looked at. Raises Refused
    where one is no longer what was seen, and as `seal_roster`, also with `tte`; stopped by `progress`,
    nothing is issued.
    """
    _require_place(office)
    who = tr("Daftar Nominatif disegel oleh lurah, atau atas namanya oleh verifikator atau admin kantor.")
    issuing.require_sealing(office, people.SEALING_ROLES, wish.number, who=who)
    granted = issuing.seal_key(office)  # also without our seal: what leaves the office waits for DKUM's word
    key = None if tte else granted
    made: list[tuple[str, Predecessor | None, Difference | None]] = []
    with office.work() as work:
        issuing.require_unused(work.connection, office, wish.number, wish.tanggal)
        rows, held = _rows(work.connection, office, wish)
        for number, edition in enumerate(editions):
            progress(number, len(editions), tr("Edisi {n} dari {total}", n=number + 1, total=len(editions)))
            shown = seen[number] if seen else ""
            made.append(_issue(work, office, key, replace(wish, edisi=edition), rows, held, shown, progress))
        progress(len(editions), len(editions), tr("Menulis ke catatan kantor"))
    return tuple(
        Issued(document, len(rows), work.changes, older, found, held) for document, older, found in made
    )


def _issue(
    work: Work,
    office: Office,
    key: SealKey | None,
    wish: RosterWish,
    rows: Sequence[Row[Any]],
    held: int,
    seen: str,
    progress: Progress,
) -> tuple[str, Predecessor | None, Difference | None]:
    """With `key` the roster is sealed, without it waits for BSrE. Returns the record, which roster it takes
    the place of, and what it says otherwise."""
    roster, printed = _roster(work.connection, office, wish, rows, held)
    older, found = _replaced(work.connection, office, roster, printed)
    roster = _telling(roster, older, found)
    state: State = "segel" if key else "tte"
    paper = write_roster(roster, state=state, now=work.now, key=issuing.qr_key(office), step=pages(progress))
    issuing.require_seen(seen, paper)
    if key:
        pdf = issuing.sealed(work, office, key, paper, f"Daftar Nominatif {roster.number}")
    else:
        pdf = prepare(paper.pdf, paper.places)
    values: dict[str, Any] = {
        "jenis": "daftar_nominatif", "edisi": wish.edisi, "nomor": roster.number,
        "tanggal": wish.tanggal.isoformat(), "program": roster.program or None,
        "tahun": wish.tahun, "kelurahan_kode": office.info.scope, "putusan": roster.decision_no,
        "rules": roster.rule_version, "atas_nama": papers.on_behalf_of(office),
        "penandatangan": roster.signatory.name,
    }  # fmt: skip
    listed = [(row.uuid.hex(), row.rev) for row in printed]
    standing = "sealed" if key else "awaiting_bsre"
    document = issuing.issue(
        work, office, pdf, paper, listed, values, scope=office.info.scope, state=standing
    )
    return document, older, found


def _replaced(
    connection: Connection, office: Office, roster: Roster, printed: Sequence[Row[Any]]
) -> tuple[Predecessor | None, Difference | None]:
    """The roster that this one takes the place of, and what it says otherwise."""
    values = {
        "jenis": "daftar_nominatif", "edisi": roster.edition,
        "program": roster.program or None, "tahun": roster.tahun,
    }  # fmt: skip
    older = issuing.predecessor(connection, office.context, values, scope=office.info.scope)
    if older is None:
        return None, None
    listed = [row.uuid.hex() for row in printed]
    return older, editions.against(office, connection, older.record, canonical(roster), listed, roster.form)


def _telling(roster: Roster, older: Predecessor | None, found: Difference | None) -> Roster:
    """The roster, saying on its pages what it takes the place of."""
    if older is None:
        return roster
    return replace(roster, replaces=editions.on_paper(older.nomor, short_date(older.tanggal), found))


def verify_pdf(office: Office, source: Path | bytes) -> Verdict:
    """The verdict on a PDF with this office's trust anchor.

    Raises Unavailable when a file cannot be read, Refused without any trust anchor.
    """
    pdf = source if isinstance(source, bytes) else read_file(source)
    if office.directory is None:
        raise no_root()
    roots = load_certificates(office.directory.content.ca.encode())
    standings = seal_standings(office.directory)
    chosen, times = tte.chosen_roots(office), tte.chosen_roots(office, tte.TIMES)
    return verify(
        pdf, roots, now=office.clock(), directory=standings.get, chosen=chosen, times=times,
        issued=issued_papers(office, standings),
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def _require_place(office: Office) -> None:
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Daftar Nominatif memuat semua pendaftar, jadi akun pendamping tidak dapat membuatnya."),
            next_step=tr("Minta operator membuatnya; Anda dapat mencetak daftar dampingan sendiri."),
            code="role",
        )
    if office.info.kind == "dkum":
        raise Refused(
            tr("Daftar Nominatif dibuat di kantor kelurahan."),
            next_step=tr("DKUM menerbitkan daftar putusan di Penetapan."),
            code="place",
        )


def _rows(connection: Connection, office: Office, wish: RosterWish) -> tuple[Sequence[Row[Any]], int]:
    """Who stands on the roster, programme by programme in its order, and how many are left out because their
    data stand still."""
    app = tables.application.c
    found: list[Row[Any]] = []
    held = holds.held(connection)
    for program in wish.programs:
        base = select(tables.application).where(
            app.program == program, app.tahun == wish.tahun, app.kelurahan_kode == office.info.scope
        )
        decided = base.where(app.status.in_(_DECIDED)).order_by(app.putusan, app.peringkat)
        waiting = base.where(app.status.in_(_FORECAST)).order_by(app.tanggal_lengkap, app.nomor_pendaftaran)
        found += connection.execute(decided).all() or connection.execute(waiting).all()
    if not found:
        raise Refused(
            tr("Belum ada pendaftar terverifikasi untuk daftar ini."),
            next_step=tr("Verifikasi pendaftar dahulu, atau pilih program dan tahun lain."),
            code="nobody",
        )
    free = [row for row in found if row.uuid not in held]
    if not free:
        raise holds.all_left_out(len(found))
    return free, len(found) - len(free)


def _roster(
    connection: Connection, office: Office, wish: RosterWish, rows: Sequence[Row[Any]], held: int
) -> tuple[Roster, list[Row[Any]]]:
    """The roster, and the rows in the order in which they are printed."""
    kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(office.info.scope)
    assert place is not None
    book = rules_in_force(connection)
    rules = [book.of(program, wish.tahun) for program in wish.programs]
    one = rules[0] if len(rules) == 1 else None
    numbers = sorted({str(row.putusan) for row in rows if row.putusan})
    ordered = _ordered(connection, office, wish, rows)
    groups = tuple(group for group, _line, _row in ordered)
    alone = count_alone(sum(row.satu_petugas is not None for row in rows))
    roster = Roster(
        edition=wish.edisi,
        program=one.program if one else "",
        tahun=wish.tahun,
        kelurahan_kode=place.code,
        kelurahan=place.name,
        kecamatan=place.kecamatan,
        number=wish.number,
        date=wish.tanggal,
        rule_version=one.label
        if one
        else ", ".join(f"{each.label} ({PROGRAM_NAMES[each.program]})" for each in rules),
        rows=tuple(line for _group, line, _row in ordered),
        groups=groups if any(groups) else (),
        form=wish.form,
        note=BETWEEN.join(part for part in (_SORTED[wish.urut], _left_out(held), alone) if part),
        letterhead=papers.letterhead(office, kept),
        signatory=papers.signatory(office, kept, papers.Hand(wish.signatory)),
        quota=one.places_in(place.code) if one and one.scope == "kelurahan" else None,
        decision_no=", ".join(numbers) or None,
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept),
        sample=office.info.sample,
    )
    return roster, [row for _group, _line, row in ordered]


def _left_out(held: int) -> str:
    return f"{held} orang tidak dimuat karena datanya ditahan" if held else ""


_SORTED: Final[dict[Sort, str]] = {"peringkat": "", "nama": "urut nama", "nomor": "urut nomor pendaftaran"}


def _ordered(
    connection: Connection, office: Office, wish: RosterWish, rows: Sequence[Row[Any]]
) -> list[tuple[str, RosterRow, Row[Any]]]:
    """Each person with the heading they stand under, in the order that was wished for."""
    kelompok = wish.kelompok if wish.edisi == "arsip" or wish.kelompok == "program" else ""
    told: dict[int, str] = {}
    if kelompok == "pendamping":
        today = office.today().isoformat()
        mentees = mentor_lists.mentees(connection, today)
        told = {line.id: f"Pendamping {line.mentor_name}" for line in mentees if line.mentor}
    elif kelompok == "rw":
        told = {row.id: f"RW {row.rw}" for row in rows if row.rw}
    elif kelompok == "program":
        told = {row.id: _program_heading(row) for row in rows}
    keys: dict[Sort, Callable[[RosterRow], Any]] = {
        "peringkat": lambda row: row.rank,
        "nama": lambda row: (row.nama.casefold(), row.rank),
        "nomor": lambda row: row.nomor_pendaftaran,
    }
    seen = dict.fromkeys(wish.programs, 0)
    found: list[tuple[str, RosterRow, Row[Any]]] = []
    for row in rows:
        seen[row.program] += 1
        found.append((told.get(row.id, ""), _row(seen[row.program], row), row))
    programs = wish.programs

    def place(one: tuple[str, RosterRow, Row[Any]]) -> tuple[Any, ...]:
        group, line, row = one
        return programs.index(row.program), not group, group, keys[wish.urut](line)  # those without one last

    found.sort(key=place)
    return [(group or _WITHOUT[kelompok], line, row) for group, line, row in found]


_WITHOUT: Final[dict[Group, str]] = {
    "": "", "rw": "RW belum diisi", "program": "", "pendamping": "Belum ada pendamping",
}  # fmt: skip


def _program_heading(row: Row[Any]) -> str:
    """One programme may be decided and the other not."""
    name = PROGRAM_NAMES[row.program]
    return name if row.putusan else f"{name} (urutan perkiraan, belum diputuskan DKUM)"


def _row(number: int, row: Row[Any]) -> RosterRow:
    return RosterRow(
        rank=number,
        nomor_pendaftaran=row.nomor_pendaftaran,
        nama=row.nama or "",
        nik=row.nik or "",
        jenis_kelamin=row.jenis_kelamin or "",
        tanggal_lahir=row.tanggal_lahir or "",
        alamat=row.alamat or "",
        rt=row.rt or "",
        rw=row.rw or "",
        usaha=row.jenis_usaha or row.nama_usaha or "",
        kbli=row.kbli_kode or "",
        kbli_edisi=row.kbli_edisi or "2025",
        tanggal_lengkap=row.tanggal_lengkap or "",
        status=row.status,
        reason=_reason(number, row),
    )


def _reason(number: int, row: Row[Any]) -> str:
    """Short enough for one line: the day that counts, and the place DKUM gave."""
    alone = f"; {ALONE}" if row.satu_petugas else ""
    if row.peringkat is None:
        return f"Berkas lengkap ke-{number}, perkiraan{alone}"
    return f"Peringkat {row.peringkat}, berkas lengkap {show_date(row.tanggal_lengkap)}{alone}"


def authority_certificate(office: Office) -> bytes:
    """DKUM's seal authority as PEM, for checking elsewhere. Raises Refused before the grant."""
    with office.reading() as connection:
        found = settings.get(connection, "ca_certificate")
    if found is None:
        raise Refused(tr("Belum ada izin DKUM di kantor ini."), code="not_enrolled")
    return found
