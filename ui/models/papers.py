"""What Dokumen does away from the window's thread: lay out, seal, open, check, draw and print papers.

Everything heavy (PDF, signatures) is imported here when it is first wanted, in the working thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from desktop_app.actions import access
from desktop_app.actions.progress import Progress
from desktop_app.documents.data import Edition
from desktop_app.documents.sheets import Direction, Form, PaperName
from desktop_app.domain.access import OPEN
from desktop_app.domain.documenting import KIND_WORDS
from desktop_app.domain.editions import Difference
from desktop_app.errors import Refused
from desktop_app.office import Office, Reading
from desktop_app.queries import documents
from desktop_app.queries import office as office_query
from desktop_app.queries.documents import DocumentDetail, IssuedDocument, RosterSource
from desktop_app.queries.documents import Edition as Older
from desktop_app.queries.office import LetterheadView, SealStanding
from desktop_app.storage.saving import free_name, require_folder, save_beside, save_files
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr
from ui.prefs import Prefs

if TYPE_CHECKING:
    from desktop_app.actions.rosters import Group, RosterWish, Sort
    from desktop_app.documents.verdict import Verdict
    from desktop_app.verifying.inspect import Anchors

Step = Progress

SHEET_PAPER = "dokumen:kertas"
"""The choice of this office: which paper size was used last."""
_LAYOUT = "dokumen:susunan"
_LONGEST = 160
"""Bytes of a file's name before its end; of 255 that disks take, some are left for what stands beside it."""
DIRECTION_WORDS: dict[Direction, str] = {"lanskap": mark("Lanskap"), "potret": mark("Potret")}
SORT_WORDS: dict[Sort, str] = {
    "peringkat": mark("Peringkat"), "nama": mark("Nama"), "nomor": mark("Nomor pendaftaran"),
}  # fmt: skip
GROUP_WORDS: dict[Group, str] = {
    "": mark("Tanpa"), "rw": mark("RW"), "program": mark("Program"), "pendamping": mark("Pendamping"),
}  # fmt: skip
EDITION_WORDS: dict[tuple[Edition, ...], str] = {
    ("arsip", "papan"): mark("Arsip dan papan"),
    ("arsip",): mark("Arsip"),
    ("papan",): mark("Papan pengumuman"),
}


def sort_of(code: object) -> Sort:
    """The order of that code, by place where there is none."""
    return cast("Sort", code) if code in SORT_WORDS else "peringkat"


def group_of(code: object) -> Group:
    """The grouping of that code, none where there is none."""
    return cast("Group", code) if code in GROUP_WORDS else ""


@dataclass(frozen=True)
class RosterLayout:
    """On which paper a roster is laid out and in which order; an office is offered its last one again."""

    paper: PaperName = "A4"
    direction: Direction = "lanskap"
    urut: Sort = "peringkat"
    kelompok: Group = ""

    @classmethod
    def of(cls, prefs: Prefs) -> RosterLayout:
        """The choice of last time."""
        paper: PaperName = "F4" if prefs.get(SHEET_PAPER, "A4") == "F4" else "A4"
        kept = prefs.get(_LAYOUT, [])
        direction, urut, kelompok = (*kept, "", "", "")[:3]
        return cls(
            paper,
            "potret" if direction == "potret" else "lanskap",
            sort_of(urut),
            group_of(kelompok),
        )

    def keep(self, prefs: Prefs) -> None:
        """Offer it again next time."""
        prefs.put(SHEET_PAPER, self.paper)
        prefs.put(_LAYOUT, [self.direction, self.urut, self.kelompok])


@dataclass(frozen=True)
class RosterForm:
    """What the dialog asked for; one letter number for all its editions."""

    program: str
    tahun: int
    editions: tuple[Edition, ...]
    nomor: str
    tanggal: date
    signatory: int = 0
    signer: str = ""
    layout: RosterLayout = RosterLayout()

    def title(self) -> str:
        """Its line in the register."""
        both = replace(self, program="") if self.layout.kelompok == "program" else self
        return paper_title("daftar_nominatif", "arsip" if "arsip" in self.editions else "papan", both)


@dataclass(frozen=True)
class Sheet:
    """One page to be shown or printed: in which file, which page, its size in points."""

    pdf: bytes
    page: int
    width: float
    height: float


@dataclass(frozen=True)
class Paper:
    """A document in the middle of the page. `seal` is the seal's sheet, and its block in points; `older` the
    document it takes the place of, `difference` what it says otherwise; `contents` tell of a draft, edition
    by edition, whether the same is sealed."""

    sheets: tuple[Sheet, ...]
    pdfs: tuple[bytes, ...]
    verdict: Verdict | None = None
    detail: DocumentDetail | None = None
    people: int = 0
    decision: str = ""
    seal: tuple[int, tuple[float, float, float, float]] | None = None
    older: Older | None = None
    difference: Difference | None = None
    contents: tuple[str, ...] = ()
    held: int = 0
    """People whose data stand still: left out of a list, named all the same by a decree's attachment."""

    @property
    def content(self) -> str:
        """That of its first edition."""
        return self.contents[0] if self.contents else ""


