"""`wira paper minutes` and `wira paper decree`: papers that are DRAF until they are sealed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.actions import decree, minutes
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.minutes import MinutesWish
from desktop_app.actions.rosters import Issued
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.documents.sheets import Form
from desktop_app.domain.letters import in_file_name
from desktop_app.domain.values import as_date, parse_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.saving import need_room, save_beside, save_file
from resources.i18n import tr, trn


def paper_minutes(args: Namespace, console: Console) -> None:
    """Berita Acara Verifikasi of a period, or of the people named."""
    with console.office() as office:
        wish = MinutesWish(
            args.program, args.year or office.today().year, _day(args.first), _day(args.last),
            tuple(find(office, number) for number in args.people), args.number, office.today(),
            form=Form(args.paper, "potret"),
        )  # fmt: skip
        stem = f"berita-acara-{wish.program.lower()}-{wish.tahun}-{office.area}"
        if args.seal:
            answer = _sealed(args, office, stem, lambda: minutes.seal_minutes(office, wish))
        else:
            made = minutes.draft_minutes(office, wish, progress=console.progress)
            answer = _draft(args, stem, made.pdf) | {"people": made.people, "pages": made.pages}
            answer["results"] = dict(made.results)
    _answer(console, answer, tr("Berita Acara Verifikasi"), sealed=args.seal)


def paper_decree(args: Namespace, console: Console) -> None:
    """The attachment to the decree, of the city or of one kelurahan."""
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    with console.office() as office:
        today = office.today()
        wish = DecreeWish(
            args.program, args.year or today.year, place, args.number, _day(args.date) or today,
            Form(args.paper, args.direction),
        )  # fmt: skip
        stem = f"lampiran-penetapan-{wish.program.lower()}-{wish.tahun}-{place or 'kota'}"
        if args.seal:
            answer = _sealed(args, office, stem, lambda: decree.seal_decree(office, wish))
        else:
            made = decree.draft_decree(office, wish, progress=console.progress)
            answer = _draft(args, stem, made.pdf) | {"people": made.people, "pages": made.pages}
            answer["decisions"] = made.decisions
    _answer(console, answer, tr("Lampiran Penetapan"), sealed=args.seal)


def _sealed(args: Namespace, office: Office, stem: str, seal: Callable[[], Issued]) -> dict[str, Any]:
    """Issue it and save it; the file's name carries the letter number."""
    path = args.out / f"{stem}-{in_file_name(args.number)}-segel.pdf"
    need_room(path)  # what is issued stays issued
    issued = seal()
    path = save_beside(path, document_pdf(office, issued.document), issued.document[-8:])
    return {"file": path, "document": issued.document, "people": issued.people}


def _draft(args: Namespace, stem: str, pdf: bytes) -> dict[str, Path | Any]:
    return {"file": save_file(args.out / f"{stem}-draf.pdf", pdf)}


def _answer(console: Console, answer: dict[str, Any], title: str, *, sealed: bool) -> None:
    n = answer["people"]
    said = trn("DRAF {judul}, {n} orang:", "DRAF {judul}, {n} orang:", n, judul=title)
    if sealed:
        said = trn("{judul} disegel, {n} orang:", "{judul} disegel, {n} orang:", n, judul=title)
    console.answer(answer, [said, str(answer["file"])])


def _day(typed: str) -> date | None:
    """A day as typed, None where nothing was. Raises Refused for one that cannot be read."""
    if not typed:
        return None
    iso, problem = parse_date(typed)
    day = as_date(iso)
    if problem is not None or day is None:
        raise Refused(
            problem.reason if problem else tr("Tanggal {tanggal} tidak terbaca.", tanggal=typed),
            next_step=tr("Tulis seperti 24-11-2026."),
            code="date",
        )
    return day
