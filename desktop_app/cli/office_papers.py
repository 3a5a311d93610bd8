"""`wira paper minutes`, `waiting` and `decree`: papers that are DRAF until they are sealed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.actions import decree, minutes, waiting_list
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.letterhead import Signer
from desktop_app.actions.minutes import MinutesWish
from desktop_app.actions.papers import Hand
from desktop_app.actions.rosters import EDITIONS, Issued
from desktop_app.actions.waiting_list import WaitingWish
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.cli.outgoing import put_draft, put_issued
from desktop_app.documents.sheets import Form
from desktop_app.domain.letters import in_file_name
from desktop_app.domain.values import as_date, parse_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.office import letterhead
from desktop_app.storage.saving import need_room
from resources.i18n import tr, trn

_ALL = "semua"
"""The word for every edition."""


def paper_minutes(args: Namespace, console: Console) -> None:
    """Berita Acara Verifikasi of a period, or of the people named."""
    with console.office() as office:
        wish = MinutesWish(
            args.program, args.year or office.today().year, _day(args.first), _day(args.last),
            tuple(find(office, number) for number in args.people), nomor=args.number,
            tanggal=_day(args.date), form=Form(args.paper, "potret"), hand=_hand(args, office),
        )  # fmt: skip
        stem = f"berita-acara-{wish.program.lower()}-{wish.tahun}-{office.area}"
        if args.seal:
            answer = _sealed(args, office, stem, lambda: minutes.seal_minutes(office, wish))
        else:
            made = minutes.draft_minutes(office, wish, progress=console.progress)
            answer = _draft(args, office, stem, made.pdf) | {"people": made.people, "pages": made.pages}
            answer["results"] = dict(made.results)
    _answer(console, answer, tr("Berita Acara Verifikasi"), sealed=args.seal)


def paper_decree(args: Namespace, console: Console) -> None:
    """The attachment to the decree, of the city or of one kelurahan."""
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    with console.office() as office:
        wish = DecreeWish(
            args.program, args.year or office.today().year, place, nomor=args.number,
            tanggal=_day(args.date), form=Form(args.paper, args.direction), hand=_hand(args, office),
        )  # fmt: skip
        stem = f"lampiran-penetapan-{wish.program.lower()}-{wish.tahun}-{place or 'kota'}"
        if args.seal:
            answer = _sealed(args, office, stem, lambda: decree.seal_decree(office, wish))
        else:
            made = decree.draft_decree(office, wish, progress=console.progress)
            answer = _draft(args, office, stem, made.pdf) | {"people": made.people, "pages": made.pages}
            answer |= {"decisions": made.decisions, "held": made.held}
    _answer(console, answer, tr("Lampiran Penetapan"), sealed=args.seal)


def paper_waiting(args: Namespace, console: Console) -> None:
    """Daftar Tunggu, DRAF of one edition or sealed in one or both."""
    wanted = EDITIONS if args.edition == _ALL else (args.edition,)
    with console.office() as office:
        wish = WaitingWish(
            args.program, args.year or office.today().year, wanted[0], nomor=args.number,
            tanggal=_day(args.date), form=Form(args.paper, args.direction), hand=_hand(args, office),
        )  # fmt: skip
        stem = f"daftar-tunggu-{wish.program.lower()}-{wish.tahun}-{office.area}"
        stems = [f"{stem}-{edition}" for edition in wanted]
        if args.seal:
            paths = [args.out / f"{one}-{in_file_name(args.number)}-segel.pdf" for one in stems]
            for path in paths:
                need_room(path)  # what is issued stays issued
            made = waiting_list.seal_waiting(office, wish, wanted, progress=console.progress)
            files = [put_issued(office, path, one.document) for path, one in zip(paths, made, strict=True)]
            answer: dict[str, Any] = {"documents": [one.document for one in made], "people": made[0].people}
        else:
            drafts = [
                waiting_list.draft_waiting(office, replace(wish, edisi=one), progress=console.progress)
                for one in wanted
            ]
            files = [
                put_draft(office, args.out / f"{one}-draf.pdf", draft.pdf, count=draft.people)
                for one, draft in zip(stems, drafts, strict=True)
            ]
            answer = {"people": drafts[0].people, "decision": drafts[0].decision}
    _answer(console, {"file": files[0], "files": files, **answer}, tr("Daftar Tunggu"), sealed=args.seal)


def _sealed(args: Namespace, office: Office, stem: str, seal: Callable[[], Issued]) -> dict[str, Any]:
    """Issue it and save it; the file's name carries the letter number."""
    path = args.out / f"{stem}-{in_file_name(args.number)}-segel.pdf"
    need_room(path)  # what is issued stays issued
    issued = seal()
    path = put_issued(office, path, issued.document)
    return {"file": path, "document": issued.document, "people": issued.people}


def _draft(args: Namespace, office: Office, stem: str, pdf: bytes) -> dict[str, Path | Any]:
    return {"file": put_draft(office, args.out / f"{stem}-draf.pdf", pdf)}


def _answer(console: Console, answer: dict[str, Any], title: str, *, sealed: bool) -> None:
    n = answer["people"]
    said = trn("DRAF {judul}, {n} orang:", "DRAF {judul}, {n} orang:", n, judul=title)
    if sealed:
        said = trn("{judul} disegel, {n} orang:", "{judul} disegel, {n} orang:", n, judul=title)
    console.answer(answer, [said, *map(str, answer.get("files") or [answer["file"]])])


def _hand(args: Namespace, office: Office) -> Hand:
    """Which of the letterhead's signatories signs, or who was typed, and where. Raises Refused."""
    nip, jabatan, pangkat = args.signer_nip, args.signer_position, args.signer_rank
    typed = Signer(args.signer_name, nip, jabatan, pangkat) if args.signer_name else None
    if typed is None and (nip or jabatan or pangkat):
        raise Refused(
            tr("Nama penandatangan belum diisi."),
            next_step=tr("Sebutkan namanya dengan --signer-name."),
            code="signatory",
        )
    if not args.signatory:
        return Hand(0, typed, args.place)
    if typed is not None:
        raise Refused(
            tr("Penandatangan disebut dua kali."),
            next_step=tr("Pakai --signatory untuk yang di kop surat, atau --signer-name untuk yang lain."),
            code="signatory",
        )
    with office.reading() as connection:
        known = letterhead(connection, office.info).signatories
    wanted = " ".join(args.signatory.split()).casefold()
    for place, one in enumerate(known):
        if wanted in (str(place + 1), " ".join(one.nama.split()).casefold()):
            return Hand(place, None, args.place)
    raise Refused(
        tr("Penandatangan {nama} tidak ada di kop surat.", nama=args.signatory),
        next_step=tr("Yang ada: {nama}.", nama="; ".join(one.nama for one in known) or "–"),
        code="signatory",
    )


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
