"""Commands about applicants, from intake to withdrawal."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select, text

from desktop_app.actions import access, applications, cancelling, returning
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.holds import held_since
from desktop_app.actions.knowledge import registered_like
from desktop_app.cli.console import Console, read_text
from desktop_app.cli.intake import list_fields
from desktop_app.domain import fields, owning, region, registered, status
from desktop_app.domain.access import REVEAL
from desktop_app.domain.alone import MARK
from desktop_app.domain.alone import sentence as alone_sentence
from desktop_app.domain.disclosure import DOTS, beside
from desktop_app.domain.finding import Finding, Level
from desktop_app.domain.status import shown, status_label
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import requests as requests_query
from desktop_app.queries.applicants import standing
from desktop_app.queries.companions import whole_history
from desktop_app.storage import dialect, tables
from desktop_app.storage.reading import unread
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr


def list_(args: Namespace, console: Console) -> None:
    """Applicants, the newest change first."""
    app = tables.application.c
    columns = ("nomor_pendaftaran", "nama", "program", "tahun", "status", "kelurahan_kode", "tanggal_lengkap",
             "satu_petugas", "submitted")  # fmt: skip
    query = select(*(app[name] for name in columns)).order_by(app.changed.desc(), app.id.desc())
    for column, wanted in ((app.program, args.program), (app.tahun, args.year)):
        if wanted:
            query = query.where(column == wanted)
    if args.alone:
        query = query.where(app.satu_petugas.is_not(None))
    if args.status:
        query = query.where(standing([args.status]))
    if args.search:
        found = text(dialect.search_ids_sql().replace("?", ":words")).bindparams(
            words=dialect.match(args.search) or '""'
        )
        query = query.where(app.id.in_(found.columns(app.id)))
    with console.office() as office, office.reading() as connection:
        access.note_search(office, args.search or "")
        total = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar()
        rows = [dict(row._mapping) for row in connection.execute(query.limit(args.limit))]  # pyright: ignore[reportPrivateUsage]
    lines = [
        f"{row['nomor_pendaftaran']}  {row['nama'] or '':30} {row['program'] or '':4} "
        f"{tr(status_label(shown(row['status'], row['submitted'])))}{_alone_mark(row['satu_petugas'])}"
        for row in rows
    ]
    console.answer(
        {"total": total, "applicants": rows}, [*lines, tr("{n} dari {total}", n=len(rows), total=total)]
    )


def _alone_mark(book: str | None) -> str:
    return f" ({tr('satu petugas')})" if book else ""


def show(args: Namespace, console: Console) -> None:
    """One applicant; numbers masked and special data hidden, unless all is asked for, which is noted."""
    with console.office() as office:
        row = _row(office, find(office, args.number))
        access.opened(office, row.uuid.hex())
        if args.full:
            access.note(office, REVEAL, row.uuid.hex())
        with office.reading() as connection:
            steps = whole_history(connection, office.context, row.id)
            held = held_since(connection, row.uuid)
    values: dict[str, Any] = {
        name: getattr(row, name) if args.full else beside(name, getattr(row, name))
        for name in (
            *tables.APPLICATION_FIELDS,
            "nomor_pendaftaran",
            "status",
            "alasan",
            "peringkat",
            "putusan",
            MARK,
        )
        if getattr(row, name) not in (None, "")
    }
    words = {**values, "status": shown(row.status, row.submitted)}
    lines = [] if held is None else [held.sentence]
    lines += [_said(name, value) for name, value in words.items()]
    lines += [f"{step.when:%d-%m-%Y %H.%M}  {step.title}, {step.who}, {step.where}" for step in steps]
    told = [{"when": step.when.isoformat(), "what": step.title, "who": step.who} for step in steps]
    still = None if held is None else asdict(held)
    console.answer({**values, "held": still, "history": told}, lines)


def _said(name: str, value: Any) -> str:
    """One value for a person: label and words, where `show` has codes for programs."""
    field = fields.FIELDS.get(name)
    if name == MARK:
        return alone_sentence(value)
    if field is None:
        return f"{tr(_OTHER_LABELS[name])}: {value}"
    if name == "status":
        value = tr(status_label(str(value)))
    elif field.kind == "dict":
        given: dict[str, str] = json.loads(value) if isinstance(value, str) else value
        value = "; ".join(f"{field.label_of(key)}: {_state_label(word)}" for key, word in given.items())
    elif DOTS not in str(value):
        value = fields.show(name, value)
    return f"{tr(field.label)}: {value}"


def _state_label(code: str) -> str:
    return next((tr(each.label) for each in fields.DOCUMENT_STATES if each.code == code), code)


_OTHER_LABELS = {
    "alasan": mark("Alasan"),
    "peringkat": mark("Peringkat"),
    "putusan": mark("Nomor putusan"),
}


def enter(args: Namespace, console: Console) -> None:
    """One applicant as JSON: the same rules as the form."""
    if args.fields:
        list_fields(console)
        return
    values = read_json(args.file)
    if isinstance(values.get("dokumen"), dict):
        _require_documents(values["dokumen"])
    with console.office() as office:
        if not args.number:
            values = _postal(values, office.info.scope)
        record = find(office, args.number) if args.number else ""
        saved = applications.save(office, SaveApplication(values, record, submit=args.submit))
        row = _row(office, saved.record)
        with office.reading() as connection:
            like = registered_like(connection, dict(row._mapping))  # pyright: ignore[reportPrivateUsage]
    notes = _business_notes(values, dict(row._mapping), new=not record)  # pyright: ignore[reportPrivateUsage]
    answer = {
        "nomor_pendaftaran": saved.nomor_pendaftaran,
        "status": saved.status,
        "notes": notes,
        "findings": [asdict(each) for each in saved.findings],
        "registered": [
            {"id": each.business.record, "nama": each.business.nama, "grounds": list(each.grounds)}
            for each in like
        ],
    }
    lines = [
        tr(
            "{nomor} tersimpan, status {status}.",
            nomor=saved.nomor_pendaftaran,
            status=tr(status_label(saved.status)),
        ),
        *(f"  {note}" for note in notes),
        *(f"  {_finding(each)}" for each in saved.findings),
        *(f"  {registered.title_of(each)}. {registered.words_of(each.business)}" for each in like),
    ]
    console.answer(answer, lines)


def _postal(values: dict[str, Any], scope: str) -> dict[str, Any]:
    """As the form does: the postal code comes with the kelurahan; whoever knows better writes it."""
    place = region.by_code(str(values.get("kelurahan_kode") or scope))
    return values if place is None else {"kode_pos": place.postal_code, **values}


def _finding(found: Finding) -> str:
    """A finding with the field's label and what it does."""
    label = tr(fields.FIELDS[found.field].label)
    return tr("{isian} ({tingkat}): {kalimat}", isian=label, tingkat=tr(_LEVELS[found.level]),
              kalimat=found.sentence)  # fmt: skip


