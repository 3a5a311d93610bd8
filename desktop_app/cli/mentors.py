"""Commands about mentors: who they are, whom they accompany, visits, assignments, their papers."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from desktop_app.actions import mentor_intake, mentor_papers, mentoring
from desktop_app.actions.intake import read_file
from desktop_app.actions.mentor_papers import Kind, MentorPaperWish
from desktop_app.actions.mentoring import AssignMentor, GiveArea, GiveTask, SaveMentor, SaveVisit
from desktop_app.cli.applicants import find, read_json
from desktop_app.cli.console import Console
from desktop_app.cli.outgoing import put_draft, put_issued
from desktop_app.documents.sheets import Form
from desktop_app.domain.mentoring import area_name, find_area
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import mentors
from desktop_app.queries.mentors import MentorLine
from desktop_app.storage.saving import need_room
from resources.i18n import tr, trn

_KINDS: dict[str, Kind] = {
    "laporan": "laporan_pendamping",
    "dampingan": "daftar_dampingan",
    "pendamping": "daftar_pendamping",
}


def mentor_list(args: Namespace, console: Console) -> None:
    """Everybody, with areas and load."""
    with console.office() as office:
        today = office.today().isoformat()
        with office.reading() as connection:
            found = mentors.mentors(connection, today, kelurahan=office.info.scope)
            counted = mentors.counts(connection, today, kelurahan=office.info.scope)
    lines = [
        tr(
            "{nama}: {wilayah}; {kelurahan} kelurahan, {orang} dampingan, {kali} kunjungan bulan ini",
            nama=one.nama, wilayah=one.places or tr("belum ada wilayah"), kelurahan=one.load.kelurahan,
            orang=one.load.mentees, kali=one.load.visits,
        )
        for one in found.lines
    ]  # fmt: skip
    spread = found.balance
    answer = {
        "mentors": [{**asdict(one), "areas": [asdict(area) for area in one.areas]} for one in found.lines],
        "balance": {**asdict(spread), "heavy": sorted(spread.heavy), "light": sorted(spread.light)},
        "uncovered": list(found.uncovered),
        "counts": asdict(counted),
    }
    waiting = counted.unaccompanied
    console.answer(
        answer,
        [
            *lines,
            trn("{n} orang belum mempunyai pendamping", "{n} orang belum mempunyai pendamping", waiting),
        ],
    )


def mentor_add(args: Namespace, console: Console) -> None:
    """List a mentor."""
    wish = SaveMentor(args.name, args.number, args.nip, args.hp, args.jabatan)
    with console.office() as office:
        done = mentoring.save_mentor(office, wish)
    console.answer({"mentor": done.record}, tr("{nama} masuk daftar pendamping.", nama=args.name))


def mentor_import(args: Namespace, console: Console) -> None:
    """The list of mentors from a spreadsheet, looked at or taken in."""
    data = read_file(args.file)
    with console.office() as office:
        rows = mentor_intake.look(office, data)
        taken = None if args.preview else mentor_intake.take(office, rows)
    answer = {
        "rows": [
            {"row": row.source_row, "outcome": row.outcome, "nama": row.values.get("nama", ""),
             "areas": list(row.areas), "problems": list(row.problems)}
            for row in rows
        ],
        "added": taken.added if taken else 0, "changed": taken.changed if taken else 0,
    }  # fmt: skip
    lines = [
        tr("Baris {row}: {why}", row=row.source_row, why=" ".join(row.problems) or row.label) for row in rows
    ]
    console.answer(answer, lines)


def mentor_area(args: Namespace, console: Console) -> None:
    """Give an area, or end one."""
    area = find_area(args.area)
    with console.office() as office:
        line = _mentor(office, args.mentor)
        held = next((one for one in line.areas if one.wilayah == area and not one.selesai), None)
        if args.until and not args.begins and held is not None:
            mentoring.end_area(office, held.record, args.until)
            record = held.record
        else:
            begins = args.begins or office.today().isoformat()
            record = mentoring.give_area(office, GiveArea(line.record, area, begins, args.until)).record
    sentence = tr("Wilayah {nama}: {wilayah} tersimpan.", nama=line.nama, wilayah=area_name(area))
    console.answer({"area": record, "wilayah": area}, sentence)


def mentor_assign(args: Namespace, console: Console) -> None:
    """Give people to a mentor."""
    with console.office() as office:
        line = _mentor(office, args.mentor)
        records = tuple(find(office, number) for number in args.number)
        begins = args.begins or office.today().isoformat()
        mentoring.assign(office, AssignMentor(records, line.record, begins))
    console.answer(
        {"mentor": line.record, "applications": args.number},
        trn("{n} orang didampingi {nama}.", "{n} orang didampingi {nama}.", len(records), nama=line.nama),
    )


def mentor_stop(args: Namespace, console: Console) -> None:
    """The last day on which these people are accompanied."""
    with console.office() as office:
        day = args.date or office.today().isoformat()
        for number in args.number:
            mentoring.end_mentee(office, find(office, number), day)
    sentence = trn("{n} pendampingan berakhir.", "{n} pendampingan berakhir.", len(args.number))
    console.answer({"applications": args.number, "until": _iso(day)}, sentence)


def visit_cancel(args: Namespace, console: Console) -> None:
    """A visit was written by mistake."""
    _cancel("visit", args, console)


def task_cancel(args: Namespace, console: Console) -> None:
    """An assignment was written by mistake."""
    _cancel("task", args, console)


def _cancel(ent: str, args: Namespace, console: Console) -> None:
    with console.office() as office:
        mentoring.cancel(office, ent, args.id)
    console.answer({ent: args.id, "cancelled": True}, tr("Catatan itu dibatalkan dan tidak dihitung."))


def visit_add(args: Namespace, console: Console) -> None:
    """One visit as JSON: the same rules as the form."""
    values = _values(args, ("nomor_pendaftaran", "tanggal", "tempat", "pokok", "masalah", "saran", "langkah"))
    with console.office() as office:
        record = find(office, values.pop("nomor_pendaftaran", ""))
        day = values.pop("tanggal", "") or office.today().isoformat()
        done = mentoring.save_visit(office, SaveVisit(record, day, values.pop("pokok", ""), **values))
    console.answer({"visit": done.record}, tr("Kunjungan {hari} tersimpan.", hari=show_date(_iso(day))))


def visit_list(args: Namespace, console: Console) -> None:
    """Visits of a month."""
    with console.office() as office:
        which = args.month or office.today().isoformat()[:7]
        mentor = _mentor(office, args.mentor).record if args.mentor else ""
        with office.reading() as connection:
            found = mentors.visits(connection, mentor=mentor, month=which)
    lines = [
        f"{one.record}  {show_date(one.tanggal)}  {one.nama}  {one.pokok}  ({one.mentor_name})"
        for one in found
        if not one.batal
    ]
    console.answer({"month": which, "visits": [asdict(one) for one in found]}, lines)


def task_add(args: Namespace, console: Console) -> None:
    """One assignment as JSON."""
    values = _values(args, ("nomor_pendaftaran", "judul", "diberikan", "tenggat"))
    with console.office() as office:
        record = find(office, values.get("nomor_pendaftaran", ""))
        given = values.get("diberikan") or office.today().isoformat()
        wish = GiveTask(record, values.get("judul", ""), given, values.get("tenggat", ""))
        done = mentoring.give_task(office, wish)
    console.answer({"task": done.record}, tr("Tugas tersimpan."))


def task_list(args: Namespace, console: Console) -> None:
    """Assignments with their ids."""
    with console.office() as office, office.reading() as connection:
        found = mentors.tasks(connection, office.today().isoformat())
    lines = [
        f"{one.record}  {show_date(one.diberikan)}  {one.nama}  {one.judul}" for one in found if not one.batal
    ]
    console.answer({"tasks": [asdict(one) for one in found]}, lines)


def task_done(args: Namespace, console: Console) -> None:
    """An assignment is handed in."""
    with console.office() as office:
        day = args.date or office.today().isoformat()
        mentoring.hand_in(office, args.id, day, args.note)
    console.answer({"task": args.id}, tr("Tugas dicatat sudah diserahkan."))


def report(args: Namespace, console: Console) -> None:
    """A paper about mentors, DRAF or sealed."""
    kind = _KINDS[args.kind]
    with console.office() as office:
        today = office.today()
        mentor = _mentor(office, args.mentor).record if args.mentor else ""
        which = (args.month or today.isoformat()[:7]) if kind == "laporan_pendamping" else ""
        wish = MentorPaperWish(kind, mentor, which, args.number, today, form=Form(args.paper, args.direction))
        answer: dict[str, Any] = {"kind": kind, "month": which}
        state = "segel" if args.seal else "draf"
        parts = (args.kind, mentor[-8:], which or today.isoformat(), office.area, state)
        path = args.out / ("-".join(part for part in parts if part) + ".pdf")
        if args.seal:
            need_room(path)  # what is issued stays issued
            issued = mentor_papers.seal_paper(office, wish)
            rows, answer["document"] = issued.people, issued.document
            path = put_issued(office, path, issued.document)
        else:
            made = mentor_papers.draft_paper(office, wish)
            rows, answer["pages"] = made.rows, made.pages
            path = put_draft(office, path, made.pdf, count=rows)
    words = tr("Disegel, {n} baris:", n=rows) if args.seal else tr("DRAF, {n} baris:", n=rows)
    console.answer({**answer, "file": path, "rows": rows}, [words, str(path)])


# ---- within ------------------------------------------------------------------------------------------


def _mentor(office: Office, typed: str) -> MentorLine:
    with office.reading() as connection:
        return mentors.named(connection, typed, office.today().isoformat())


def _values(args: Namespace, known: tuple[str, ...]) -> dict[str, str]:
    """Texts of a JSON object. Raises Refused for a field nobody knows or a value that is no text."""
    given = read_json(args.file)
    for name, value in given.items():
        if name not in known:
            raise Refused(
                tr("Isian {name} tidak dikenal.", name=name),
                next_step=tr("Isian yang dikenal: {isian}.", isian=", ".join(known)),
                code="unknown_field",
            )
        if not isinstance(value, str):
            raise Refused(
                tr("Isian {name} harus berupa teks.", name=name),
                next_step=tr("Tulis nilainya di antara tanda kutip."),
                code="json",
            )
    return {name: str(value) for name, value in given.items()}


def _iso(day: str) -> str:
    return str(mentoring.day(day, ""))
