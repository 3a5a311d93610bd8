"""The command `sign`: the office seal on a roster, or a person's key on papers."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path

from desktop_app.actions import signing
from desktop_app.actions.signing import Card, IssuerUnknown, KeyFile, Report, SignAs, refused_line
from desktop_app.cli import documents, papers
from desktop_app.cli.advice import typed
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
    _require_key(args)
    role, warn = SignAs(args.role, args.capacity, args.without_official), partial(_warn, console)
    with console.office() as office:
        if args.file:
            report = signing.sign_files(
                office, args.file, args.out, _source(args, console), role,
                progress=console.progress, warn=warn,
            )  # fmt: skip
        else:
            named = [documents.named(office, each) for each in args.document]
            records = [each.record for each in named]
            found = signing.signable(office, records, role)
            refused = [one.refused for one in found if one.refused is not None]
            if len(refused) == len(found):  # no PIN is asked for in vain
                lines = (refused_line(each.nomor, why) for each, why in zip(named, refused, strict=True))
                report = Report(tuple(lines))
            else:
                report = signing.sign_issued(
                    office, records, _source(args, console), role, progress=console.progress, warn=warn
                )
    return _answer(args, report, console)


def _require_key(args: Namespace) -> None:
    if args.key is None and args.card is None:
        raise Refused(
            tr("Kunci untuk menandatangani belum disebutkan."),
            next_step=tr("Pakai --key dengan berkas .p12, atau --card dengan kartu yang terpasang."),
            code="no_key",
        )


def _source(args: Namespace, console: Console) -> KeyFile | Card:
    if args.key is not None:
        secret = console.secret(args.secret_file, tr("Kata sandi berkas kunci: "))
        return KeyFile(args.key, secret, tuple(args.chain))
    secret = console.secret(args.secret_file, tr("PIN kartu: "))
    return Card(secret, args.card, args.driver, tuple(args.chain))


def _warn(console: Console, warning: IssuerUnknown) -> None:
    """Before the first signature: said to everybody, asked where somebody is there. Raises Refused."""
    console.say_error(warning)
    if console.agrees(tr("Tetap menandatangani?")) is False:
        raise Refused(
            tr("Tidak ada yang ditandatangani."),
            next_step=tr("Ulangi setelah penerbitnya dipilih."),
            code="issuer_unknown",
        )


def _answer(args: Namespace, report: Report, console: Console) -> int:
    words = {
        "signed": tr("ditandatangani"), "refused": tr("ditolak"), "not_begun": tr("belum dimulai"),
    }  # fmt: skip
    lines = [
        " ".join(
            filter(
                None,
                [
                    f"{line.name}: {words[line.outcome]}.",
                    line.sentence,
                    typed(line.next_step),
                    str(line.file or ""),
                ],
            )
        )
        for line in report.lines
    ]
    n, refused, left = (report.count(one) for one in ("signed", "refused", "not_begun"))
    lines.append(trn("{n} dokumen ditandatangani.", "{n} dokumen ditandatangani.", n))
    if refused:
        lines.append(trn("{n} dokumen ditolak.", "{n} dokumen ditolak.", refused))
    if left:
        lines.append(trn("{n} dokumen belum dimulai.", "{n} dokumen belum dimulai.", left))
    if args.document and n:
        lines.append(
            tr("Salinan bertanda tangan tersimpan di kantor. Simpan PDF-nya dengan `wira document save`.")
        )
    console.answer(
        {
            "signed": n,
            "refused": refused,
            "not_begun": left,
            "unknown_issuer": report.unknown,
            "papers": [
                {
                    "name": line.name,
                    "outcome": line.outcome,
                    "sentence": line.sentence,
                    "next_step": typed(line.next_step),
                    "file": line.file,
                }
                for line in report.lines
            ],
        },
        lines,
    )
    return 0 if n == len(report.lines) else 1
