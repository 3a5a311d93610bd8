"""Commands about DP3AP2KB's recommendations: `wira recommendation import|list|show|match|withdraw`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from typing import Any

from desktop_app.actions import access
from desktop_app.actions import recommendations as actions
from desktop_app.actions.recommendations import LetterWish, Settled, Withdraw
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.intake import column, nothing_stored, row_line
from desktop_app.cli.offices import kelurahan_code
from desktop_app.domain.recommending import letter_key
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.intake import mapping
from desktop_app.intake.recommendations import RECOMMENDATIONS, ListReport, looked_at
from desktop_app.office import Office
from desktop_app.queries import recommendations as queries
from desktop_app.queries.recommendations import Filter, LetterRow, NameRow, View
from desktop_app.storage.saving import need_room, save_file
from resources.i18n import tr, trn


def recommendation_import(args: Namespace, console: Console) -> None:
    """A letter's list, previewed or stored; every source row is reported once."""
    read = actions.read_list(args.file)
    columns = mapping.guess(read.columns, RECOMMENDATIONS)
    for each in args.map:
        name, _, title = each.partition("=")
        columns = columns.assign(name.strip(), column(read.columns, title.strip()))
    wish = LetterWish(args.file.name, args.number, args.date, args.program, args.year)
    with console.office() as office:
        if args.preview:
            rows = actions.preview_list(office, read, columns, wish, progress=console.progress)
            report = ListReport(wish.file_name, tuple(rows))
        else:
            if args.report is not None:
                need_room(args.report)  # what is stored stays stored
            report = actions.import_list(office, read, columns, wish, progress=console.progress).report
    if args.report is not None:
        save_file(args.report, report.to_xlsx())
    answer = {
        "file": args.file.name, "number": args.number, "counts": report.counts, "added": report.added,
        "paired": report.paired,
        "rows": [
            {"row": row.source_row, "outcome": row.outcome, "stored": row.stored,
             "sentences": list(row.sentences)}
            for row in report.rows
        ],
    }  # fmt: skip
    lines = [row_line(row.source_row, " ".join(row.sentences) or row.label) for row in report.rows]
    if args.preview:
        said = looked_at(wish.file_name, len(report.rows), report.counts)
        lines = [said, *lines, nothing_stored()]
    else:
        lines = [report.sentence, *lines]
    console.answer(answer, lines)


def recommendation_list(args: Namespace, console: Console) -> None:
    """Letters, their names, and who says she is PEKKA without a letter; of a NIK only four digits."""
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    with console.office() as office:
        letter = find_letter(office, args.letter) if args.letter else ""
        access.note_search(office, args.search)
        with office.reading() as connection:
            found = queries.view(connection, Filter(args.search, letter, args.state, place))
        city = office.info.kind == "dkum"
    names = found.names[: args.limit]
    lines = [
        trn("{nomor}, {tanggal}, {program} {tahun}: {n} nama, dicabut dengan {cabut}",
            "{nomor}, {tanggal}, {program} {tahun}: {n} nama, dicabut dengan {cabut}",
            each.names, **_told(each), cabut=each.dicabut_nomor)
        if each.dicabut_nomor
        else trn("{nomor}, {tanggal}, {program} {tahun}: {n} nama",
                 "{nomor}, {tanggal}, {program} {tahun}: {n} nama", each.names, **_told(each))
        for each in found.letters
    ]  # fmt: skip
    lines += [f"{row.record}  {row.nama:28.28} {row.label(city=city):20.20} {row.found}" for row in names]
    lines.append(tr("{n} dari {total}", n=len(names), total=len(found.names)))
    lines += [
        tr("Mengaku PEKKA tanpa rekomendasi: {nomor} {nama}", nomor=each.nomor_pendaftaran, nama=each.nama)
        for each in found.claims[: args.limit]
    ]
    console.answer(_listed(found, names), lines)


