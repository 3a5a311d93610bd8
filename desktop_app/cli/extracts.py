"""Commands about extracts: who may be given data of a programme, what was given, and giving it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

import msgspec

from desktop_app.actions import extracting
from desktop_app.actions.extracting import MakeExtract
from desktop_app.actions.holds import left_out
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.status_extract import save_status
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.domain.moments import moment_of
from desktop_app.domain.receivers import NIK_LABELS, label_of
from desktop_app.domain.status import status_label
from desktop_app.queries import extracts
from resources.i18n import tr, trn


def extract_receivers(args: Namespace, console: Console) -> None:
    """Whom the rule book in force names, with all that each may see."""
    with console.office() as office, office.reading() as connection:
        rules = rules_in_force(connection).of(args.program, args.year or office.today().year)
    lines = [
        tr(
            "{kode}: {nama}. {keperluan}. Kolom: {kolom}. Status: {status}. NIK: {nik}.",
            kode=each.code, nama=each.name, keperluan=each.purpose.rstrip("."),
            kolom=", ".join(label_of(name) for name in each.columns),
            status=", ".join(tr(status_label(status)) for status in each.statuses),
            nik=tr(NIK_LABELS[each.nik]),
        )
        for each in rules.extracts
    ]  # fmt: skip
    none = [tr("Buku aturan program ini belum menyebut penerima data.")]
    console.answer({"rules": rules.version, "receivers": msgspec.to_builtins(rules.extracts)}, lines or none)


def extract_list(args: Namespace, console: Console) -> None:
    """What was handed out, the newest first."""
    with console.office() as office, office.reading() as connection:
        found = extracts.listing(connection)
    lines = [
        tr(
            "{kapan}: {n} baris {program} {tahun}, {wilayah}, kepada {penerima} oleh {siapa}. {alasan}",
            kapan=f"{moment_of(each.when):%d-%m-%Y %H.%M}", n=each.rows,
            program=each.program, tahun=each.tahun, wilayah=each.place, penerima=each.name, siapa=each.who,
            alasan=each.reason,
        )
        for each in found
    ]  # fmt: skip
    answer = {
        "total": len(found),
        "extracts": [{name: value for name, value in asdict(each).items() if name != "id"} for each in found],
    }
    console.answer(answer, lines or [tr("Belum ada data yang diberikan ke instansi lain.")])


def extract_make(args: Namespace, console: Console) -> None:
    """Give one receiver what the rule book allows, and record it."""
    with console.office() as office:
        wish = MakeExtract(
            args.program,
            args.year or office.today().year,
            args.receiver.strip(),
            args.reason,
            kelurahan_code(args.kelurahan) if args.kelurahan else "",
            args.form,
        )
        made = extracting.make_extract(office, wish, args.out, console.progress)
    told = trn("{n} baris ditulis ke {berkas} dan dicatat.", "{n} baris ditulis ke {berkas} dan dicatat.",
               made.rows, berkas=made.path)  # fmt: skip
    lines = [told, left_out(made.held)] if made.held else [told]
    answer = {"file": str(made.path), "record": made.record, "rows": made.rows, "held": made.held}
    console.answer(answer, lines)


def extract_status(args: Namespace, console: Console) -> None:
    """Number, status and reason of every application, for the public registration app, and a record of it."""
    with console.office() as office:
        made = save_status(office, args.out, args.reason, program=args.program, tahun=args.year or None)
    told = trn("Status {n} nomor pendaftaran ditulis ke {berkas} dan dicatat.",
               "Status {n} nomor pendaftaran ditulis ke {berkas} dan dicatat.", made.rows,
               berkas=made.path)  # fmt: skip
    answer = {"file": str(made.path), "record": made.record, "rows": made.rows, "held": made.held}
    console.answer(answer, [told, left_out(made.held)] if made.held else told)
