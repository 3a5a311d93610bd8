"""The office's journal and the history of one record."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from sqlalchemy import select

from desktop_app.actions.access import note_search, opened
from desktop_app.actions.journal_file import write_journal
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.domain import region
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.applicant import Change
from desktop_app.queries.journal import JournalFilter, first_ids, ids, partial_words, place_of
from desktop_app.queries.journal_lines import JournalLine, csv_rows, page
from desktop_app.queries.record_history import record_history
from desktop_app.storage import tables
from resources.i18n import tr


def journal(args: Namespace, console: Console) -> None:
    """The latest lines, or all that fit into a CSV file."""
    with console.office() as office:
        office.keep_access()
        asked = _asked(args, office)
        partial = partial_words(office)
        if partial:
            console.say(tr("Jurnal ini sebagian: perubahan, berkas, dan yang Anda sendiri buka atau cetak."))
            console.say(partial)
        note_search(office, args.search)
        if args.out is not None:
            with office.reading() as connection:
                keys = ids(connection, office, asked)
                rows = csv_rows(connection, office, keys)
                path, count = write_journal(office, args.out, rows, len(keys))
            said = tr("{n} baris ditulis ke {path}", n=count, path=path)
            console.answer({"file": str(path), "lines": count, "partial": partial}, said)
            return
        with office.reading() as connection:
            keys = first_ids(connection, office, asked, args.limit + 1, args.after)
            more, keys = len(keys) > args.limit, keys[: args.limit]
            lines = [line for line in page(connection, office, keys) if line is not None]
            after = place_of(connection, keys[-1]) if more else None
    told = [{**asdict(line), "at": line.at.isoformat() if line.at else None} for line in lines]
    said = list(map(_told, lines)) or [tr("Tidak ada yang cocok.")]
    if more:
        said.append(
            tr("Masih ada baris yang lebih lama. Lanjutkan dengan --after {nomor}, atau tulis semua dengan "
               "--out.", nomor=after)
        )  # fmt: skip
    console.answer({"lines": told, "more": more, "after": after, "partial": partial}, said)


def history(args: Namespace, console: Console) -> None:
    """Each step of one record, the latest first."""
    with console.office() as office:
        record = named(office, args.number)
        with office.reading() as connection:
            steps = record_history(connection, office, record)
        opened(office, record)
    told = [
        {**asdict(step), "when": step.when.isoformat(), "fields": [asdict(each) for each in step.fields]}
        for step in steps
    ]
    console.answer({"record": record, "history": told}, [line for step in steps for line in _step(step)])


def named(office: Office, words: str) -> str:
    """The record that a person means: a registration number, a letter number, a name of a mentor or of
    staff, or its id. Raises Refused when there is none, or more than one."""
    try:
        return find(office, words)
    except Refused:
        pass
    document, person, mentor = tables.document.c, tables.person.c, tables.PLAIN["mentor"].c
    with office.reading() as connection:
        found = {
            row.uuid.hex()
            for query in (
                select(document.uuid).where(document.nomor == words),
                select(person.uuid).where(person.nama == words),
                select(mentor.uuid).where(mentor.nama == words),
                select(tables.record.c.uuid).where(tables.record.c.uuid == _id(words)),
            )
            for row in connection.execute(query)
        }
    if len(found) == 1:
        return found.pop()
    if found:
        raise Refused(
            tr("Ada {n} catatan yang disebut {nama}.", n=len(found), nama=words),
            next_step=tr("Sebutkan kode catatannya: {kode}.", kode=", ".join(sorted(found))),
            record=words,
            code="clash",
        )
    raise Refused(
        tr("Tidak ada catatan yang disebut {nama} di kantor ini.", nama=words),
        next_step=tr("Sebutkan nomor pendaftaran, nomor surat, nama lengkap, atau kode catatannya."),
        code="unknown_record",
    )


def _id(words: str) -> bytes:
    try:
        return bytes.fromhex(words)
    except ValueError:
        return b""


def _asked(args: Namespace, office: Office) -> JournalFilter:
    return JournalFilter(
        text=args.search,
        person=_person(office, args.by) if args.by else "",
        kind=args.kind or "",
        since=args.since,
        until=args.until,
        record=named(office, args.number) if args.number else "",
        device=_device(office, args.device) if args.device else "",
    )


def _person(office: Office, name: str) -> str:
    wanted = name.casefold().strip()
    found = [user for user, facts in office.context.people.items() if facts.nama.casefold() == wanted]
    if len(found) != 1:
        raise Refused(
            tr("Petugas {nama} tidak ada, atau ada lebih dari satu.", nama=name),
            next_step=tr("Lihat namanya dengan `wira user`."),
            code="unknown_person",
        )
    return found[0]


def _device(office: Office, tag: str) -> str:
    with office.reading() as connection:
        devices = set(connection.execute(select(tables.stream.c.dev)).scalars())
    for dev in devices | {bytes.fromhex(office.info.dev)}:
        if tag.casefold() in (region.device_tag(dev).casefold(), dev.hex()):
            return dev.hex()
    raise Refused(
        tr("Tidak ada komputer dengan tanda {tanda}.", tanda=tag),
        next_step=tr("Tandanya tiga huruf di dalam kurung di setiap baris jurnal."),
        code="unknown_device",
    )


def _told(line: JournalLine) -> str:
    at = f"{line.at:%d-%m-%Y %H.%M}" if line.at else "-"
    about = ": ".join(filter(None, (line.title, line.subject)))
    parts = [about, line.detail, line.who, line.where, line.file, line.void]
    return f"{at}  {'; '.join(filter(None, parts))}"


def _step(step: Change) -> list[str]:
    head = "; ".join(filter(None, (step.title, step.who, step.where, step.file, step.reason, step.void)))
    lines = [f"{step.when:%d-%m-%Y %H.%M}  {head}"]
    for each in step.fields:
        lines.append(
            tr("    {isian}: dari {dari} menjadi {menjadi}", isian=each.label, dari=each.before,
               menjadi=each.after or "-")
            if each.before
            else f"    {each.label}: {each.after or '-'}"
        )  # fmt: skip
    return lines
