"""Rekap Capaian, drawn from the same figures as the screen: DRAF until the office seal is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.actions import editions, issuing, outcome_origin, papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.outcome_lists import Cell, Figures, Line, cells, course, heard, lines, target, total
from desktop_app.actions.outcome_origin import Source
from desktop_app.actions.rosters import Issued
from desktop_app.documents.data import PROGRAM_NAMES, Paper, State, grouped
from desktop_app.documents.qr import QrKey
from desktop_app.documents.recap import Counts, Recap, RecapRow, write_recap
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.domain import letters, people, region
from desktop_app.domain.outcome import PLEDGES, STAGES
from desktop_app.errors import Refused
from desktop_app.office import Office
from resources.i18n import official, tr

KIND: Final = "rekap_capaian"
SEALERS: Final = people.ISSUING_ROLES


@dataclass(frozen=True, slots=True)
class RecapWish:
    """DKUM's recap of a programme and year, or at a kelurahan its own. `nomor` is typed from the agenda."""

    program: str
    tahun: int
    nomor: str = ""
    tanggal: date | None = None
    form: Form = ACROSS

    @property
    def number(self) -> str:
        """The letter number as it is printed."""
        return letters.tidy(self.nomor)


@dataclass(frozen=True, slots=True)
class RecapDraft:
    """The recap as it would be issued, marked DRAF, and its figures."""

    pdf: bytes
    pages: int
    figures: Figures
    content: str = ""


def draft_recap(office: Office, wish: RecapWish) -> RecapDraft:
    """The recap with DRAF across and no page code. Raises Refused where nobody has been accepted."""
    with office.reading() as connection:
        made, figures, _signer = _draw(connection, office, wish, "draf", None)
    return RecapDraft(made.pdf, made.pages, figures, made.content)


def seal_recap(office: Office, wish: RecapWish, *, seen: str = "") -> Issued:
    """Issue the recap: page codes, office seal, frozen. `seen` is the `content` of the draft looked at.

    Raises Refused: no longer what was seen, nobody accepted, no letter number or one used before,
    role, no grant from DKUM yet.
    """
    who = tr("Rekap disegel oleh lurah, verifikator, admin kantor, atau penyetuju DKUM.")
    issuing.require_sealing(office, SEALERS, wish.number, who=who)
    key = issuing.seal_key(office)
    day = wish.tanggal or office.today()
    on_behalf = papers.on_behalf_of(office)
    with office.work() as work:
        issuing.require_unused(work.connection, office, wish.number, day)
        paper, figures, signer = _draw(work.connection, office, wish, "segel", issuing.qr_key(office))
        issuing.require_seen(seen, paper)
        pdf = issuing.sealed(work, office, key, paper, f"Rekap Capaian {wish.number}")
        values: dict[str, Any] = {
            "jenis": KIND, "edisi": str(wish.tahun), "nomor": wish.number, "tanggal": day.isoformat(),
            "program": wish.program, "tahun": day.year, "kelurahan_kode": office.info.scope,
            "atas_nama": on_behalf, "penandatangan": signer,
            "rules": rules_in_force(work.connection).of(wish.program, wish.tahun).label,
        }  # fmt: skip
        document = issuing.issue(work, office, pdf, paper, (), values, scope=office.info.scope)
    return Issued(document, figures.accepted, work.changes)


def _draw(
    connection: Connection, office: Office, wish: RecapWish, state: State, key: QrKey | None
) -> tuple[Paper, Figures, str]:
    """The paper, its figures, and who signs it."""
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Rekap dicetak oleh petugas kantor."),
            next_step=tr("Minta operator atau lurah mencetaknya."),
            code="role",
        )
    scope = office.info.scope
    found = cells(connection, program=wish.program, tahun=wish.tahun, kelurahan=scope)
    figures = total(found)
    if not figures.accepted:
        raise Refused(
            tr("Belum ada yang ditetapkan untuk program dan tahun itu."),
            next_step=tr("Buka berkas putusan DKUM dahulu, atau pilih tahun lain."),
            code="nobody",
        )
    kept = papers.office_settings(connection, scope)
    signer = papers.signatory(office, kept)
    with official():  # the paper is Indonesian whatever the window speaks
        recap = _recap(connection, office, wish, kept, figures, signer)
    values = {
        "jenis": KIND, "edisi": str(wish.tahun), "program": wish.program,
        "tahun": (wish.tanggal or office.today()).year,
    }  # fmt: skip
    telling = editions.telling(office, connection, values, (), scope=scope)
    paper = write_recap(recap, state=state, now=office.clock(), key=key, telling=telling)
    return paper, figures, signer.name