class Laid(Protocol):
    """A draft: what is shown, and what tells whether the same is sealed."""

    @property
    def pdf(self) -> bytes: ...

    @property
    def content(self) -> str: ...


@dataclass(frozen=True)
class Sealed:
    """The documents a seal made, the first one to be shown."""

    documents: tuple[str, ...]
    people: int
    changes: Changes


@dataclass(frozen=True)
class Register:
    """The list, what could be made, who signs, and whether the seal is ready."""

    rows: list[IssuedDocument]
    years: tuple[int, ...]
    sources: list[RosterSource]
    letterhead: LetterheadView
    seal: SealStanding


def paper_title(jenis: str, edisi: str, of: RosterForm | IssuedDocument) -> str:
    """How a document is called in the register."""
    if jenis == "rekap_capaian" and edisi:
        return tr("Rekap Capaian {program} {tahun}", program=of.program, tahun=edisi)
    if jenis == "daftar_keputusan":
        return tr("Daftar Putusan {program} {tahun}", program=of.program, tahun=of.tahun)
    if jenis == "daftar_tunggu" and edisi == "papan":
        return tr("Pengumuman Daftar Tunggu {program} {tahun}", program=of.program, tahun=of.tahun)
    if jenis == "daftar_tunggu":
        return tr("Daftar Tunggu {program} {tahun}", program=of.program, tahun=of.tahun)
    if jenis == "berita_acara":
        return tr("Berita Acara Verifikasi {program} {tahun}", program=of.program, tahun=of.tahun)
    if jenis == "lampiran_penetapan":
        return tr("Lampiran Penetapan {program} {tahun}", program=of.program, tahun=of.tahun)
    if jenis != "daftar_nominatif":
        return tr(KIND_WORDS.get(jenis, jenis))
    program = of.program or tr("kedua program")
    if edisi == "papan":
        return tr("Pengumuman {program} {tahun}", program=program, tahun=of.tahun)
    return tr("Daftar Nominatif {program} {tahun}", program=program, tahun=of.tahun)


def load_register(connection: Reading, office: Office, tahun: int | None) -> Register:
    """Everything the page knows without opening a document; `tahun` None shows the latest year."""
    years = documents.years(connection)
    year = tahun if tahun is not None else (years[0] if years else None)
    return Register(
        documents.register(connection, office.context, tahun=year),
        years,
        documents.roster_sources(connection, office.info.scope) if office.info.kind != "dkum" else [],
        office_query.letterhead(connection, office.info),
        office_query.seal_standing(connection, office),
    )


def minutes_programs(connection: Reading, kelurahan: str) -> tuple[tuple[str, int], ...]:
    """Programmes and years in which anything was examined."""
    examined = ("verified", "returned", "rejected", "accepted", "waitlisted")
    return documents.programs(connection, kelurahan, examined)


def decree_programs(connection: Reading, _scope: str) -> tuple[tuple[str, int], ...]:
    """Programmes and years in which anybody was accepted."""
    return documents.programs(connection, "", ("accepted",))


def waiting_programs(connection: Reading, scope: str) -> tuple[tuple[str, int], ...]:
    """Programmes and years in which anybody waits."""
    return documents.programs(connection, scope, ("waitlisted",))


def draft(office: Office, form: RosterForm, step: Step) -> Paper:
    """The roster as it would be issued, DRAF across, every edition asked for."""
    from desktop_app.actions import rosters

    made = [rosters.draft_roster(office, _wish(form, edition), progress=step) for edition in form.editions]
    pdfs = tuple(one.pdf for one in made)
    first = made[0]
    older = Older(first.older.record, first.older.nomor, first.older.tanggal) if first.older else None
    return Paper(
        _sheets(pdfs), pdfs, None, None, first.people, first.decision_no or "",
        older=older, difference=first.difference, contents=tuple(one.content for one in made),
        held=first.held,
    )  # fmt: skip


def seal(
    office: Office, form: RosterForm, step: Step, *, seen: Sequence[str] = (), tte: bool = False
) -> Sealed:
    """Issue every edition, or none: under the office seal, or with `tte` to be signed at a service. `seen`
    are the contents of the draft that was confirmed."""
    from desktop_app.actions import rosters

    made = rosters.seal_editions(
        office,
        _wish(form, form.editions[0]),
        form.editions,
        tte=tte,
        seen=seen,
        progress=step,
    )
    return Sealed(tuple(one.document for one in made), made[0].people, made[0].changes)


def of_pdf(pdf: bytes) -> Paper:
    """A paper that was just laid out and is not issued."""
    return Paper(_sheets((pdf,)), (pdf,))


