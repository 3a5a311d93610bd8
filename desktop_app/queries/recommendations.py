"""DP3AP2KB's recommendations as they are listed and shown: letters, names, claims without a letter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions.recommendations import (
    LETTER,
    NAME,
    as_name,
    letter_keys,
    names_query,
    people_of,
)
from desktop_app.domain import fields, identity, recommending, region, values
from desktop_app.domain.disclosure import masked, tail
from desktop_app.domain.likeness import name_likeness, plain_name
from desktop_app.domain.recommending import (
    OFFICE_LABELS,
    STATE_LABELS,
    STATES,
    Likeness,
    Name,
    NameState,
    Person,
    state_of,
)
from desktop_app.domain.status import ENDED
from desktop_app.storage import tables
from resources.i18n import tr

_APP: Final = tables.application.c
_NONE: Final[Mapping[NameState, int]] = dict.fromkeys(STATES, 0)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter with how many of its names stand how; `dicabut_nomor` where all of it was taken back."""

    record: str
    nomor: str
    tanggal: str
    program: str
    tahun: int
    counts: Mapping[NameState, int]
    dicabut_nomor: str
    dicabut_tanggal: str

    @property
    def names(self) -> int:
        """How many names of it are here."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name of a letter. `nomor_pendaftaran` is its applicant's where that is in this office, `candidates`
    the applications (record, hex) it is like while nobody was found; `nama_lain`: the one with its NIK is
    called quite otherwise. `kelurahan` "" is not known."""

    record: str
    letter: str
    nomor: str
    tanggal: str
    program: str
    tahun: int
    baris: int
    nama: str
    nik4: str
    lahir: str
    alamat: str
    kategori: str
    kelurahan_kode: str
    kelurahan: str
    state: NameState
    cara: str
    application: str
    nomor_pendaftaran: str
    candidates: tuple[str, ...]
    dicabut_nomor: str
    dicabut_tanggal: str
    nama_lain: bool = False

    def label(self, *, city: bool) -> str:
        """How it stands, in the words of DKUM or of a kelurahan."""
        return tr((STATE_LABELS if city else OFFICE_LABELS)[self.state])

    @property
    def found(self) -> str:
        """What became of it in one sentence."""
        match self.state:
            case "dicabut":
                return tr("Dicabut dengan surat nomor {nomor} tanggal {tanggal}.",
                          nomor=self.dicabut_nomor,
                          tanggal=values.show_date(self.dicabut_tanggal))  # fmt: skip
            case "padan" if not self.nomor_pendaftaran:
                return tr("Mendaftar di kelurahan lain.")
            case "padan" if self.cara == "orang":
                return tr("Padan dengan {nomor}, diputuskan petugas.", nomor=self.nomor_pendaftaran)
            case "padan":
                return tr("Padan dengan {nomor} lewat NIK.", nomor=self.nomor_pendaftaran)
            case "dilihat" if self.nama_lain:
                return tr("NIK sama dengan seorang pendaftar, tetapi namanya jauh berbeda.")
            case "dilihat":
                return tr("Ada pendaftar yang mirip.")
            case _:
                return tr("Belum ada pendaftar dengan NIK atau nama ini.")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the names are narrowed to; an empty part asks nothing. `state` is one of `STATES`."""

    text: str = ""
    letter: str = ""
    state: str = ""
    kelurahan: str = ""


_EVERYTHING: Final = Filter()


@dataclass(frozen=True, slots=True)
class Claim:
    """An applicant who says she is PEKKA and whom no letter that holds names. `surat` and
    `tanggal` are what she says about her letter, `said` what DKUM says of it."""

    id: int
    record: str
    nomor_pendaftaran: str
    nama: str
    program: str
    tahun: int
    kelurahan: str
    status: str
    surat: str
    tanggal: str
    said: str


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the comparison: what the letter and what the application say, and whether they agree."""

    label: str
    letter: str
    applicant: str
    same: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An applicant beside a name, line by line; numbers are masked but for their last digits."""

    record: str
    id: int
    nomor_pendaftaran: str
    status: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything of the page, from one look: letters, the names that fit, claims, and the figures.

    `counts` are all names by state, `fitting` those that fit what is asked but for the state.
    """

    letters: tuple[LetterRow, ...]
    names: tuple[NameRow, ...]
    claims: tuple[Claim, ...]
    counts: Mapping[NameState, int]
    fitting: Mapping[NameState, int]

    @property
    def total(self) -> int:
        """All names, whatever the filter."""
        return sum(self.counts.values())


