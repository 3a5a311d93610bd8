"""Commands about a newer rule book: who is judged otherwise by it, and judging one of them again."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.rejudging import Rejudge, rejudge
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.queries.applicant import detail
from desktop_app.queries.applicants import ApplicantFilter, first_ids, number_of
from desktop_app.queries.home import to_review
from resources.i18n import tr


def rules_review(args: Namespace, console: Console) -> None:
    """Applicants whom the rules in force judge otherwise than those that judged them."""
    with console.office() as office, office.reading() as connection:
        total = to_review(connection)
        rows: list[dict[str, Any]] = []
        for number in first_ids(connection, ApplicantFilter(otherwise=True), args.limit):
            seen = detail(connection, office.context, number, today=office.today())
            if seen is not None:
                rows.append({
                    "nomor_pendaftaran": seen.nomor, "status": seen.status, "rules": seen.judged.newer,
                    "blocks": seen.judged.blocks,
                    "findings": [item.sentence for item in seen.judged.appears],
                })  # fmt: skip
    lines = [f"{row['nomor_pendaftaran']}  {' '.join(row['findings'])}" for row in rows]
    told = tr("{n} dari {total}", n=len(rows), total=total)
    console.answer({"total": total, "applicants": rows}, [*lines, told])


def rules_rejudge(args: Namespace, console: Console) -> None:
    """Judge one applicant again by the rules in force, the warnings answered with a reason."""
    with console.office() as office:
        record = find(office, args.number)
        with office.reading() as connection:
            number = number_of(connection, record)
            seen = detail(connection, office.context, number or 0)
            version = rules_in_force(connection).of(
                seen.program if seen is not None else "", seen.tahun if seen is not None else 0
            ).version  # fmt: skip
        rejudge(office, Rejudge(record, version, args.reason))
    told = tr("{nomor} dinilai ulang menurut aturan versi {versi}.", nomor=args.number, versi=version)
    console.answer({"nomor_pendaftaran": args.number, "rules": version}, told)