_LEVELS: dict[Level, str] = {
    "block": mark("menahan pengajuan"),
    "warn": mark("peringatan"),
    "info": mark("keterangan"),
}


def _business_notes(given: Mapping[str, object], kept: Mapping[str, Any], *, new: bool) -> list[str]:
    """What was made of business details that came without, or against, the answer whether there is one."""
    details, telling = owning.details(given), owning.telling(given)
    lost = [name for name in details if kept.get(name) is None]
    if lost:
        return [owning.left_out(lost)]
    return [owning.answered(telling)] if new and telling and owning.unanswered(given) else []


def submit_(args: Namespace, console: Console) -> None:
    """Submit drafts."""
    _each(args, console, lambda office, record: applications.submit(office, record).changes)


def return_(args: Namespace, console: Console) -> None:
    """Return to the operator; at DKUM proposed by one person and approved by another."""

    def step(office: Office, record: str) -> Changes:
        if office.info.kind != "dkum":
            return applications.give_back(office, record, args.reason, alone=args.alone)
        if args.approve:
            return returning.approve_return(office, record)
        if args.discard:
            return returning.discard_return(office, record)
        proposed = returning.propose_return(office, record, args.reason)
        console.say(tr("Pengembalian diusulkan. Orang lain menyetujuinya dengan `wira return --approve`."))
        return proposed

    _each(args, console, step)


