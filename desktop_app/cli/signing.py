"""The command `sign`: the office seal on a roster, or a person's key on papers."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.actions import signing
from desktop_app.actions.signing import Card, KeyFile, Report, SignAs
from desktop_app.cli import documents, papers
from desktop_app.cli.console import Console
from desktop_app.errors import Refused
from resources.i18n import tr, trn


def sign(args: Namespace, console: Console) -> int:
    """Issue the roster under a number, or sign what was named; exit 0 when every paper was signed."""
    given, args.out = args.out, args.out or Path()
    if not (args.file or args.document):
        papers.sign(args, console)
        return 0
    if args.document and given is not None:
        raise Refused(
            tr("Salinan bertanda tangan dari dokumen terbit disimpan di kantor, tidak di --out."),
            next_step=tr("Ulangi tanpa --out, lalu simpan PDF-nya dengan `wira document save`."),
            code="out_with_document",
        )
    source, role = _source(args, console), SignAs(args.role, args.capacity, args.without_official)
    with console.office() as office:
        if args.file:
            report = signing.sign_files(office, args.file, args.out, source, role, progress=console.progress)
        else:
            records = [documents.named(office, each).record for each in args.document]
            report = signing.sign_issued(office, records, source, role, progress=console.progress)
    return _answer(report, console)


def _source(args: Namespace, console: Console) -> KeyFile | Card:
    if args.key is not None:
        secret = console.secret(args.secret_file, tr("Kata sandi berkas kunci: "))
        return KeyFile(args.key, secret, tuple(args.chain))
    if args.card is not None:
        secret = console.secret(args.secret_file, tr("PIN kartu: "))
        return Card(secret, args.card, args.driver, tuple(args.chain))
    raise Refused(
        tr("Kunci untuk menandatangani belum disebutkan."),
        next_step=tr("Pakai --key dengan berkas .p12, atau --card dengan kartu yang terpasang."),
        code="no_key",
    )


def _answer(report: Report, console: Console) -> int:
    words = {
        "signed": tr("ditandatangani"), "refused": tr("ditolak"), "not_begun": tr("belum dimulai"),
    }  # fmt: skip
    lines = [
        f"{line.name}: {words[line.outcome]}. {line.sentence or line.file or ''}".rstrip()
        for line in report.lines
    ]
    n = report.count("signed")
    lines.append(trn("{n} dokumen ditandatangani.", "{n} dokumen ditandatangani.", n))
    console.answer(
        {
            "signed": n,
            "papers": [
                {"name": line.name, "outcome": line.outcome, "sentence": line.sentence, "file": line.file}
                for line in report.lines
            ],
        },
        lines,
    )
    return 0 if n == len(report.lines) else 1