def view(connection: Connection, asked: Filter = _EVERYTHING) -> View:
    """The page, narrowed to what is asked; letters and figures are of everything that is here."""
    every = every_name(connection)
    by_letter: dict[str, Counter[NameState]] = {}
    for row in every:
        by_letter.setdefault(row.letter, Counter())[row.state] += 1
    letter = LETTER.c
    letters = tuple(
        LetterRow(
            row.uuid.hex(), row.nomor, row.tanggal, row.program, row.tahun,
            {**_NONE, **by_letter.get(row.uuid.hex(), {})},
            row.dicabut_nomor or "", row.dicabut_tanggal or "",
        )
        for row in connection.execute(select(LETTER).order_by(letter.tanggal.desc(), letter.nomor, letter.id))
    )  # fmt: skip
    fitting = [row for row in every if _fits(row, asked)]
    found = tuple(row for row in fitting if not asked.state or row.state == asked.state)
    return View(letters, found, claims(connection, asked), _counts(every), _counts(fitting))


def counts(connection: Connection) -> Mapping[NameState, int]:
    """How many names stand how; every state is a key."""
    return _counts(every_name(connection))


def _counts(rows: list[NameRow]) -> Mapping[NameState, int]:
    return {**_NONE, **Counter(row.state for row in rows)}


def every_name(connection: Connection) -> list[NameRow]:
    """Every name that is here, by letter and row."""
    found: list[NameRow] = []
    likes = {key: Likeness(people_of(connection, key)) for key in letter_keys(connection)}
    numbers = _numbers(connection)
    query = names_query().order_by(LETTER.c.tanggal, LETTER.c.nomor, NAME.c.surat, NAME.c.baris, NAME.c.id)
    for row in connection.execute(query):
        name = as_name(row)
        open_ = not name.dicabut and not name.application
        like = likes[row.program, row.tahun].of(name) if open_ else []
        found.append(_as_row(row, name, like, numbers))
    return found


def claims(connection: Connection, asked: Filter = _EVERYTHING) -> tuple[Claim, ...]:
    """Live applicants who say they are PEKKA, in no letter that holds; they stand in the general order."""
    query = (
        select(tables.application)
        .where(_APP.pekka == "ya", _APP.padan.is_(None), _APP.status.not_in(sorted(ENDED)))
        .order_by(_APP.nama, _APP.id)
    )
    if asked.kelurahan:
        query = query.where(_APP.kelurahan_kode == asked.kelurahan)
    return tuple(_as_claim(row) for row in connection.execute(query) if _told_by(asked.text, _claimed(row)))


def find_name(connection: Connection, record: str) -> NameRow | None:
    """One name (record, hex); None where it is not here."""
    return next((row for row in every_name(connection) if row.record == record), None)


def compare(connection: Connection, record: str, *, whole: bool = False) -> tuple[Candidate, ...]:
    """The applicants a name may mean, or the one it was paired with, line by line beside the letter.

    `whole` shows the NIK in full, as F8 does.
    """
    row = connection.execute(names_query().where(NAME.c.uuid == bytes.fromhex(record))).first()
    if row is None:
        return ()
    name = as_name(row)
    wanted = [name.application] if name.application else []
    if not wanted and not name.dicabut:
        like = Likeness(people_of(connection, (row.program, row.tahun)))
        wanted = [each.record for each in like.of(name)]
    uuids = [bytes.fromhex(each) for each in wanted]
    people = {
        each.uuid: each for each in connection.execute(select(tables.application).where(_APP.uuid.in_(uuids)))
    }
    return tuple(_candidate(row, people[uuid], whole) for uuid in uuids if uuid in people)


# ---- within ------------------------------------------------------------------------------------------