def reject_(args: Namespace, console: Console) -> None:
    """Reject for good; at DKUM proposed by one person and approved by another."""

    def step(office: Office, record: str) -> Changes:
        if office.info.kind != "dkum":
            _require_sure(args, console, office, _row(office, record))
            return applications.reject(office, record, args.reason, alone=args.alone)
        if args.approve:
            return returning.approve_rejection(office, record)
        if args.discard:
            return returning.discard_rejection(office, record)
        proposed = returning.propose_rejection(office, record, args.reason)
        console.say(tr("Penolakan diusulkan. Orang lain menyetujuinya dengan `wira reject --approve`."))
        return proposed

    _each(args, console, step)


def _require_sure(args: Namespace, console: Console, office: Office, row: Any) -> None:
    """Raise Refused unless the person says that they mean it: an office's rejection is for good. Who may not
    reject is not asked."""
    number = row.nomor_pendaftaran
    if args.yes or not status.allowed(row.status, "reject", office.person.roles):
        return
    if console.agrees(tr("Tolak {nomor} untuk selamanya?", nomor=number)):
        return
    raise Refused(
        tr("Penolakan bersifat tetap, dan belum ada yang ditolak."),
        next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
        record=number,
        code="not_agreed",
    )


def discard_(args: Namespace, console: Console) -> None:
    """Drafts saved by mistake."""
    _each(
        args, console, lambda office, record: applications.discard_draft(office, record, args.reason),
        said=tr("draf dibuang; catatannya tetap disimpan"),
    )  # fmt: skip


def withdraw_(args: Namespace, console: Console) -> None:
    """Record a withdrawal; of somebody accepted it is asked of DKUM."""

    def step(office: Office, record: str) -> Changes:
        with office.reading() as connection:
            held = held_since(connection, bytes.fromhex(record))
        if held is not None:  # going by one's own wish stays possible
            console.say(held.sentence)
        accepted = _row(office, record).status == "accepted"
        if not accepted:
            return applications.withdraw(office, record, args.reason)
        asked = cancelling.request_withdrawal(office, record, args.reason)
        console.say(tr("Pembatalan diminta ke DKUM. Buat berkas untuk DKUM dengan `wira export`."))
        return asked

    _each(args, console, step)


def requests(args: Namespace, console: Console) -> None:
    """What waits for DKUM's word about single people."""
    with console.office() as office, office.reading() as connection:
        found = requests_query.requests(connection, office.context)
    words = {
        "cancel": tr("minta pembatalan"),
        "return": tr("diusulkan kembali"),
        "reject": tr("diusulkan ditolak"),
    }
    lines = [f"{each.nomor_pendaftaran}  {each.nama:30} {words[each.kind]}: {each.reason}" for each in found]
    none = [tr("Tidak ada permintaan yang menunggu.")]
    console.answer({"requests": [asdict(each) for each in found]}, lines or none)


def cancel_(args: Namespace, console: Console) -> None:
    """DKUM ends an acceptance."""
    _each(args, console, lambda office, record: cancelling.cancel(office, record, args.reason))


def keep_(args: Namespace, console: Console) -> None:
    """DKUM refuses to cancel and says why."""
    _each(args, console, lambda office, record: cancelling.answer_request(office, record, args.reason))


def approve_application(args: Namespace, console: Console) -> None:
    """The office's verification, by somebody who did not type the data."""
    seen = {code.strip(): "asli_dilihat" for code in args.seen.split(",") if code.strip()}
    _require_documents(seen)

    def step(office: Office, record: str) -> Changes:
        row = _row(office, record)
        complete = args.complete_date or row.tanggal_lengkap or ""
        return applications.verify(
            office, VerifyApplication(record, row.rev, complete, seen, alone=args.alone)
        )

    _each(args, console, step)


