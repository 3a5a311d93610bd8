"""Commands about differences: what differs, who said which value, choosing one, later, opening again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any, Final

from desktop_app.actions import access, resolving
from desktop_app.actions.resolving import Choice, ResolveDifferences
from desktop_app.cli.console import Console
from desktop_app.domain import region
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import conflicts
from desktop_app.queries.conflicts import Decided, Difference, Told, Value
from resources.i18n import tr

_CODE: Final = 12
"""Digits of a record's code in a list: enough to tell records apart."""


def conflict_list(args: Namespace, console: Console) -> None:
    """Open differences, or with ``--decided`` those that somebody decided; private values hidden."""
    with console.office() as office, office.reading() as connection:
        if args.decided:
            _tell_decided(console, conflicts.decided(connection, office, limit=args.limit))
            return
        found = conflicts.open_differences(connection, office, limit=args.limit)
        counted = conflicts.counts(connection)
    lines: list[str] = []
    for each in found:
        words = [tr("menahan verifikasi")] if each.holds else []
        words += [_waits(each.waits)] if each.waits is not None else []
        words += [_opened(each.opened)] if each.opened is not None else []
        both = " / ".join(conflicts.hidden(each.ent, each.field, one.words) or "-" for one in each.values)
        note = f" [{'; '.join(words)}]" if words else ""
        lines.append(f"{_name(each)}  {each.title}  {each.label}: {both}{note}")
    document = {
        "total": counted.differences, "records": counted.records, "holding": counted.holding,
        "differences": [_open_document(each, full=False) for each in found],
    }  # fmt: skip
    console.answer(document, [*lines, tr("{n} dari {total}", n=len(found), total=counted.differences)])


def conflict_show(args: Namespace, console: Console) -> None:
    """Every difference of one record with its values in full: they are there to be compared. It is noted."""
    with console.office() as office:
        found = _of_record(office, args.record)
        access.opened(office, found[0].record)
    lines = [f"{found[0].kind}: {found[0].title} {found[0].number}".strip()]
    for each in found:
        lines.append(f"{each.label} ({each.field})")
        lines += [f"  {at}. {value.words or '-'}  {_by(value)}" for at, value in enumerate(each.values, 1)]
        if each.holds:
            lines.append("  " + tr("Menahan verifikasi dan keputusan sampai dipilih."))
        if each.author:
            lines.append("  " + tr("Siapa yang memilihnya tidak dapat memverifikasi pendaftar ini."))
        if each.waits is not None:
            lines.append("  " + _waits(each.waits))
        if each.opened is not None:
            lines.append("  " + _opened(each.opened))
        if each.barred:
            lines.append("  " + each.barred)
    console.answer({"differences": [_open_document(each, full=True) for each in found]}, lines)


def conflict_resolve(args: Namespace, console: Console) -> None:
    """Decide fields of one record in one Save."""
    with console.office() as office:
        found = {each.field: each for each in _of_record(office, args.record)}
        choices: list[Choice] = []
        for said in args.choose:
            name, _, number = said.partition("=")
            one = _field(found, name)
            at = int(number) if number.strip().isdigit() else 0
            if not 1 <= at <= len(one.values):
                raise Refused(
                    tr("{isian} tidak mempunyai nilai ke-{n}.", isian=one.label, n=number.strip() or "?"),
                    next_step=tr("Lihat nilainya dengan `wira conflict show {nomor}`.", nomor=args.record),
                    code="no_value",
                )
            choices.append(Choice(one.field, one.heads, head=one.values[at - 1].head))
        for said in args.type:
            name, _, typed = said.partition("=")
            one = _field(found, name)
            choices.append(Choice(one.field, one.heads, typed=typed))
        for name in args.unite:
            one = _field(found, name)
            choices.append(Choice(one.field, one.heads, unite=True))
        record = next(iter(found.values()))
        done = resolving.resolve(office, ResolveDifferences(record.record, tuple(choices)))
        with office.reading() as connection:
            rest = conflicts.counts(connection)
    labels = ", ".join(found[name].label for name in done.fields)
    lines = [tr("{catatan}: {isian} diputuskan.", catatan=_name(record), isian=labels)]
    if done.fallen:
        lines.append(tr("Verifikasi sebelumnya gugur, jadi pendaftar ini diperiksa sekali lagi."))
    lines += [finding.sentence for finding in done.findings]
    lines.append(tr("Masih berbeda: {n}.", n=rest.differences))
    console.answer(
        {
            "record": record.record, "fields": list(done.fields), "fallen": done.fallen,
            "findings": [finding.sentence for finding in done.findings], "open": rest.differences,
        },
        lines,
    )  # fmt: skip


def conflict_later(args: Namespace, console: Console) -> None:
    """Say that a difference waits, and what for; or that it waits no more."""
    with console.office() as office:
        found = {each.field: each for each in _of_record(office, args.record)}
        wanted = [_field(found, name) for name in args.field] or list(found.values())
        record, names = wanted[0], [each.field for each in wanted]
        if args.clear:
            resolving.take_up(office, record.record, names)
        else:
            resolving.postpone(office, record.record, names, args.reason)
    labels = ", ".join(each.label for each in wanted)
    told = (
        tr("{catatan}: {isian} tidak ditunda lagi.", catatan=_name(record), isian=labels)
        if args.clear
        else tr("{catatan}: keputusan tentang {isian} ditunda.", catatan=_name(record), isian=labels)
    )
    console.answer({"record": record.record, "fields": names, "later": not args.clear}, told)


