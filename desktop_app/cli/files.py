"""Commands about sync files and decisions: export, import, decide."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_app.actions import decisions
from desktop_app.actions.agreement import disagreements
from desktop_app.actions.export import damaged_words, make_file
from desktop_app.actions.file_report import file_report
from desktop_app.actions.fork_proofs import proof_words
from desktop_app.actions.handing import hand_over
from desktop_app.actions.importing import own_door
from desktop_app.actions.kept_answers import returned_words
from desktop_app.actions.taking import Taken, own_file, renewed, summary, take
from desktop_app.cli.advice import typed
from desktop_app.cli.console import Console, refusal
from desktop_app.cli.offices import disagreement_lines, kelurahan_code
from desktop_app.documents.sheets import Form
from desktop_app.domain import region
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.queries.file_story import file_story, story_lines
from desktop_app.storage.saving import need_room, save_beside
from resources.i18n import tr


def export(args: Namespace, console: Console) -> None:
    """Make the file for DKUM, or DKUM's answer for a kelurahan."""
    with console.office() as office:
        if args.office:
            made, answers = hand_over(office, args.out, full=args.full, progress=console.progress)
        else:
            to = kelurahan_code(args.to) if args.to else ""
            if not to and office.info.kind == "dkum":
                raise Refused(
                    tr("DKUM membuat berkas untuk satu kelurahan, dan kelurahannya belum disebut."),
                    next_step=tr("Sebutkan dengan --to, misalnya --to Kukusan."),
                    code="to",
                )
            made, answers = make_file(office, args.out, to=to, full=args.full, progress=console.progress), []
    answer = {
        "files": list(made.paths), "no": made.no, "changes": made.ops, "damaged": made.damaged,
        "answers": answers, "returned": list(made.answers), "proofs": list(made.proofs),
    }  # fmt: skip
    text = [
        tr("Berkas {no:04d} selesai dibuat dan sudah dibaca ulang, {n} perubahan.", no=made.no, n=made.ops),
        *map(str, made.paths),
        *returned_words(len(made.answers)),
        *map(str, made.answers),
        *proof_words(len(made.proofs)),
        *map(str, made.proofs),
        *([tr("Jawaban DKUM untuk komputer itu ikut disalin:"), *map(str, answers)] if answers else []),
        *map(typed, damaged_words(made.damaged)),
    ]
    console.answer(answer, text)


def files(args: Namespace, console: Console) -> None:
    """What each file did; on paper, and a request for what is missing, with --out."""
    with console.office() as office:
        peer = kelurahan_code(args.kelurahan) if args.kelurahan else None
        with office.reading() as connection:
            story = file_story(connection, office, peer, spoken=True)
            paper = file_story(connection, office, peer)
        saved: list[Path] = []
        if args.out is not None:
            name = f"laporan-berkas-{peer or office.area}.pdf"
            saved.append(save_beside(args.out / name, file_report(office, paper).pdf))
        if args.request:
            asked = make_file(office, args.out or Path.cwd(), to=peer or "", request=True)
            saved += asked.paths
    answer = {"preface": story.preface, "files": [asdict(each) for each in story.rows], "saved": saved}
    console.answer(answer, [*story_lines(story), *map(str, saved)])


def import_(args: Namespace, console: Console) -> int:
    """Open files and folders in any order and say what each did; one refused keeps no other out.

    Says every refusal, and raises the last one after all was told. Exit 1 where the other side's data differ.
    """
    with console.office() as office:
        taken = take(office, args.file, progress=console.progress)
        with office.reading() as connection:
            differing = disagreements(connection, office)
    _tell(console, taken, disagreement_lines(differing))
    doors = [own_door(kind, path) for path, kind in taken.enrolment]
    errors = [each.error for each in taken.refused if each.error is not None]
    named = {path for path in args.file if os.path.isfile(path)}
    errors += [door for door, (path, _) in zip(doors, taken.enrolment, strict=True) if path in named]
    for error in [door for door in doors if door not in errors] + errors[:-1]:
        console.say_error(error)
    if errors:
        raise errors[-1]
    return 1 if differing else 0