def _require_documents(codes: Iterable[str]) -> None:
    """No paper that nobody asks for: a mistyped code would be kept and never counted. Raises Refused."""
    known = [each.code for each in fields.DOCUMENTS]
    strange = [code for code in codes if code not in known]
    if strange:
        raise Refused(
            tr("Dokumen {kode} tidak dikenal.", kode=strange[0]),
            next_step=tr("Pilih dari: {isian}.", isian=", ".join(known)),
            code="document",
        )


def find(office: Office, number: str) -> str:
    """The record of a registration number. Raises Refused when there is none."""
    parsed = region.parse_registration_number(number)
    app = tables.application.c
    with office.reading() as connection:
        rows = connection.execute(
            select(app.uuid, app.nama).where(
                (app.nomor_pendaftaran == (str(parsed) if parsed else number))
                | (app.uuid == _record_id(number))
            )
        ).all()
    if len(rows) > 1:
        both = "; ".join(f"{row.nama or '-'}: {row.uuid.hex()}" for row in rows)
        raise Refused(
            tr("Nomor pendaftaran {nomor} dipakai {n} pendaftar.", nomor=number, n=len(rows)),
            next_step=tr("Sebutkan kode catatannya sebagai ganti nomor: {kode}.", kode=both),
            record=number,
            code="clash",
        )
    if not rows:
        raise Refused(
            tr("Nomor pendaftaran {nomor} tidak ada di kantor ini.", nomor=number),
            next_step=tr("Lihat daftarnya dengan `wira list`."),
            code="unknown_record",
        )
    return rows[0].uuid.hex()


def _record_id(text: str) -> bytes:
    """The bytes of a record id given as 32 hex digits, none for anything else."""
    return bytes.fromhex(text) if re.fullmatch(r"[0-9a-fA-F]{32}", text) else b""


def _row(office: Office, record: str) -> Any:
    with office.reading() as connection:
        return connection.execute(
            select(tables.application).where(tables.application.c.uuid == bytes.fromhex(record))
        ).one()


def _each(
    args: Namespace, console: Console, step: Callable[[Office, str], object], *, said: str = ""
) -> None:  # fmt: skip
    """Take one step for every number given, and tell the status that each has now, or `said`. One that
    nobody knows stops before anything is done; a refusal names its record, and tells what was done before it
    and what is left."""
    done: list[dict[str, str]] = []
    with console.office() as office:
        records = [(number, find(office, number)) for number in args.number]
        for number, record in records:
            try:
                step(office, record)
            except Refused as error:
                error.record = error.record or number
                error.more += _halfway([each["nomor_pendaftaran"] for each in done], args.number)
                raise
            done.append({"nomor_pendaftaran": number, "status": _row(office, record).status})
    console.answer(
        {"applications": done},
        [f"{each['nomor_pendaftaran']}: {said or tr(status_label(each['status']))}" for each in done],
    )


def _halfway(done: Sequence[str], numbers: Sequence[str]) -> tuple[str, ...]:
    """Where a list of numbers stopped."""
    left = numbers[len(done) + 1 :]
    told: list[str] = []
    if done:
        told.append(tr("Sudah dikerjakan: {nomor}.", nomor=", ".join(done)))
    if left:
        told.append(tr("Belum dikerjakan: {nomor}.", nomor=", ".join(left)))
    return tuple(told)


def read_json(path: Any) -> dict[str, Any]:
    """One JSON object from a file, or from standard input for ``-``."""
    try:
        raw = sys.stdin.read().lstrip("\ufeff") if str(path) == "-" else read_text(path)
    except OSError as error:
        raise unread(error, path.name, "file") from error
    except UnicodeError as error:
        raise Refused(
            tr("Berkas {name} bukan teks.", name=path.name),
            next_step=tr("Simpan sebagai teks UTF-8, lalu ulangi."),
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
