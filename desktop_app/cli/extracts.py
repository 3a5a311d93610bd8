"""Commands about extracts: who may be given data of a programme, what was given, and giving it."""

from __future__ import annotations

from argparse import Namespace

import msgspec

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.cli.console import Console
from desktop_app.domain.receivers import NIK_LABELS, label_of
from desktop_app.domain.status import status_label
from resources.i18n import tr


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