def _fits(row: NameRow, asked: Filter) -> bool:
    """Whether a name fits what is asked but for the state."""
    if asked.letter and row.letter != asked.letter:
        return False
    if asked.kelurahan and row.kelurahan_kode != asked.kelurahan:
        return False
    told = f"{row.nama} {plain_name(row.nama)} {row.nomor} {row.nomor_pendaftaran} {row.alamat}"
    return _told_by(asked.text, told)


def _claimed(row: Row[Any]) -> str:
    """What a claim is searched by: as a name of a letter, and the letter that the applicant named."""
    names = f"{row.nama or ''} {plain_name(row.nama or '')}"
    return f"{names} {row.nomor_pendaftaran} {row.alamat or ''} {row.rekomendasi_no or ''}"


def _told_by(words: str, told: str) -> bool:
    """Whether every word that was typed stands in it."""
    plain = told.casefold()
    return all(word in plain for word in words.casefold().split())


def _numbers(connection: Connection) -> dict[str, str]:
    query = select(_APP.uuid, _APP.nomor_pendaftaran).where(_APP.rekomendasi.is_not(None))
    return {row.uuid.hex(): row.nomor_pendaftaran for row in connection.execute(query)}


def _as_row(row: Row[Any], name: Name, candidates: Sequence[Person], numbers: Mapping[str, str]) -> NameRow:
    place = region.by_code(row.scope)
    return NameRow(
        record=name.record,
        letter=name.surat,
        nomor=name.nomor,
        tanggal=name.tanggal,
        program=row.program,
        tahun=row.tahun,
        baris=name.baris,
        nama=name.nama,
        nik4=tail(name.nik),
        lahir=values.show_date(name.lahir) if name.lahir else "",
        alamat=row.alamat or "",
        kategori=fields.show("pekka_kategori", row.kategori),
        kelurahan_kode=place.code if place else "",
        kelurahan=place.display if place else "",
        state=state_of(name, bool(candidates)),
        cara=name.cara,
        application=name.application,
        nomor_pendaftaran=numbers.get(name.application, ""),
        candidates=tuple(each.record for each in candidates),
        dicabut_nomor=name.dicabut_nomor,
        dicabut_tanggal=name.dicabut_tanggal,
        nama_lain=recommending.other_name(name, candidates),
    )


def _as_claim(row: Row[Any]) -> Claim:
    place = region.by_code(row.kelurahan_kode or "")
    said: dict[str, Any] = json.loads(row.rekomendasi) if row.rekomendasi else {}
    return Claim(
        row.id, row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.program or "", row.tahun or 0,
        place.display if place else "", row.status, row.rekomendasi_no or "",
        fields.show("rekomendasi_tanggal", row.rekomendasi_tanggal), str(said.get("state") or ""),
    )  # fmt: skip


def _candidate(row: Row[Any], person: Row[Any], whole: bool) -> Candidate:
    place = region.by_code(row.scope)
    there = region.by_code(person.kelurahan_kode or "")
    theirs = person.nama or ""
    sides = [
        Side(tr("Nama"), row.nama, theirs, name_likeness(row.nama, theirs) == 100),
        Side(tr("NIK"), _nik(row.nik, whole), _nik(person.nik, whole),
             bool(row.nik) and row.nik == person.nik),
        Side(tr("Tanggal lahir"), values.show_date(row.tanggal_lahir) if row.tanggal_lahir else "",
             fields.show("tanggal_lahir", person.tanggal_lahir),
             bool(row.tanggal_lahir) and row.tanggal_lahir == person.tanggal_lahir),
        Side(tr("Alamat"), row.alamat or "", person.alamat or "",
             bool(row.alamat) and row.alamat.casefold() == (person.alamat or "").casefold()),
        Side(tr("Kelurahan"), place.display if place else "", there.display if there else "",
             place is not None and place == there),
        Side(tr("Kategori PEKKA"), fields.show("pekka_kategori", row.kategori),
             fields.show("pekka_kategori", person.pekka_kategori),
             bool(row.kategori) and row.kategori == person.pekka_kategori),
    ]  # fmt: skip
    return Candidate(person.uuid.hex(), person.id, person.nomor_pendaftaran, person.status, tuple(sides))


def _nik(value: str | None, whole: bool) -> str:
    if not value:
        return ""
    return identity.group_nik(value) if whole else masked("nik", value)
