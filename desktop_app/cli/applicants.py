"""Commands about applicants, from intake to withdrawal."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from desktop_app.actions import applications
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.cli.console import Console
from desktop_app.domain import region
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes
from resources.i18n import tr


def enter(args: Namespace, console: Console) -> None:
    """One applicant as JSON: the same rules as the form."""
    values = _read_json(args.file)
    with console.office() as office:
        record = find(office, args.number) if args.number else ""
        saved = applications.save(office, SaveApplication(values, record, submit=args.submit))
    answer = {
        "nomor_pendaftaran": saved.nomor_pendaftaran,
        "status": saved.status,
        "findings": [asdict(each) for each in saved.findings],
    }
    lines = [
        tr("{nomor} tersimpan, status {status}.", nomor=saved.nomor_pendaftaran, status=saved.status),
        *(f"  {each.level} {each.field}: {each.sentence}" for each in saved.findings),
    ]
    console.answer(answer, lines)


def submit_(args: Namespace, console: Console) -> None:
    """Submit drafts."""
    _each(args, console, lambda office, record: applications.submit(office, record).changes)


def return_(args: Namespace, console: Console) -> None:
    """Return to the operator."""
    _each(args, console, lambda office, record: applications.give_back(office, record, args.reason))


def reject_(args: Namespace, console: Console) -> None:
    """Reject for good."""
    _each(args, console, lambda office, record: applications.reject(office, record, args.reason))


def withdraw_(args: Namespace, console: Console) -> None:
    """Record a withdrawal."""
    _each(args, console, lambda office, record: applications.withdraw(office, record, args.reason))


def approve_application(args: Namespace, console: Console) -> None:
    """The office's verification, by somebody who did not type the data."""
    seen = {code.strip(): "asli_dilihat" for code in args.seen.split(",") if code.strip()}

    def step(office: Office, record: str) -> Changes:
        row = _row(office, record)
        complete = args.complete_date or row.tanggal_lengkap or office.today().isoformat()
        return applications.verify(office, VerifyApplication(record, row.rev, complete, seen))

    _each(args, console, step)


def find(office: Office, number: str) -> str:
    """The record of a registration number. Raises Refused when there is none."""
    parsed = region.parse_registration_number(number)
    app = tables.application.c
    with office.reading() as connection:
        row = connection.execute(
            select(app.uuid).where(app.nomor_pendaftaran == (str(parsed) if parsed else number))
        ).first()
    if row is None:
        raise Refused(
            tr("Nomor pendaftaran {nomor} tidak ada di kantor ini.", nomor=number),
            next_step=tr("Lihat daftarnya dengan `wira list`."),
            code="unknown_record",
        )
    return row.uuid.hex()


def _row(office: Office, record: str) -> Any:
    with office.reading() as connection:
        return connection.execute(
            select(tables.application).where(tables.application.c.uuid == bytes.fromhex(record))
        ).one()


def _each(args: Namespace, console: Console, step: Callable[[Office, str], object]) -> None:
    """Take one step for every number given; the first refusal stops and names its record."""
    done: list[dict[str, str]] = []
    with console.office() as office:
        for number in args.number:
            record = find(office, number)
            try:
                step(office, record)
            except Refused as error:
                error.record = error.record or number
                raise
            done.append({"nomor_pendaftaran": number, "status": _row(office, record).status})
    console.answer(
        {"applications": done}, [f"{each['nomor_pendaftaran']}: {each['status']}" for each in done]
    )


def _read_json(path: Any) -> dict[str, Any]:
    """One JSON object from a file, or from standard input for ``-``."""
    try:
        raw = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise Unavailable(
            tr("Berkas {name} tidak dapat dibaca.", name=path.name),
            next_step=tr("Periksa jalurnya dan izinnya."),
            code="file",
        ) from error
    try:
        values = json.loads(raw)
    except ValueError as error:
        raise Refused(
            tr("Berkas {name} bukan JSON yang sah.", name=path.name),
            next_step=tr("Isinya satu objek, misalnya {example}.", example='{"nama": "..."}'),
            code="json",
        ) from error
    if not isinstance(values, dict):
        raise Refused(
            tr("Berkas {name} harus berisi satu objek JSON.", name=path.name),
            next_step=tr("Satu berkas berisi satu pendaftar."),
            code="json",
        )
    return values  # pyright: ignore[reportUnknownVariableType]
