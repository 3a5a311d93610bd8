"""The attendance list of a wave as PDF, drawn from the same people as the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.actions import holds, issuing, papers, training_lists
from desktop_app.actions.training import known_wave, not_held
from desktop_app.actions.training_lists import ParticipantLine
from desktop_app.documents.attendance import AttendanceList, AttendanceRow, Shape, write_attendance
from desktop_app.documents.sheets import PaperName
from desktop_app.domain import region
from desktop_app.errors import Refused
from desktop_app.office import Office
from resources.i18n import tr

MOST_BLANK = 60


@dataclass(frozen=True, slots=True)
class SheetWish:
    """Which list. `days` are numbers from 1, none for all; `nomor` is typed from the office's agenda and may
    be empty; `blank` lines are left at the end."""

    wave: str
    days: tuple[int, ...] = ()
    shape: Shape = "auto"
    nomor: str = ""
    tanggal: date | None = None
    blank: int = 5
    paper: PaperName = "A4"


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF, with the codes of its pages in order and how many people stand on it."""

    pdf: bytes
    codes: tuple[str, ...]
    people: int
    name: str


def print_sheet(office: Office, wish: SheetWish) -> Printed:
    """The list, ready for the printer. Raises Refused for a wave that is not held or has no such day."""
    with office.reading() as connection:
        line = known_wave(connection, wish.wave)
        if line.batal:
            raise not_held(line)
        days = wish.days or tuple(range(1, len(line.hari) + 1))
        if not all(1 <= day <= len(line.hari) for day in days):
            raise Refused(
                tr("{gelombang} tidak mempunyai hari itu.", gelombang=line.full_name),
                next_step=tr("Pilih hari 1 sampai {n}.", n=len(line.hari)),
                code="day",
            )
        if not 0 <= wish.blank <= MOST_BLANK:
            raise Refused(
                tr("Baris kosong {n} tidak mungkin.", n=wish.blank),
                next_step=tr("Isi 0 sampai {n}.", n=MOST_BLANK),
                code="blank",
            )
        people = training_lists.participants(connection, wave=line.record)
        held = holds.held(connection)
        kept = papers.office_settings(connection, office.info.scope)
        organiser = next(
            (
                one.penyelenggara
                for one in training_lists.trainings(connection)
                if one.record == line.training
            ),
            "",
        )
    several = len({one.kelurahan for one in people}) > 1
    listed = AttendanceList(
        training=line.training_name,
        wave=line.nama,
        code=line.code,
        organiser=organiser,
        venue=line.tempat,
        days=tuple((day, line.hari[day - 1]) for day in _together(days)),
        rows=tuple(
            _row(one, several, held=bytes.fromhex(one.application) in held)
            for one in people
        ),
        blank=wish.blank if people or wish.blank else 1,
        number=" ".join(wish.nomor.split()),
        date=wish.tanggal or office.today(),
        office_code=office.area,
        letterhead=papers.letterhead(office, kept),
        signatory=papers.signatory(office, kept),
        place=papers.town(kept),
        shape=wish.shape,
        sample=office.info.sample,
        paper=wish.paper,
    )  # fmt: skip
    paper = write_attendance(listed, issuing.qr_key(office), now=office.clock())
    return Printed(paper.pdf, tuple(map(str, paper.codes)), len(people), f"daftar-hadir-{line.code}.pdf")


def _row(one: ParticipantLine, several: bool, *, held: bool) -> AttendanceRow:
    """One line; whose data stand still keeps the number alone, so that the others keep theirs."""
    if held:
        return AttendanceRow(number=one.nomor, nama=holds.NAMELESS, nomor_pendaftaran="-", gone="ditahan")
    return AttendanceRow(
        number=one.nomor, nama=one.nama, nomor_pendaftaran=one.nomor_pendaftaran,
        kelurahan=_place(one.kelurahan) if several else "",
        gone="" if one.counts else "penetapan dibatalkan",
    )  # fmt: skip


def _together(days: tuple[int, ...]) -> tuple[int, ...]:
    """The days from the first to the last: a page's code names them as a range."""
    return tuple(range(min(days), max(days) + 1))


def _place(code: str) -> str:
    found = region.by_code(code)
    return found.display if found else code  # two kelurahan have one name