def _tell(console: Console, taken: Taken, more: list[str]) -> None:
    refused = [refusal(each.error, each.path.name) for each in taken.refused if each.error is not None]
    answer = {
        "files": [{k: v for k, v in asdict(each).items() if k != "changes"} for each in taken.reports],
        "refused": refused,
        "enrolment": [{"name": path.name, "kind": kind} for path, kind in taken.enrolment],
        "others": taken.others,
    }
    lines = [
        own_file(each.no)
        if each.own and not each.new
        else tr("Berkas {no:04d} sudah pernah dibuka; tidak ada yang berubah.", no=each.no)
        if each.repeated
        else tr(
            "Berkas {no:04d}: {new} baru, {known} sudah ada, {conflicts} berbeda, {void} tidak berlaku.",
            no=each.no,
            new=each.new,
            known=each.known,
            conflicts=each.conflicts,
            void=len(each.void) + len(each.undone),
        )
        for each in taken.reports
    ]
    several = len(taken.outcomes) + taken.others != 1 or bool(taken.enrolment)
    lines += summary(taken) if several else renewed(taken)
    if taken.reports or console.json or taken.others or not taken.outcomes:
        console.answer(answer, [*lines, *more])


def decide(args: Namespace, console: Console) -> None:
    """Propose, approve, discard, or list what waits."""
    if args.out and not args.approve:
        raise Refused(
            tr("Daftar Putusan baru ada setelah usulan disetujui, jadi --out tidak berlaku di sini."),
            next_step=tr("Pakai --out bersama --approve; urutan hari ini disimpan dengan `wira rank --out`."),
            code="no_list",
        )
    with console.office() as office:
        if args.propose:
            _propose(args, console, office)
        elif args.approve:
            _approve(args, console, office)
        elif args.discard:
            decisions.discard(office, args.discard)
            console.answer({"discarded": args.discard}, tr("Usulan dibatalkan."))
        else:
            waiting = _waiting(office)
            lines = [
                tr(
                    "{usulan}: {program} {tahun}, {tempat}, {n} orang",
                    usulan=each["id"],
                    program=each["program"],
                    tahun=each["tahun"],
                    tempat=_place(each["kelurahan"]),
                    n=each["jumlah"],
                )
                for each in waiting
            ]
            console.answer({"proposals": waiting}, lines or [tr("Tidak ada usulan yang menunggu.")])


def _propose(args: Namespace, console: Console, office: Office) -> None:
    scope = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    year = args.year or office.today().year
    found = decisions.propose(office, decisions.ProposeDecision(args.program, year, scope, args.seed))
    answer = {k: v for k, v in asdict(found).items() if k != "changes"}
    lines = [
        tr(
            "Diusulkan: {ranked} orang, {accepted} dalam kuota, {waiting} daftar tunggu. Kode usulan {id}.",
            ranked=found.ranked,
            accepted=found.accepted,
            waiting=found.waitlisted,
            id=found.record,
        ),
        *(f"{each.nomor_pendaftaran}: {each.reason}" for each in found.excluded),
    ]
    console.answer(answer, lines)


def _approve(args: Namespace, console: Console, office: Office) -> None:
    wanted = [each["id"] for each in _waiting(office)] if args.approve == "all" else [args.approve]
    approved: list[decisions.Approval] = []
    answer: list[dict[str, Any]] = []
    stopped: WiraError | None = None
    if args.out:
        need_room(args.out / "putusan.pdf")  # what is decided stays decided
    for record in wanted:
        try:
            each = decisions.approve(office, record, form=Form(args.paper, args.direction))
        except WiraError as error:  # what was decided before it stands, and is told
            stopped = error
            if error.code == "same_person":  # one of my own; the others may be another's
                continue
            break
        saved: list[Path] = []
        try:
            saved = decisions.save_list(office, each.document, args.out) if args.out else []
        except Unavailable as error:
            stopped = error
        approved.append(each)
        answer.append({**{k: v for k, v in asdict(each).items() if k != "changes"}, "files": saved})
        if stopped is not None:
            break
    lines: list[str] = []
    for each, told in zip(approved, answer, strict=True):
        words = tr("Putusan {no}: {a} ditetapkan, {b} daftar tunggu.", no=each.nomor, a=each.accepted,
                   b=each.waitlisted)  # fmt: skip
        lines += [words, *(f"  {path}" for path in told["files"])]
    if approved or stopped is None:
        told = [refusal(stopped)] if stopped is not None else []
        console.answer({"decisions": answer, "refused": told}, lines)
    if stopped is not None:
        raise stopped


def _place(code: str) -> str:
    place = region.by_code(code)
    return place.display if place else tr("seluruh kota")


def _waiting(office: Office) -> list[dict[str, Any]]:
    with office.reading() as connection:
        return [
            {"id": row.uuid.hex(), "program": row.program, "tahun": row.tahun, "kelurahan": row.scope,
             "jumlah": row.jumlah, "kuota": row.kuota}
            for row in decisions.open_proposals(connection)
        ]  # fmt: skip