def conflict_reopen(args: Namespace, console: Console) -> None:
    """Open a decided difference again: both values stand beside each other once more."""
    with console.office() as office:
        with office.reading() as connection:
            done = conflicts.decided(connection, office, limit=10_000)
        of_record = [each for each in done if each.stands and _is(each, args.record)]
        found = [each for each in of_record if not args.field or each.field in args.field]
        if not found:
            raise Refused(
                tr("Tidak ada keputusan tentang data berbeda yang dapat dibuka lagi untuk {nomor}.",
                   nomor=args.record),
                next_step=tr("Lihat daftarnya dengan `wira conflict list --decided`."),
                code="not_decided",
            )  # fmt: skip
        if len(found) > 1 and not args.field:
            raise Refused(
                tr("Lebih dari satu isian catatan ini pernah diputuskan."),
                next_step=tr(
                    "Sebutkan dengan --field: {isian}.", isian=", ".join(each.field for each in found)
                ),
                code="ambiguous",
            )
        for each in found:
            resolving.reopen(office, each.record, each.field, args.reason)
    labels = ", ".join(each.label for each in found)
    console.answer(
        {"record": found[0].record, "fields": [each.field for each in found]},
        tr("{catatan}: {isian} dibuka lagi.", catatan=_name(found[0]), isian=labels),
    )


# ---- within ------------------------------------------------------------------------------------------


def _of_record(office: Office, typed: str) -> list[Difference]:
    """The open differences of the record that is meant. Raises Refused when there are none."""
    with office.reading() as connection:
        every = conflicts.open_differences(connection, office, limit=10_000)
    found = [each for each in every if _is(each, typed)]
    records = {each.record for each in found}
    if len(records) > 1:
        raise Refused(
            tr("Kode {id} cocok dengan lebih dari satu catatan.", id=typed),
            next_step=tr("Tulis kodenya lebih panjang."),
            code="ambiguous",
        )
    if not found:
        raise Refused(
            tr("Tidak ada isian yang berbeda untuk {nomor}.", nomor=typed),
            next_step=tr("Lihat daftarnya dengan `wira conflict list`."),
            record=typed,
            code="no_difference",
        )
    return found


def _is(each: Difference | Decided, typed: str) -> bool:
    parsed = region.parse_registration_number(typed)
    wanted = str(parsed) if parsed else typed.strip()
    return each.number == wanted or (len(wanted) >= 4 and each.record.startswith(wanted.lower()))


def _field(found: dict[str, Difference], name: str) -> Difference:
    one = found.get(name.strip())
    if one is None:
        raise Refused(
            tr("Isian {name} tidak berbeda pada catatan itu.", name=name.strip()),
            next_step=tr("Yang berbeda: {isian}.", isian=", ".join(found)),
            code="no_difference",
        )
    return one


def _name(each: Difference | Decided) -> str:
    return each.number or each.record[:_CODE]


def _by(value: Value) -> str:
    return tr("{petugas}, {tempat}, {waktu}", petugas=value.who, tempat=value.where,
              waktu=f"{value.when:%d-%m-%Y %H.%M}")  # fmt: skip


def _waits(told: Told) -> str:
    return tr("ditunda oleh {petugas}, {waktu}: {alasan}", petugas=told.who,
              waktu=f"{told.when:%d-%m-%Y %H.%M}", alasan=told.why)  # fmt: skip


def _opened(told: Told) -> str:
    return tr("dibuka lagi oleh {petugas}, {waktu}: {alasan}", petugas=told.who,
              waktu=f"{told.when:%d-%m-%Y %H.%M}", alasan=told.why)  # fmt: skip


def _tell_decided(console: Console, found: Sequence[Decided]) -> None:
    lines: list[str] = []
    for each in found:
        taken = conflicts.hidden(each.ent, each.field, each.taken) or "-"
        others = " / ".join(conflicts.hidden(each.ent, each.field, one.words) or "-" for one in each.others)
        what = tr("{isian}: {nilai}, bukan {lain}", isian=each.label, nilai=taken, lain=others or "-")
        who = tr("{petugas}, {tempat}, {waktu}", petugas=each.who, tempat=each.where,
                 waktu=f"{each.when:%d-%m-%Y %H.%M}")  # fmt: skip
        note = f" [{each.void}]" if each.void else ""
        lines.append(f"{_name(each)}  {each.title}  {what}  {who}{note}")
    console.answer(
        {"decided": [_decided_document(each) for each in found]},
        [*lines, tr("{n} keputusan tentang data berbeda", n=len(found))],
    )


def _open_document(each: Difference, *, full: bool) -> dict[str, Any]:
    return {
        "record": each.record, "ent": each.ent, "nomor_pendaftaran": each.number, "title": each.title,
        "field": each.field, "label": each.label, "holds": each.holds, "barred": each.barred,
        "values": [_value_document(each, value, full=full) for value in each.values],
        "later": _told_document(each.waits), "reopened": _told_document(each.opened),
    }  # fmt: skip


def _decided_document(each: Decided) -> dict[str, Any]:
    return {
        "record": each.record, "ent": each.ent, "nomor_pendaftaran": each.number, "title": each.title,
        "field": each.field, "label": each.label,
        "taken": conflicts.hidden(each.ent, each.field, each.taken), "who": each.who,
        "when": each.when.isoformat(), "where": each.where, "stands": each.stands, "void": each.void,
        "others": [conflicts.hidden(each.ent, each.field, value.words) for value in each.others],
    }  # fmt: skip


def _value_document(each: Difference, value: Value, *, full: bool) -> dict[str, Any]:
    words = value.words if full else conflicts.hidden(each.ent, each.field, value.words)
    return {"value": words, "who": value.who, "when": value.when.isoformat(), "where": value.where,
            "head": value.head}  # fmt: skip


def _told_document(told: Told | None) -> dict[str, str] | None:
    return None if told is None else {"who": told.who, "when": told.when.isoformat(), "why": told.why}
