"""Commands about the ways in when a passphrase is forgotten: the recovery sheet, and DKUM's answer."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from desktop_app.actions import last_way, recovery
from desktop_app.card import require_info
from desktop_app.cli.console import Console
from desktop_app.documents.data import long_date
from desktop_app.domain.moments import wib
from desktop_app.errors import Refused
from desktop_app.office import system_clock
from resources.i18n import tr


def recovery_show(args: Namespace, console: Console) -> None:
    """Whether there is one."""
    with console.office() as office:
        found = recovery.sheet_of(office)
    if found is None:
        told = [
            tr("Kantor ini tidak mempunyai lembar pemulihan yang berlaku."),
            tr("Admin kantor membuatnya dengan `wira recovery sheet`."),
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
        tr(
            "Simpan dalam amplop tertutup di lemari terkunci. Lembar yang lebih lama, bila ada, tidak "
            "berlaku lagi."
        ),
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
        tr("Lembar itu tidak berlaku lagi. Buat yang baru dengan `wira recovery sheet`."),
    ]
    console.answer({"nama": name}, lines)


def recovery_request(args: Namespace, console: Console) -> None:
    """A request to DKUM, where nobody can open the office."""
    home = console.office_home()
    require_info(home)
    since = last_way.asked_since(home)
    if since is not None and not args.yes:
        _ask_anew(console, since)
    asked = last_way.ask(home, console.new_passphrase(args.new_passphrase_file), args.out)
    sheet = last_way.save_asked_sheet(home, asked, args.out, now=system_clock())
    lines = [
        tr("Berkas permintaan pemulihan: {path}", path=asked.path),
        tr("Lembar sidik kuncinya: {path}", path=sheet),
        tr("Berikan keduanya kepada DKUM, atau bacakan sidik kunci ini lewat telepon:"),
        asked.fingerprint,
        tr("Simpan kata sandi yang baru Anda pilih: jawaban DKUM terbuka dengannya, di komputer ini saja."),
    ]
    answer = {"file": asked.path, "sheet": sheet, "fingerprint": asked.fingerprint}
    console.answer(answer, lines)


def _ask_anew(console: Console, since: datetime) -> None:
    """Another request makes the answer to that of `since` worthless. Raises Refused for any answer but yes,
    and where nobody can be asked."""
    for sentence in last_way.waiting_words(since):
        console.say(sentence)
    if not console.agrees(tr("Buat permintaan baru?")):
        raise Refused(
            tr("Permintaan baru tidak dibuat; yang lama tetap menunggu jawaban DKUM."),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
            code="not_agreed",
        )


def recovery_look(args: Namespace, console: Console) -> None:
    """What a request says, before it is answered."""
    with console.office() as office:
        view = last_way.look(office, args.file)
    lines = [
        tr("Permintaan pemulihan dari {kantor} ({jenis}), perangkat {tanda}, dibuat {tanggal}.",
           kantor=view.office, jenis=view.kind, tanda=view.tag, tanggal=long_date(wib(view.made).date())),
        tr("Yang tercatat bertugas di sana: {nama}.", nama=", ".join(view.serving) or "–"),
        tr("Telepon kantor itu di nomor yang Anda kenal dan cocokkan sidik kunci ini:"),
        view.fingerprint,
    ]  # fmt: skip
    answer = {
        "office": view.office, "kind": view.kind, "device": view.tag, "made": view.made,
        "fingerprint": view.fingerprint, "serving": view.serving,
    }  # fmt: skip
    console.answer(answer, lines)


def recovery_answer(args: Namespace, console: Console) -> None:
    """DKUM's answer, once the fingerprint was compared."""
    typed = [console.words(args.words_file)] if args.words_file is not None else []
    with console.office() as office:
        path = last_way.answer(
            office, args.file, args.out, fingerprint=args.fingerprint, nama=args.name, secrets=typed
        )
        serving = {" ".join(each.split()).casefold() for each in last_way.look(office, args.file).serving}
        known = not serving or " ".join(args.name.split()).casefold() in serving
    lines = [
        tr("Jawaban pemulihan: {path}", path=path),
        *(
            []
            if known
            else [
                tr(
                    "{nama} belum terdaftar di kantor itu, jadi menjadi petugas baru di sana. Bila "
                    "namanya keliru ditulis, jangan kirim jawaban ini; buat lagi.",
                    nama=args.name,
                )
            ]
        ),
        tr("Hanya komputer yang meminta yang dapat membukanya, dengan kata sandi yang dipilih di sana."),
    ]
    console.answer({"file": path, "known": known}, lines)


def recovery_enter(args: Namespace, console: Console) -> None:
    """Open the office with DKUM's answer."""
    home, passphrase = console.office_home(), console.new_passphrase(args.new_passphrase_file)
    office = last_way.enter(home, args.file, passphrase)
    try:
        name = office.session.name
    finally:
        office.close()
    lines = [
        tr("Kantor terbuka lagi sebagai {nama}, dengan kata sandi itu.", nama=name),
        tr("Beri petugas lain kata sandi baru dengan wira user --new-key, lalu buat lembar pemulihan."),
    ]
    console.answer({"nama": name}, lines)
