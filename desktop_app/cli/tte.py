"""Commands about signatures that are made elsewhere: prepare, take back, whom to believe."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from desktop_app.actions import tte
from desktop_app.actions.tte import Root
from desktop_app.cli import documents, papers
from desktop_app.cli.console import Console
from desktop_app.documents.data import grouped_hex
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.verifying.apart import Apart
from resources.i18n import tr


def tte_prepare(args: Namespace, console: Console) -> None:
    """Issue the copies that go to the service."""
    papers.sign(args, console, tte=True)


def tte_return(args: Namespace, console: Console) -> None:
    """Take the signed copy in."""
    with console.office() as office, Apart() as apart:
        record = documents.named(office, args.document).record if args.document else ""
        found = tte.take_back(office, tte.read_limited(args.file), record, apart)
    how = {
        "sama": tr("Sama: berkas yang dikirim tidak berubah, tanda tangannya ditambahkan."),
        "ditulis_ulang": tr("Isi sama, berkas ditulis ulang oleh layanan."),
    }
    signers = [
        tr("Ditandatangani {nama}, sertifikat dari {penerbit}.", nama=one.signer, penerbit=one.issuer)
        for one in found.signers
    ]
    console.answer(
        {
            "document": found.document,
            "number": found.nomor,
            "same": found.how,
            "signers": [asdict(one) for one in found.signers],
        },
        [tr("Dokumen nomor {nomor} diterima.", nomor=found.nomor), how[found.how], *signers],
    )


def tte_roots(args: Namespace, console: Console) -> None:
    """The chosen authorities."""
    del args
    with console.office() as office:
        found = tte.roots(office)
    lines = [
        f"{grouped_hex(one.fingerprint, 4)}  {one.name}  "
        + tr("sampai {tanggal}", tanggal=show_date(one.until))
        for one in found
    ]
    console.answer(
        {"roots": [asdict(one) for one in found]},
        lines or [tr("Belum ada penerbit sertifikat yang dipilih.")],
    )


def believe(office: Office, args: Namespace, console: Console, which: str) -> None:
    """Believe the authorities of a file, once its fingerprints were compared with those that they publish.

    Raises Refused: ``root_print`` for other fingerprints than those given, ``root_not_compared`` where none
    was given and nobody is there to be asked or who is there does not trust it, and as `tte.trust`.
    """
    tte.require_may_choose(office)
    pem = tte.read_limited(args.file)
    try:
        found = tte.read_roots(pem)
    except Refused as refused:
        refused.record = args.file.name
        raise
    if args.fingerprint:
        tte.require_prints(found, args.fingerprint)
    else:
        _ask(found, console)
    tte.trust(office, pem, which)


def _ask(found: Sequence[Root], console: Console) -> None:
    for one in found:
        console.say(tr("Sertifikat: {nama}", nama=one.whole_name))
        console.say("  " + tr("Berlaku sampai: {tanggal}", tanggal=show_date(one.until)))
        console.say("  " + tr("Sidik SHA-256: {sidik}", sidik=grouped_hex(one.fingerprint, 16)))
    console.say(tr("Bandingkan sidiknya dengan yang diumumkan penerbit, bukan dengan surel pengirim."))
    if not console.agrees(tr("Sidiknya sama, dan penerbit ini dipercaya?")):
        raise Refused(
            tr("Sertifikat itu belum dipercaya; tidak ada yang diubah."),
            next_step=tr(
                "Bandingkan sidiknya, lalu jawab ya, atau sebutkan sidik yang diumumkan penerbit dengan "
                "--fingerprint."
            ),
            code="root_not_compared",
        )


def tte_trust(args: Namespace, console: Console) -> None:
    """Believe one more."""
    with console.office() as office:
        believe(office, args, console, tte.ROOTS)
        found = tte.roots(office)
    names = ", ".join(one.name for one in found)
    console.answer(
        {"roots": [asdict(one) for one in found]}, tr("Penerbit yang dipercaya: {nama}.", nama=names)
    )


def tte_untrust(args: Namespace, console: Console) -> None:
    """Believe one no longer."""
    with console.office() as office:
        tte.distrust(office, args.fingerprint)
        left = tte.roots(office)
    console.answer({"roots": [asdict(one) for one in left]}, tr("Penerbit itu tidak lagi dipercaya."))