def _recap(
    connection: Connection,
    office: Office,
    wish: RecapWish,
    kept: dict[str, Any],
    figures: Figures,
    signer: Any,
) -> Recap:
    scope, day = office.info.scope, wish.tanggal or office.today()
    place = region.by_code(scope)
    behind = lines(connection, program=wish.program, tahun=wish.tahun, kelurahan=scope)
    known = outcome_origin.origins(connection, office.info, behind)
    year = course(connection, program=wish.program, tahun=wish.tahun, kelurahan=scope)
    months = [month for month in year.months if month.month <= day.isoformat()[:7]]
    rules = rules_in_force(connection)
    rows = _own_rows(connection, office) if place else _city_rows(connection, wish, behind, known)
    return Recap(
        program=wish.program,
        tahun=wish.tahun,
        kelurahan_kode=office.area,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        number=wish.number,
        date=day,
        rule_version=rules.of(wish.program, wish.tahun).label,
        wanted=target(rules, wish.program, wish.tahun, scope),
        total=_counts(figures),
        sources=tuple(
            outcome_origin.words(outcome_origin.sources(behind, stage, known), 3) for stage in STAGES
        ),
        accepted=tuple(month.accepted for month in months),
        started=tuple(month.started for month in months),
        rows=rows,
        pledges=_pledges(connection) if not place else (),
        heard=None if place else sum(row.counts is not None for row in rows),
        form=wish.form,
        letterhead=papers.letterhead(office, kept),
        signatory=signer,
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept),
        sample=office.info.sample,
    )


def _city_rows(
    connection: Connection, wish: RecapWish, behind: Sequence[Line], known: dict[tuple[str, str], Source]
) -> tuple[RecapRow, ...]:
    """The 63 kelurahan in the order of their codes; without counts where no file has come."""
    rules, sent = rules_in_force(connection), heard(connection)
    figures = {
        cell.kelurahan: cell.figures for cell in cells(connection, program=wish.program, tahun=wish.tahun)
    }
    names = [place.name for place in region.all_kelurahan()]  # there are two called Curug
    people_of: dict[str, list[Line]] = {}
    for line in behind:
        people_of.setdefault(line.kelurahan, []).append(line)
    return tuple(
        RecapRow(
            name=place.name if names.count(place.name) == 1 else f"{place.name} ({place.kecamatan})",
            group=place.kecamatan,
            wanted=target(rules, wish.program, wish.tahun, place.code),
            counts=_counts_of(figures.get(place.code), sent, place.code),
            decisions=_decisions(people_of.get(place.code, ())),
            files=_files(people_of.get(place.code, ()), known),
        )
        for place in region.all_kelurahan()
    )


def _counts_of(figures: Figures | None, sent: frozenset[str], code: str) -> Counts | None:
    if figures is None and code not in sent:
        return None
    return _counts(figures or Figures())


def _own_rows(connection: Connection, office: Office) -> tuple[RecapRow, ...]:
    """A kelurahan's programmes and years, the newest first."""
    scope, rules = office.info.scope, rules_in_force(connection)
    behind = lines(connection, kelurahan=scope)
    known = outcome_origin.origins(connection, office.info, behind)

    def row(cell: Cell) -> RecapRow:
        own = [line for line in behind if (line.program, line.tahun) == (cell.program, cell.tahun)]
        return RecapRow(
            name=PROGRAM_NAMES.get(cell.program, cell.program),
            group=str(cell.tahun),
            wanted=target(rules, cell.program, cell.tahun, scope),
            counts=_counts(cell.figures),
            decisions=_decisions(own),
            files=_files(own, known),
        )

    found = cells(connection, kelurahan=scope)
    return tuple(row(cell) for cell in sorted(found, key=lambda cell: (-cell.tahun, cell.program)))


def _counts(figures: Figures) -> Counts:
    return Counts(
        figures.accepted, figures.trained, figures.started, figures.six, figures.twelve, figures.nib,
        figures.jobs,
    )  # fmt: skip


def _decisions(behind: Sequence[Line]) -> str:
    return ", ".join(sorted({line.putusan for line in behind if line.putusan}))


def _files(behind: Sequence[Line], known: dict[tuple[str, str], Source]) -> str:
    """The numbers of the files that brought what is counted after acceptance."""
    found = {
        outcome_origin.source_of(line, stage, known)
        for line in behind
        for stage in line.stages
        if stage != "accepted"
    }
    numbers = sorted({source.number for source in found if source.kind == "berkas"})
    own = [tr("data sendiri")] if any(source.kind == "sendiri" for source in found) else []
    return ", ".join([*numbers, *own])


def _pledges(connection: Connection) -> tuple[str, ...]:
    """Both promises over all years, in sentences."""
    told: list[str] = []
    every = region.all_kelurahan()
    sent = heard(connection) & {place.code for place in every}
    for program, wanted in PLEDGES.items():
        found = total(cells(connection, program=program))
        aim = grouped(wanted)
        told.append(
            f"{PROGRAM_NAMES[program]}, semua tahun: {found.accepted} ditetapkan, {found.trained} selesai "
            f"dilatih, {found.started} mulai usaha dari {aim} yang dijanjikan kota, menurut berkas "
            f"{len(sent)} dari {len(every)} kelurahan."
        )
    return tuple(told)
