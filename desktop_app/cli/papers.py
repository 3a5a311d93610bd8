"""Commands about papers: roster, sign, verify."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from desktop_app.actions import rosters
from desktop_app.actions.rosters import RosterWish
from desktop_app.cli.console import Console
from desktop_app.errors import Refused
from desktop_app.office import Office, read_info
from desktop_app.storage.saving import need_room, save_file
from resources.i18n import tr, trn


def roster(args: Namespace, console: Console) -> None:
    """The roster as DRAF."""
    with console.office() as office:
        wish = _wish(args, office)
        made = rosters.draft_roster(office, wish, progress=console.progress)
        path = save_file(args.out / _name(wish, office, "draf"), made.pdf)
    answer = {"file": path, "people": made.people, "pages": made.pages, "decision": made.decision_no}
    console.answer(answer, [tr("DRAF Daftar Nominatif, {n} orang:", n=made.people), str(path)])


def sign(args: Namespace, console: Console) -> None:
    """Issue the roster with the office seal."""
    with console.office() as office:
        wish = _wish(args, office)
        path = args.out / _name(wish, office, "segel")
        need_room(path)  # what is issued stays issued
        issued = rosters.seal_roster(office, wish, progress=console.progress)
        pdf = rosters.issued_pdf(office, issued.document)
        save_file(path, pdf)
    answer = {"file": path, "document": issued.document, "people": issued.people}
    console.answer(answer, [tr("Daftar Nominatif disegel, {n} orang:", n=issued.people), str(path)])


def verify(args: Namespace, console: Console) -> int:
    """The verdict; exit 0 only for *sah*."""
    if args.root is not None:
        verdict = rosters.verify_pdf(None, args.file, root=args.root)
    elif read_info(console.office_home()) is None:
        raise Refused(
            tr("Belum ada sertifikat DKUM untuk memeriksa dokumen."),
            next_step=tr("Sebutkan folder kantor dengan --home, atau sertifikatnya dengan --root."),
            code="no_root",
        )
    else:
        with console.office() as office:
            verdict = rosters.verify_pdf(office, args.file)
    lines = [
        verdict.sentence,
        *(f"  {each.field}: {each.signer} {each.reason}".rstrip() for each in verdict.details),
    ]
    if verdict.details:
        n = len(verdict.details)
        lines.append(trn("{n} tanda tangan diperiksa.", "{n} tanda tangan diperiksa.", n))
    console.answer({"verdict": verdict.kind, **asdict(verdict)}, lines)
    return 0 if verdict.ok else 1


def _wish(args: Namespace, office: Office) -> RosterWish:
    today = office.today()
    return RosterWish(args.program, args.year or today.year, args.edition, args.number, today)


def _name(wish: RosterWish, office: Office, state: str) -> str:
    return f"daftar-{wish.program.lower()}-{wish.tahun}-{wish.edisi}-{office.area}-{state}.pdf"
