"""Commands about erasing a person: plan, do, list, due."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from typing import Any

from desktop_app.actions import erasing, erasing_after
from desktop_app.actions.erasing_plan import ErasurePlan, Paper, plan
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.domain import region
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.erasing_words import done_lines, plan_lines
from resources.i18n import tr, trn


def erase_plan(args: Namespace, console: Console) -> None:
    """What would go and what stays; nothing is changed."""
    with console.office() as office:
        found = _plan(office, args.number)
    console.answer(_document(found), plan_lines(found))


def erase_do(args: Namespace, console: Console) -> None:
    """Erase, after the person has seen what goes."""
    with console.office() as office:
        erasing.require_may_erase(office)
        found = _plan(office, args.number)
        if not args.yes:
            for line in plan_lines(found):
                console.say(line)
            _ask(console, tr("Hapus untuk selamanya?"))
        done = erasing.erase(office, found.record, args.why, on=args.request)
    console.answer(
        {**_document(done.plan), "erasure": done.record, "whole": done.swept.whole}, done_lines(done)
    )


def erase_list(args: Namespace, console: Console) -> None:
    """Every erasure, with what is still due."""
    with console.office() as office, office.reading() as connection:
        lines = erasing_after.erasures(office, connection)
        left = left_behind(office, connection)
    told = [
        {
            "application": line.application, "nomor": line.nomor, "scope": line.scope, "why": line.why,
            "by": line.by, "on": line.on.isoformat() if line.on else None, "due": line.due.isoformat(),
            "done": line.done.isoformat() if line.done else None, "late": line.late,
        }
        for line in lines
    ]  # fmt: skip
    remains = [
        {
            "code": each.code, "names": list(each.names),
            "until": each.until.isoformat() if each.until is not None else None,
        }
        for each in left
    ]  # fmt: skip
    said = [*(_line(line) for line in lines), *(each.line for each in left)]
    console.answer({"erasures": told, "left": remains}, said or tr("Belum ada penghapusan."))


def erase_due(args: Namespace, console: Console) -> None:
    """What is due now, and what came too late."""
    with console.office() as office:
        erasing.require_may_erase(office)
        erasing_after.attend(office)
        with office.reading() as connection:
            many = len(erasing_after.due(office, connection))
        if many and not args.yes:
            _ask(console, trn("Hapus data {n} orang untuk selamanya?",
                              "Hapus data {n} orang untuk selamanya?", many))  # fmt: skip
        moved = len(erasing_after.erase_due(office).ids.get("erasure", ()))
    console.answer(
        {"erased": moved},
        trn("{n} penghapusan dijalankan.", "{n} penghapusan dijalankan.", moved)
        if moved
        else tr("Tidak ada yang sudah waktunya."),
    )


def erase_propose(args: Namespace, console: Console) -> None:
    """Say that the rule book keeps nothing of a person any more; somebody else erases."""
    with console.office() as office:
        found = _plan(office, args.number)
        erasing.propose(office, found.record)
    console.answer(_document(found), tr("Usul dicatat. Penyetuju lain menjalankannya: wira erase due."))


def _ask(console: Console, question: str) -> None:
    if not console.agrees(question):
        raise Refused(
            tr("Tidak ada yang dihapus."),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
            code="not_agreed",
        )


def _plan(office: Office, number: str) -> ErasurePlan:
    with office.reading() as connection:
        known = len(number) == 32 and erasing.is_known(connection, number)
        record = number if known else ""
    record = record or find(office, number)
    with office.reading() as connection:
        return plan(office, connection, record)


def _line(line: erasing_after.ErasureLine) -> str:
    place = region.by_code(line.scope)
    where = place.display if place is not None else tr("Kota Depok")
    said = {"tempat": where, "dasar": erasing.reason_words(line.why), "nama": line.by or tr("petugas DKUM")}
    until = show_date((line.due - timedelta(days=1)).isoformat())
    if line.on is None:
        told = tr(
            "{tempat}, {nomor}: masih disimpan sampai {tanggal}, lalu dihapus {dasar}; dicatat {nama}.",
            nomor=line.nomor or line.application, tanggal=until, **said,
        )  # fmt: skip
    else:
        told = tr(
            "{tempat}, catatan {kode}: dihapus {tanggal} oleh {nama}, {dasar}.",
            kode=line.application, tanggal=show_date(line.on.isoformat()), **said,
        )  # fmt: skip
    left = (
        [] if line.on is None or line.done else [tr("Dokumennya disimpan sampai {tanggal}.", tanggal=until)]
    )
    late = [trn("{n} catatan datang terlambat.", "{n} catatan datang terlambat.", line.late)]
    return " ".join([told, *left, *(late if line.late else [])])


def _document(plan: ErasurePlan) -> dict[str, Any]:
    def paper(each: Paper) -> dict[str, Any]:
        until = each.until.isoformat() if each.until is not None else None
        return {"jenis": each.jenis, "nomor": each.nomor, "tanggal": each.tanggal, "until": until}

    return {
        "record": plan.record, "nomor": plan.nomor, "day": plan.day.isoformat(),
        "until": plan.until.isoformat() if plan.until is not None else None,
        "due": plan.due.isoformat() if plan.due is not None else None,
        "records": plan.records, "ops": plan.ops, "scans": plan.scans,
        "papers_going": [paper(each) for each in plan.going],
        "papers_staying": [paper(each) for each in plan.staying],
        "waiting": list(plan.waiting),
        "others": [
            {
                "kind": each.ent, "nomor": each.nomor, "same": each.same,
                "until": each.until.isoformat() if each.until is not None else None,
            }
            for each in plan.others
        ],
    }  # fmt: skip
