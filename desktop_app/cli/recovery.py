"""Commands about the recovery sheet: show, sheet, open."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.actions import recovery
from desktop_app.cli.console import Console
from desktop_app.documents.data import long_date
from desktop_app.domain.moments import wib
from resources.i18n import tr


def recovery_show(args: Namespace, console: Console) -> None:
    """Whether there is one."""
    with console.office() as office:
        found = recovery.sheet_of(office)
    if found is None:
        told = [
            tr("Kantor ini belum mempunyai lembar pemulihan."),
            tr("Admin kantor membuatnya dengan wira recovery sheet."),
        ]
        console.answer({"sheet": None}, told)
        return
    name, made = found
    answer = {"sheet": {"nama": name, "made": made}}
    console.answer(
        answer,
        tr(
            "Lembar pemulihan membuka kantor sebagai {nama}, dibuat {tanggal}.",
            nama=name,
            tanggal=long_date(wib(made).date()),
        ),
    )


def recovery_sheet(args: Namespace, console: Console) -> None:
    """New words, shown once."""
    passphrase = console.kept_passphrase = console.passphrase()
    with console.office() as office:
        made = recovery.make_sheet(office, passphrase)
    lines = [
        tr("Lembar pemulihan untuk {nama}, ditampilkan sekali ini saja. Salin ke kertas:", nama=made.nama),
        made.words,
        tr("Simpan dalam amplop tertutup di lemari terkunci. Lembar yang lama tidak berlaku lagi."),
    ]
    console.answer({"nama": made.nama, "words": made.words}, lines)


def recovery_open(args: Namespace, console: Console) -> None:
    """Come in by the sheet and choose a new passphrase."""
    home = console.office_home()
    words, passphrase = console.words(args.words_file), console.new_passphrase(args.new_passphrase_file)
    office = recovery.open_by_sheet(home, words, passphrase)
    try:
        name = office.session.name
    finally:
        office.close()
    lines = [
        tr("Kata sandi baru {nama} berlaku.", nama=name),
        tr("Lembar itu tidak berlaku lagi. Buat yang baru dengan wira recovery sheet."),
    ]
    console.answer({"nama": name}, lines)