def recommendation_show(args: Namespace, console: Console) -> None:
    """One name beside the applicants it may mean."""
    with console.office() as office:
        record = find_name(office, args.id)
        with office.reading() as connection:
            row = queries.find_name(connection, record)
            beside = queries.compare(connection, record)
        city = office.info.kind == "dkum"
    assert row is not None
    lines = [f"{row.nama}: {row.label(city=city)}. {row.found}"]
    for each in beside:
        lines.append(each.nomor_pendaftaran)
        lines += [f"  {side.label}: {side.letter or '-'} | {side.applicant or '-'}" for side in each.sides]
    answer = {
        **_name(row),
        "candidates": [
            {"nomor_pendaftaran": each.nomor_pendaftaran, "status": each.status,
             "sides": [asdict(side) for side in each.sides]}
            for each in beside
        ],
    }  # fmt: skip
    console.answer(answer, lines)


def recommendation_match(args: Namespace, console: Console) -> None:
    """All names again by NIK, or a person's word about one."""
    if args.id and not args.number:
        raise Refused(
            tr("Nomor pendaftarannya belum disebut."),
            next_step=tr("Tulis nomor pendaftaran sesudah kode namanya."),
            code="number",
        )
    with console.office() as office:
        if not args.id:
            settled = actions.match(office)
        else:
            name, person = find_name(office, args.id), find(office, args.number)
            settled = actions.judge_name(office, name, person, same=args.verdict == "sama")
    _answer(console, settled)


def recommendation_withdraw(args: Namespace, console: Console) -> None:
    """A later letter takes back a letter, or some of its names."""
    if not args.number and not args.undo:
        raise Refused(
            tr("Nomor surat pencabutan belum diisi."),
            next_step=tr("Tulis dengan --number dan --date, atau --undo untuk pencabutan yang salah catat."),
            code="nomor",
        )
    with console.office() as office:
        letter = find_letter(office, args.letter)
        names = tuple(find_name(office, each) for each in args.name)
        wish = Withdraw(letter, args.number, args.date, names)
        settled = actions.withdraw(office, replace(wish, nomor="", tanggal="") if args.undo else wish)
    _answer(console, settled)


def find_letter(office: Office, number: str) -> str:
    """The letter with this number. Raises Refused when none or more than one has it."""
    with office.reading() as connection:
        letters = queries.view(connection).letters
    found = [each.record for each in letters if letter_key(each.nomor) == letter_key(number)]
    if len(found) == 1:
        return found[0]
    found = [each.record for each in letters if number and each.record.startswith(number.lower())]
    if len(found) == 1:
        return found[0]
    raise Refused(
        tr("Tidak ada satu surat dengan nomor {nomor}.", nomor=number),
        next_step=tr("Lihat daftarnya dengan `wira recommendation list`."),
        code="unknown_record",
    )


def find_name(office: Office, digits: str) -> str:
    """The name whose record begins with these digits. Raises Refused when none or more than one does."""
    with office.reading() as connection:
        every = queries.every_name(connection)
    found = [row.record for row in every if row.record.startswith(digits.strip().lower())]
    if len(found) == 1:
        return found[0]
    raise Refused(
        tr("Kode {id} cocok dengan lebih dari satu nama.", id=digits)
        if found
        else tr("Tidak ada nama dengan kode {id} di surat mana pun.", id=digits),
        next_step=tr("Lihat daftarnya dengan `wira recommendation list`."),
        code="ambiguous" if found else "unknown_record",
    )


def _answer(console: Console, settled: Settled) -> None:
    answer = {name: getattr(settled, name) for name in ("paired", "gained", "lost", "kept")}
    console.answer(answer, settled.sentences)


def _told(letter: LetterRow) -> dict[str, object]:
    return {"nomor": letter.nomor, "tanggal": show_date(letter.tanggal), "program": letter.program,
            "tahun": letter.tahun}  # fmt: skip


def _listed(found: View, names: tuple[NameRow, ...]) -> dict[str, Any]:
    return {
        "counts": dict(found.counts),
        "letters": [{**asdict(each), "counts": dict(each.counts)} for each in found.letters],
        "total": len(found.names),
        "names": [_name(row) for row in names],
        "claims": [{k: v for k, v in asdict(each).items() if k != "id"} for each in found.claims],
    }


def _name(row: NameRow) -> dict[str, Any]:
    return {**{k: v for k, v in asdict(row).items() if k not in ("record", "kategori")}, "id": row.record}
