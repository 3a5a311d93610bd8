"""`wira paper`: the blank form, Surat Pernyataan, the consent, Tanda Terima, a page that tries a printer."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.actions import access, hand_papers
from desktop_app.actions.hand_papers import HandWish, Kind
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.outgoing import put_draft
from desktop_app.documents.flow import Printed
from desktop_app.documents.sheets import Form
from desktop_app.domain.access import EXPORT
from desktop_app.storage.saving import save_beside
from resources.i18n import trn


def paper_form(args: Namespace, console: Console) -> None:
    """The blank form of a programme and year."""
    with console.office() as office:
        year = args.year or office.today().year
        form = Form(args.paper, "potret")
        made = hand_papers.print_blank(office, args.program, year, form=form, copies=args.copies)
        path = save_beside(args.out / f"formulir-{args.program.lower()}-{year}-{office.area}.pdf", made.pdf)
    _answer(console, path, made, args.copies)


def paper_statement(args: Namespace, console: Console) -> None:
    """Surat Pernyataan of everybody named."""
    _for_people(args, console, "pernyataan")


def paper_consent(args: Namespace, console: Console) -> None:
    """The notice and the consent of everybody named."""
    _for_people(args, console, "persetujuan")


def paper_receipt(args: Namespace, console: Console) -> None:
    """Tanda Terima Berkas of everybody named."""
    _for_people(args, console, "tanda_terima")


def paper_trial(args: Namespace, console: Console) -> None:
    """A page that tries the printer."""
    with console.office() as office:
        made = hand_papers.print_trial(office, Form(args.paper, args.direction))
        path = save_beside(args.out / f"uji-cetak-{args.paper}-{args.direction}.pdf", made.pdf)
    _answer(console, path, made, 1)


def _for_people(args: Namespace, console: Console, kind: Kind) -> None:
    with console.office() as office:
        records = tuple(find(office, number) for number in args.number)
        wish = HandWish(kind, records, args.letter_number, form=Form(args.paper, "potret"), coded=args.qr)
        made = hand_papers.print_papers(office, wish, progress=console.progress)
        only = args.number[0] if len(records) == 1 else str(len(records))
        for record in records:
            access.note(office, EXPORT, record, about=kind)
        path = put_draft(
            office,
            args.out / f"{kind.replace('_', '-')}-{only}.pdf",
            made.pdf,
            about=kind,
            count=len(records),
        )
    _answer(console, path, made, len(records))


def _answer(console: Console, path: Path, made: Printed, count: int) -> None:
    said = trn("{n} lembar siap dicetak:", "{n} lembar siap dicetak:", count)
    console.answer({"file": path, "pages": made.pages, "count": count}, [said, str(path)])
