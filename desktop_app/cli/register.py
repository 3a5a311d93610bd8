"""Commands about the register of existing businesses: `wira business list|show|add|import|close|judge`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from desktop_app.actions import access
from desktop_app.actions import register as actions
from desktop_app.actions import register_import as imports
from desktop_app.actions.register import JudgeRegistered, SaveBusiness
from desktop_app.actions.register_import import RegisterWish
from desktop_app.cli.applicants import find, read_json
from desktop_app.cli.console import Console
from desktop_app.cli.intake import column, nothing_stored, row_line
from desktop_app.cli.offices import kelurahan_code
from desktop_app.domain import business, registered
from desktop_app.domain.disclosure import NUMBERS, beside
from desktop_app.errors import Refused
from desktop_app.intake import mapping
from desktop_app.intake.businesses import BusinessReport, looked_at
from desktop_app.intake.catalogue import BUSINESSES
from desktop_app.office import Office
from desktop_app.queries import register
from desktop_app.queries.register import BusinessFilter
from desktop_app.storage.saving import need_room, save_file
from resources.i18n import tr


def list_(args: Namespace, console: Console) -> None:
    """Registered businesses by name; of the owner's NIK only the last four digits."""
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    asked = BusinessFilter(args.search, place, args.closed)
    with console.office() as office, office.reading() as connection:
        access.note_search(office, args.search)
        rows = register.listing(connection, asked, args.limit)
        total = register.count(connection, asked)
        known = register.counts(connection)
    lines = [f"{row.record}  {row.nama:30.30} {row.pemilik:24.24} {row.alamat:30.30}" for row in rows]
    console.answer(
        {
            "total": total,
            "by_kelurahan": dict(known.by_kelurahan),
            "businesses": [
                {k: v for k, v in asdict(row).items() if k != "id"} | {"id": row.record} for row in rows
            ],
        },
        [*lines, tr("{n} dari {total}", n=len(rows), total=total)],
    )


def show(args: Namespace, console: Console) -> None:
    """One business; NIK and phone masked."""
    with console.office() as office:
        record = find_business(office, args.id)
        with office.reading() as connection:
            found = register.detail(connection, record)
    assert found is not None
    values = {name: beside(name, value) for name, value in found.values.items() if value not in (None, "")}
    answer = {"id": record, "kelurahan": found.one.kelurahan, "tutup": found.one.tutup, **values}
    lines = [
        tr("{isian}: {isi}", isian=tr(business.FIELDS[name].label),
           isi=value if name in NUMBERS else business.show(name, value))
        for name, value in values.items()
    ]  # fmt: skip
    console.answer(answer, [*lines, found.kelurahan, *([tr("Sudah tutup")] if found.one.tutup else [])])


def add(args: Namespace, console: Console) -> None:
    """One business as JSON: the same rules as the form."""
    values = read_json(args.file)
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    with console.office() as office:
        record = find_business(office, args.id) if args.id else ""
        saved = actions.save_business(office, SaveBusiness(values, record, place))
    console.answer({"id": saved.record}, tr("Tersimpan, kode {id}.", id=saved.record))


def import_(args: Namespace, console: Console) -> None:
    """A spreadsheet of businesses, previewed or stored; every source row is reported once."""
    read = imports.read_businesses(args.file)
    columns = mapping.guess(read.columns, BUSINESSES)
    for each in args.map:
        name, _, title = each.partition("=")
        columns = columns.assign(name.strip(), column(read.columns, title.strip()))
    wish = RegisterWish(
        args.file.name,
        kelurahan_code(args.kelurahan) if args.kelurahan else "",
        args.edition,
        args.source or args.file.stem[:100],
        None if args.accept_changes else frozenset(),
    )
    with console.office() as office:
        if args.preview:
            rows = imports.preview_import(office, read, columns, wish, progress=console.progress)
            report = BusinessReport.of(wish.file_name, rows)
        else:
            if args.report is not None:
                need_room(args.report)  # what is stored stays stored
            report = imports.import_businesses(office, read, columns, wish, progress=console.progress).report
    if args.report is not None:
        save_file(args.report, report.to_xlsx())
    answer = {
        "file": args.file.name, "counts": report.counts, "added": report.added, "accepted": report.accepted,
        "rows": [
            {"row": row.source_row, "outcome": row.outcome, "stored": row.stored,
             "sentences": list(row.sentences)}
            for row in report.rows
        ],
    }  # fmt: skip
    lines = [
        row_line(row.source_row, " ".join(row.sentences) or row.label)
        for row in report.rows
        if row.sentences or row.outcome not in ("new", "same")
    ]
    if args.preview:
        said = looked_at(wish.file_name, len(report.rows), report.counts)
        lines = [said, *lines, nothing_stored()]
    else:
        lines = [report.sentence, *lines]
    console.answer(answer, lines)


def close(args: Namespace, console: Console) -> None:
    """A business has closed, or runs after all."""
    with console.office() as office:
        record = find_business(office, args.id)
        actions.close_business(office, record, closed=not args.reopen)
    told = tr("Usaha itu dicatat berjalan.") if args.reopen else tr("Usaha itu dicatat tutup.")
    console.answer({"id": record, "tutup": not args.reopen}, told)


def judge(args: Namespace, console: Console) -> None:
    """Whether a registered business is the applicant's."""
    with console.office() as office:
        application = find(office, args.number)
        record = find_business(office, args.id)
        actions.judge_registered(office, JudgeRegistered(application, record, args.verdict, args.reason))
    told = tr("{nomor}: {putusan}.", nomor=args.number, putusan=registered.verdict_words(args.verdict))
    console.answer({"nomor_pendaftaran": args.number, "id": record, "verdict": args.verdict}, told)


def find_business(office: Office, digits: str) -> str:
    """The record that begins with these digits. Raises Refused when none or more than one does."""
    with office.reading() as connection:
        found = register.records_beginning(connection, digits.strip().lower())
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            tr("Kode {id} cocok dengan lebih dari satu usaha.", id=digits),
            next_step=tr("Tulis kodenya lebih panjang."),
            code="ambiguous",
        )
    raise Refused(
        tr("Tidak ada usaha terdaftar dengan kode {id}.", id=digits),
        next_step=tr("Lihat daftarnya dengan `wira business list`."),
        code="unknown_record",
    )
