"""Commands about the rules of a programme: the rule books, the order they give, and what is announced."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from desktop_app.actions import announcing, decisions, rulebooks
from desktop_app.actions.decisions import Listed, Preview
from desktop_app.actions.knowledge import issued_rules, rules_in_force
from desktop_app.actions.ranking_paper import ranking_paper
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.standings import standings
from desktop_app.cli.applicants import read_json
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.documents.sheets import Form
from desktop_app.domain import recompute, region
from desktop_app.domain.bookwords import BookChange, book_changes
from desktop_app.domain.contradictions import contradictions
from desktop_app.domain.reasons import reworded
from desktop_app.domain.rulebook import ProgramRules, read_rules, write_rules
from desktop_app.domain.status import shown, status_label
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import rulebooks as queries
from desktop_app.queries.rulebooks import RulesPreview
from desktop_app.storage import tables
from desktop_app.storage.saving import save_beside
from resources.i18n import tr, trn


def rules_list(args: Namespace, console: Console) -> None:
    """Every issued version."""
    with console.office() as office, office.reading() as connection:
        found = issued_rules(connection)
    lines = [
        tr("{program} {tahun} versi {versi}, nomor {nomor}, {tanggal}", program=each.get("program"),
           tahun=each.get("tahun"), versi=each.get("version"), nomor=each.get("nomor"),
           tanggal=show_date(each.get("issued")))
        for each in found
    ]  # fmt: skip
    none = [tr("DKUM belum menerbitkan buku aturan; aturan bawaan yang berlaku.")]
    console.answer({"rules": found}, lines or none)


def rules_show(args: Namespace, console: Console) -> None:
    """What is in force, as the JSON that `check` and `issue` read."""
    with console.office() as office, office.reading() as connection:
        found = rules_in_force(connection).of(args.program, args.year or office.today().year)
    content = write_rules(found)
    console.answer(content, [f"{name}: {value}" for name, value in content.items()])


def rules_check(args: Namespace, console: Console) -> None:
    """Whether a rule book could be issued; nothing is kept."""
    _sound(read_rules(read_json(args.file)), args)
    console.answer({"sound": True}, tr("Buku aturan ini dapat diterbitkan."))


def rules_preview(args: Namespace, console: Console) -> None:
    """What a rule book would change for the applications there are; nothing is kept."""
    rules = read_rules(read_json(args.file))
    _sound(rules, args)
    with console.office() as office, office.reading() as connection:
        now = rules_in_force(connection).of(rules.program, rules.tahun)
        found = queries.rules_preview(connection, rules)
    changes = book_changes(now, rules)
    answer = {
        "program": rules.program, "tahun": rules.tahun, "against": found.against, "examined": found.examined,
        "counts": dict(found.counts), "changes": [asdict(each) for each in changes],
        "rows": [asdict(row) for row in found.rows],
    }  # fmt: skip
    console.answer(answer, [*_told_changes(changes), *_told_effects(found)])


def _told_changes(changes: tuple[BookChange, ...]) -> list[str]:
    return [each.sentence for each in changes] or [tr("Isinya sama dengan aturan yang berlaku.")]


def _told_effects(found: RulesPreview) -> list[str]:
    heads = {
        "blocked": tr("Menjadi tertahan: {n}", n=found.counts["blocked"]),
        "freed": tr("Tidak tertahan lagi: {n}", n=found.counts["freed"]),
        "warned": tr("Mendapat peringatan: {n}", n=found.counts["warned"]),
        "eased": tr("Peringatannya hilang: {n}", n=found.counts["eased"]),
    }
    lines = [
        trn(
            "{n} pendaftar yang belum ditetapkan dinilai ulang.",
            "{n} pendaftar yang belum ditetapkan dinilai ulang.",
            found.examined,
        )
    ]
    for effect in queries.EFFECTS:
        lines.append(heads[effect])
        lines += [f"  {row.nomor}  {' '.join(row.sentences)}" for row in found.rows if row.effect == effect]
    return lines


def _sound(rules: ProgramRules, args: Namespace) -> None:
    wrong = contradictions(rules)
    if wrong:
        raise Refused(
            " ".join(each.sentence for each in wrong),
            next_step=tr("Betulkan buku aturannya, lalu periksa lagi."),
            record=str(args.file),
            code=f"rulebook_{wrong[0].field}",
        )


def rules_issue(args: Namespace, console: Console) -> None:
    """Put the next version in force."""
    content = read_json(args.file)
    rules = read_rules(content)
    with console.office() as office:
        made = rulebooks.issue(office, IssueRules(rules, args.number, args.date, content))
    told = tr("Buku aturan {program} {tahun} versi {versi} terbit; kantor menerimanya lewat berkas.",
              program=made.rules.program, tahun=made.rules.tahun, versi=made.rules.version)  # fmt: skip
    console.answer({"record": made.record, "version": made.rules.version}, told)


def rank(args: Namespace, console: Console) -> None:
    """The order as it is today, or why one application stands where it does."""
    with console.office() as office:
        scope = kelurahan_code(args.kelurahan) if args.kelurahan else office.info.scope
        year = args.year or office.today().year
        if args.before_after:
            _moves(console, office, args.program, year, scope)
            return
        if args.out is not None:
            made = ranking_paper(office, args.program, year, scope, form=Form(args.paper, args.direction))
            path = save_beside(args.out / f"{made.stem}.pdf", made.pdf)
            answer = {"file": path, "people": made.rows, "forecast": made.forecast}
            console.answer(answer, [f"{made.title}:", str(path)])
            return
        found = decisions.preview(office, args.program, year, scope)
        if args.number:
            _why(console, office, found, args.number)
            return
    lines = [
        tr("Program {program} tahun {tahun}:", program=args.program, tahun=year),
        _limit(found, office),
        *(f"{row.rank:>4}  {row.nomor_pendaftaran}  {row.reason}" for row in found.rows),
    ]
    lines += [f"   -  {each.nomor_pendaftaran}  {each.reason}" for each in found.excluded]
    room = found.room
    answer = {
        "forecast": office.info.kind != "dkum", "rules": found.rules.version, "quota": room.quota,
        "taken": room.taken, "free": room.free, "binds": room.binds, "budget": room.budget, "cost": room.cost,
        "rows": [_row(row) for row in found.rows],
        "excluded": [{"nomor_pendaftaran": each.nomor_pendaftaran, "reason": each.reason}
                     for each in found.excluded],
    }  # fmt: skip
    console.answer(answer, lines)


def _moves(console: Console, office: Office, program: str, year: int, scope: str) -> None:
    """Who stands elsewhere than the last decision said."""
    with office.reading() as connection:
        found = standings(connection, office, program, year, scope)
    answer = {
        "decision": found.nomor, "kept": len(found.accepted), "free": found.room.free,
        "binds": found.room.binds,
        "moves": [
            {"nomor_pendaftaran": each.nomor_pendaftaran, "before": each.before, "after": each.after,
             "reason": each.reason}
            for each in found.moves
        ],
    }  # fmt: skip
    lines = [recompute.summary(found.nomor, found.moves, len(found.accepted))]
    lines += [
        f"{each.nomor_pendaftaran}  {recompute.place_words(each.before)} -> "
        f"{recompute.place_words(each.after)}  {each.reason}"
        for each in found.moves
    ]
    console.answer(answer, lines)


def announce(args: Namespace, console: Console) -> None:
    """Save the announcement of a programme as PDF and text."""
    with console.office() as office:
        year = args.year or office.today().year
        if args.all:
            scopes = ["", *(place.code for place in region.all_kelurahan())]
        else:
            scopes = [kelurahan_code(args.kelurahan) if args.kelurahan else office.info.scope]
        paths = announcing.save_announcements(office, args.program, year, scopes, args.out, paper=args.paper)
    console.answer({"files": [str(path) for path in paths]}, [str(path) for path in paths])


def _why(console: Console, office: Office, found: Preview, number: str) -> None:
    """Why one application stands where it does: in today's order, or where a decision has put it."""
    for row in found.rows:
        if row.nomor_pendaftaran == number.strip().upper():
            console.answer(_row(row), f"{row.nomor_pendaftaran}: {row.reason}")
            return
    for each in found.excluded:
        if each.nomor_pendaftaran == number.strip().upper():
            raise Refused(each.reason, record=each.nomor_pendaftaran, code="excluded")
    app = tables.application.c
    query = select(
        app.nomor_pendaftaran, app.status, app.submitted, app.alasan, app.putusan, app.peringkat
    ).where(
        app.nomor_pendaftaran == number.strip().upper(),
        app.program == found.rules.program,
        app.tahun == found.rules.tahun,
    )
    with office.reading() as connection:
        there = connection.execute(query).first()
    if there is not None:
        reason = reworded(there.alasan or "")
        status = tr(status_label(shown(there.status, there.submitted)))
        told = (
            tr("{nomor}: {status} dengan putusan {putusan}. {alasan}", nomor=there.nomor_pendaftaran,
               status=status, putusan=there.putusan, alasan=reason)
            if there.putusan
            else tr("{nomor} berstatus {status}, jadi tidak ikut urutan.", nomor=there.nomor_pendaftaran,
                    status=status)
        )  # fmt: skip
        answer = {
            "nomor_pendaftaran": there.nomor_pendaftaran, "status": there.status,
            "decision": there.putusan or "", "rank": there.peringkat, "reason": reason,
        }  # fmt: skip
        console.answer(answer, told)
        return
    raise Refused(
        tr("Nomor itu tidak ada di urutan program ini."),
        next_step=tr("Periksa nomornya, program, dan kelurahannya."),
        record=number,
        code="unknown_record",
    )


def _row(row: Listed) -> dict[str, Any]:
    return {
        "rank": row.rank, "nomor_pendaftaran": row.nomor_pendaftaran, "within": row.within,
        "waiting": row.waiting, "reserve": row.reserve, "ties": row.ties, "reason": row.reason,
    }  # fmt: skip


def _limit(found: Preview, office: Office) -> str:
    """Which limit binds, and whether this is only a forecast."""
    told = found.room.sentence
    if office.info.kind != "dkum" and not found.scope:
        told += " " + tr("Kuotanya satu kota; yang terisi di sini hanya pendaftar kantor ini.")
    if office.info.kind != "dkum":
        told += " " + tr("Ini perkiraan; DKUM yang memutuskan.")
    n = len(found.excluded)
    return told + (" " + trn("{n} belum dapat ikut.", "{n} belum dapat ikut.", n) if n else "")