def of_draft(draft: Laid) -> Paper:
    """The same of a draft, knowing what it says."""
    held = getattr(draft, "held", 0)
    return replace(of_pdf(draft.pdf), contents=(draft.content,), held=held)


def of_drafts(drafts: Sequence[Laid]) -> Paper:
    """Several editions, one after the other."""
    pdfs = tuple(one.pdf for one in drafts)
    return Paper(_sheets(pdfs), pdfs, contents=tuple(one.content for one in drafts))


def ranking(
    office: Office, program: str, tahun: int, scope: str, only: Sequence[str] = (), form: Form | None = None
) -> bytes:
    """The order of `scope` on paper, or the lines of some people."""
    from desktop_app.actions.ranking_paper import ranking_paper

    return ranking_paper(office, program, tahun, scope, only=only, form=form or Form()).pdf


def open_issued(office: Office, record: str) -> Paper:
    """An issued document with its verdict: the signed copy where there is one."""
    from desktop_app.actions import editions
    from desktop_app.actions.issued import document_pdf

    pdf = document_pdf(office, record)
    access.note(office, OPEN, record, about="dokumen")
    with office.reading() as connection:
        detail = documents.detail(connection, office.context, record)
        older = detail.older if detail is not None else None
        found = editions.difference(office, connection, record) if older is not None else None
    return replace(_judged(office, pdf, detail), older=older, difference=found)


def anchors(office: Office) -> Anchors:
    """What papers from elsewhere are judged by."""
    from desktop_app.actions.verifying import office_anchors

    return office_anchors(office)


def _judged(office: Office, pdf: bytes, detail: DocumentDetail | None) -> Paper:
    from desktop_app.actions import rosters
    from desktop_app.documents.render import seal_block

    try:
        verdict = rosters.verify_pdf(office, pdf)
    except Refused as refused:
        if refused.code != "no_root" or detail is None:
            raise
        verdict = None  # our own document before a grant: it is shown, its seal stays unjudged
    try:
        sheets = _sheets((pdf,))
    except Refused:
        sheets = ()  # the verdict says what is wrong with it
    return Paper(sheets, (pdf,), verdict, detail, seal=seal_block(pdf) if sheets else None)


def picture(sheet: Sheet, scale: float) -> QImage:
    """The page as an image `width * scale` pixels wide."""
    from desktop_app.documents.render import page_picture

    drawn = page_picture(sheet.pdf, sheet.page, dpi=72 * scale)
    return QImage(drawn.rgba, drawn.wide, drawn.high, drawn.wide * 4, QImage.Format.Format_RGBA8888).copy()


def seal_picture(paper: Paper, scale: float) -> QImage:
    """The block with page code and seal, enlarged."""
    assert paper.seal is not None
    at, (x1, y1, x2, y2) = paper.seal
    sheet = paper.sheets[at]
    whole = picture(sheet, scale)
    return whole.copy(
        QRect(
            round(x1 * scale),
            round((sheet.height - y2) * scale),
            round((x2 - x1) * scale),
            round((y2 - y1) * scale),
        )
    )


def save_all(pdfs: Sequence[bytes], path: Path) -> Path:
    """Write the PDF where a person wants it, further editions beside it, where no other file has that name.
    Raises Unavailable."""
    require_folder(path.parent, path.name)
    rest = [
        free_name(path.with_name(f"{path.stem}-{number}{path.suffix}"), pdf)
        for number, pdf in enumerate(pdfs[1:], 2)
    ]
    save_files(list(zip([path, *rest], pdfs, strict=True)))
    return path


def lay_out_for_viewer(pdfs: Sequence[bytes], home: Path, name: str) -> Path:
    """Copies for the system's viewer, within the office's folder; one it still shows is left to it. Raises
    Unavailable."""
    made = [save_beside(home / "documents" / name, pdf) for pdf in pdfs]
    return made[0]


def file_name(title: str, nomor: str) -> str:
    """A file name that names nobody and fits any disk: ``Daftar-Nominatif-WUB-2026-500.3-118.pdf``."""
    words = f"{title} {nomor}".replace("/", "-").split()
    kept = "-".join("".join(sign for sign in word if sign.isalnum() or sign in ".-_") for word in words)
    return f"{kept.encode()[:_LONGEST].decode(errors='ignore').rstrip('.')}.pdf"


def _wish(form: RosterForm, edition: Edition) -> RosterWish:
    from desktop_app.actions.rosters import RosterWish

    how = form.layout
    return RosterWish(
        form.program, form.tahun, edition, form.nomor, form.tanggal, form.signatory,
        Form(how.paper, how.direction), how.urut, how.kelompok,
    )  # fmt: skip


def _sheets(pdfs: tuple[bytes, ...]) -> tuple[Sheet, ...]:
    from desktop_app.documents.render import page_sizes

    found: list[Sheet] = []
    for pdf in pdfs:
        found += [Sheet(pdf, page, *size) for page, size in enumerate(page_sizes(pdf))]
    return tuple(found)
