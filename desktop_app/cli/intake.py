"""Spreadsheets of applicants: `wira intake FILE`, `wira intake report`, the template and the field names."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from desktop_app.actions import intake as intakes
from desktop_app.actions import intake_sources as sources
from desktop_app.actions.kept import KeptReport
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.domain import fields, region
from desktop_app.domain.fields import FIELDS
from desktop_app.errors import Refused
from desktop_app.intake import mapping
from desktop_app.intake.catalogue import APPLICANTS
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.report import IntakeReport, looked_at
from desktop_app.intake.sheet import Sheet
from desktop_app.office import Office
from desktop_app.storage.saving import need_room, save_file
from resources.i18n import counted, tr

REPORT = "report"
"""Instead of a file: the reports that were kept."""


def intake(args: Namespace, console: Console) -> None:
    """A spreadsheet, previewed or stored; every source row is reported once."""
    if args.columns:
        _columns(console)
    elif args.template is not None:
        _template(args, console)
    elif args.file is None:
        raise Refused(
            tr("Berkasnya belum disebut."),
            next_step=tr("Tulis nama berkasnya, atau lihat `wira intake --help`."),
            code="no_file",
        )
    elif str(args.file) == REPORT:
        _reports(args, console)
    else:
        _take_in(args, console)


def _take_in(args: Namespace, console: Console) -> None:
    read = intakes.read_sheet(args.file, args.sheet)
    with console.office() as office:
        columns = _chosen(office, read, args.map)
        wish = intakes.IntakeWish(
            args.file.name,
            args.program,
            args.year or office.today().year,
            kelurahan_code(args.kelurahan) if args.kelurahan else "",
            _accepted(args.accept),
        )
        if args.preview:
            rows = intakes.preview_intake(office, read, columns, wish, progress=console.progress)
            report = IntakeReport.of(wish.file_name, rows, intakes.notices(read, columns))
        else:
            if args.report is not None:
                need_room(args.report)  # what is stored stays stored
            report = intakes.run_intake(office, read, columns, wish, progress=console.progress)
    if args.report is not None:
        _save(args.report, report)
    used = {name: read.columns[place] for name, place in columns.columns.items()}
    _answer(report, console, used, preview=args.preview)


def _chosen(office: Office, read: Sheet, wanted: Sequence[str]) -> Mapping:
    """The columns of this source, with what this command line says about them."""
    with office.reading() as connection:
        columns, _known = sources.mapping_of(connection, read)
    for each in wanted:
        name, _, title = each.partition("=")
        columns = columns.assign(name.strip(), column(read.columns, title.strip()))
    return columns


def _accepted(text: str) -> frozenset[int] | None:
    """Row numbers such as ``5,9-12``; None for all. Raises Refused."""
    if text.strip().casefold() in ("all", "semua"):
        return None
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in text.split(","))):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and int(last or first) < 10**7):
            raise Refused(
                tr("Nomor baris {baris} tidak terbaca.", baris=part),
                next_step=tr("Tulis seperti 5,9-12, atau semua."),
                code="rows",
            )
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _answer(
    report: IntakeReport,
    console: Console,
    columns: dict[str, str] | None = None,
    *,
    preview: bool = False,
) -> None:
    counts = report.counts
    answer = {
        "file": report.file_name, "counts": dict(counts), "stored": report.stored,
        "added": report.added, "accepted": report.accepted, "elsewhere": report.elsewhere,
        "notes": list(report.notes), "columns": columns,
        "rows": [
            {"row": row.source_row, "outcome": row.outcome, "stored": row.stored,
             "nomor_pendaftaran": row.nomor_pendaftaran, "problems": list(row.problems)}
            for row in report.rows
        ],
    }  # fmt: skip
    told = [
        row
        for row in report.rows
        if row.outcome not in ("new", "elsewhere") or (preview and row.outcome == "new" and row.problems)
    ]
    lines = [
        looked_at(report.file_name, len(report.rows), counts) if preview else report.sentence,
        *report.notes,
        *(row_line(row.source_row, row.words or row.label) for row in told),
        *_elsewhere(report),
        *([nothing_stored()] if preview else []),
    ]
    console.answer({name: value for name, value in answer.items() if value is not None}, lines)


def _elsewhere(report: IntakeReport) -> list[str]:
    """One line for each other kelurahan, however many rows it has."""
    return [
        tr("{n} baris untuk {kelurahan}", n=n, kelurahan=place.display if place is not None else code)
        for code, n in report.elsewhere.items()
        for place in (region.by_code(code),)
    ]


def _save(path: Path, report: IntakeReport) -> None:
    save_file(path, report.to_csv() if path.suffix.lower() == ".csv" else report.to_xlsx())


def _reports(args: Namespace, console: Console) -> None:
    """Reports kept on this computer: their list, or one of them again."""
    with console.office() as office, office.reading() as connection:
        kept = intakes.kept_reports(connection)
        if not args.id:
            lines = [_line(one) for one in kept] or [tr("Belum ada impor di komputer ini.")]
            told = [
                {"id": one.id, "file": one.file_name, "when": one.made.isoformat(), "by": one.by,
                 "rows": one.rows, "added": one.added, "accepted": one.accepted, "counts": one.counts}
                for one in kept
            ]  # fmt: skip
            console.answer({"reports": told}, lines)
            return
        fits = [one for one in kept if one.id.endswith(args.id.strip().lower())]
        report = intakes.kept_report(connection, fits[0].id) if len(fits) == 1 else None
    if report is None:
        raise Refused(
            tr("Laporan {id} tidak ada di komputer ini.", id=args.id),
            next_step=tr("Lihat daftarnya dengan `wira intake report`."),
            code="unknown_report",
        )
    if args.report is not None:
        _save(args.report, report)
    _answer(report, console)


def _line(one: KeptReport) -> str:
    return tr(
        "{id}  {waktu}  {nama}: {baris} baris, {baru} tersimpan, {ubah} perubahan, oleh {petugas}",
        id=one.id[-8:],
        waktu=f"{one.made:%d-%m-%Y %H.%M}",
        nama=one.file_name,
        baris=counted(one.rows),
        baru=one.added,
        ubah=one.accepted,
        petugas=one.by,
    )


def _template(args: Namespace, console: Console) -> None:
    """The spreadsheet to fill in, with a filled example."""
    with console.office() as office:
        place = kelurahan_code(args.kelurahan) if args.kelurahan else office.info.scope
        data = intakes.template_for(office, args.program, args.year or office.today().year, place)
    save_file(args.template, data)
    console.answer({"file": str(args.template)}, tr("{nama} tersimpan.", nama=args.template.name))


def _columns(console: Console) -> None:
    """Every field that a spreadsheet may fill, and the titles by which it is known."""
    titles = mapping.known_titles(APPLICANTS)
    told = [
        {"field": name, "label": field_label(name), "required": name in APPLICANTS.required,
         "titles": titles.get(name, [])}
        for name in (*APPLICANTS.importable, *APPLICANTS.pairs)
    ]  # fmt: skip
    lines = [
        "{field:28} {label}{mark}: {titles}".format(
            field=one["field"], label=one["label"], titles=", ".join(titles.get(str(one["field"]), [])),
            mark=" *" if one["required"] else "",
        )
        for one in told
    ]  # fmt: skip
    console.answer({"columns": told}, [*lines, tr("* harus ada kolomnya")])


def field_label(name: str) -> str:
    """A field or pair in words."""
    return tr(APPLICANTS.pair_labels[name]) if name in APPLICANTS.pairs else tr(FIELDS[name].label)


def list_fields(console: Console) -> None:
    """Every field that `wira enter` takes: its name, what it is called, and what may be answered."""
    every = [one for one in fields.ALL if one.typed]
    told = [
        {"field": one.name, "label": tr(one.label), "kind": one.kind, "decisive": one.decisive,
         "choices": {choice.code: tr(choice.label) for choice in one.choices}}
        for one in every
    ]  # fmt: skip
    lines = [
        f"{one.name:24} {tr(one.label)} ({_KINDS[one.kind]()})"
        + (f": {', '.join(choice.code for choice in one.choices)}" if one.choices else "")
        for one in every
    ]
    states = [each.code for each in fields.DOCUMENT_STATES]
    lines += ["", tr("Isi tiap kode di dokumen: {isi}.", isi=", ".join(states)),
              tr("Contoh: {contoh}", contoh=_EXAMPLE)]  # fmt: skip
    papers = {each.code: tr(each.label) for each in fields.DOCUMENT_STATES}
    console.answer({"fields": told, "document_states": papers}, lines)


_EXAMPLE = '{"nama": "Siti Marlina", "jenis_kelamin": "P", "dokumen": {"ktp": "asli_dilihat"}}'


_KINDS = {
    "text": lambda: tr("teks"),
    "digits": lambda: tr("angka sebagai teks"),
    "date": lambda: tr("tanggal, TTTT-BB-HH"),
    "choice": lambda: tr("pilihan"),
    "yesno": lambda: tr("pilihan"),
    "int": lambda: tr("bilangan bulat"),
    "rupiah": lambda: tr("rupiah penuh"),
    "dict": lambda: tr("pasangan kode dan isi"),
}


def nothing_stored() -> str:
    """What ends every preview."""
    return tr("Belum ada yang disimpan.")


def row_line(row: int, why: str) -> str:
    """One line about a source row; a sentence that already names its row stands as it is."""
    return (
        why
        if why.startswith(tr("Baris {row}: {why}", row=row, why=""))
        else tr("Baris {row}: {why}", row=row, why=why)
    )


def column(titles: Sequence[str], wanted: str) -> int | None:
    """The place of a column by its title; nothing takes the field out of the mapping."""
    if not wanted:
        return None
    for place, title in enumerate(titles):
        if title.strip().casefold() == wanted.casefold():
            return place
    raise Refused(
        tr("Kolom {name} tidak ada di lembar itu.", name=wanted),
        next_step=tr("Kolom yang ada: {columns}.", columns=", ".join(titles)),
        code="column",
    )
