"""Commands about signatures that are made elsewhere: prepare, take back, whom to believe."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from desktop_app.actions import tte
from desktop_app.cli import documents, papers
from desktop_app.cli.console import Console
from desktop_app.documents.data import grouped_hex
from desktop_app.domain.values import show_date
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


def tte_trust(args: Namespace, console: Console) -> None:
    """Believe one more."""
    with console.office() as office:
        tte.trust(office, tte.read_limited(args.file))
        found = tte.roots(office)
    names = ", ".join(one.name for one in found)
    console.answer(
        {"roots": [asdict(one) for one in found]}, tr("Penerbit yang dipercaya: {nama}.", nama=names)
    )


def tte_untrust(args: Namespace, console: Console) -> None:
    """Believe one no longer."""
    with console.office() as office:
        tte.distrust(office, args.fingerprint)
    console.answer({}, tr("Penerbit itu tidak lagi dipercaya."))
