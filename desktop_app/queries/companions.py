"""What happened to a person as a whole: mentors, visits, assignments, trainings, outcomes, what they asked
about their data and the erasure that waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.actions import mentor_facts, training_lists
from desktop_app.actions.authorship import where_written
from desktop_app.domain import data_requests, outcome, training
from desktop_app.domain.authority import judge, void_sentence
from desktop_app.domain.disclosure import DOTS
from desktop_app.domain.erasing import ASKER, REASONS
from desktop_app.domain.merge import Entry, State, apply, order
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import show_date
from desktop_app.queries.applicant import Change, FieldChange, history
from desktop_app.queries.brought import files_of
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context
from resources.i18n import mark, tr

_ENTITIES: Final = ("mentee", "visit", "task", "participant", "outcome", "data_request", "erasure")
_LABELS: Final[dict[str, str]] = {
    "mulai": mark("Mulai"),
    "selesai": mark("Selesai"),
    "tanggal": mark("Tanggal"),
    "tempat": mark("Tempat"),
    "pokok": mark("Pokok"),
    "masalah": mark("Masalah"),
    "saran": mark("Saran"),
    "langkah": mark("Langkah berikutnya"),
    "judul": mark("Tugas"),
    "diberikan": mark("Diberikan"),
    "tenggat": mark("Tenggat"),
    "diserahkan": mark("Diserahkan"),
    "catatan": mark("Catatan"),
    "masuk": mark("Diterima"),
    **{name: field.label for name, field in data_requests.FIELDS.items() if name != "jenis"},
    **{field.name: field.label for field in outcome.ALL},
}
_ASKED: Final = frozenset({"isi", "tindakan"})
"""What a person asked and was told in words: for the list of requests, not for every look at a history."""
_DAYS: Final = frozenset({"mulai", "selesai", "tanggal", "diberikan", "tenggat", "diserahkan"})


def whole_history(connection: Connection, context: Context, one: int) -> list[Change]:
    """Everything about the person of the application with the local number `one`, the latest first.

    The application's own steps stay in the order in which they count; the others stand beside them by
    their claimed time.
    """
    found = history(connection, context, one)
    for change in _accompanied(connection, context, one):
        at = next((n for n, other in enumerate(found) if other.when <= change.when), len(found))
        found.insert(at, change)
    files = files_of(connection, [change.op for change in found])
    return [replace(change, file=files[change.op]) if change.op in files else change for change in found]


def _accompanied(connection: Connection, context: Context, one: int) -> Iterator[Change]:
    """Every word about mentors, visits, assignments, trainings, outcomes, requests and erasures, the earliest
    first."""
    names = mentor_facts.mentor_names(connection)
    names |= {line.record: line.full_name for line in training_lists.waves(connection)}
    person = select(tables.record.c.uuid).where(tables.record.c.id == one).scalar_subquery()
    numbers: list[int] = []
    for ent in _ENTITIES:
        table = tables.PLAIN[ent].c
        numbers += connection.execute(select(table.id).where(table.application == person)).scalars()
    made: list[Change] = []
    for entries in log.entries_of_many(connection, context, numbers).values():
        state = State()
        for entry in order(entries):
            before, first = dict(state.values), state.first is None
            apply(state, entry, decisive=frozenset(), judge=judge)
            void = state.void.get(entry.id, "")
            made.append(_change(context, entry, before, first, names, void_sentence(void) if void else ""))
    yield from sorted(made, key=lambda change: change.when)


def _change(
    context: Context,
    entry: Entry,
    before: Mapping[str, Any],
    first: bool,
    names: Mapping[str, str],
    void: str,
) -> Change:
    op = entry.op
    person = context.people.get(op.user)
    values = {**before, **op.set}
    return Change(
        title=_about_data(op.user, op.ent, values, op.set, first)
        or _title(op.ent, values, op.set, first, names),
        who=person.nama if person is not None else tr("Petugas yang belum dikenal"),
        when=moment_of(op.wall),
        where=where_written(context, entry),
        fields=tuple(_fields(op.set, before)),
        void=void,
        op=entry.id,
    )


def _fields(said: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[FieldChange]:
    """What was said that was not said before, in the order of the table; the days of a training last."""
    for name, label in _LABELS.items():
        if name in said and said[name] != before.get(name):
            yield FieldChange(tr(label), _shown(name, before.get(name)), _shown(name, said[name]))
    for number, name in enumerate(training.DAY_FIELDS, 1):
        if name in said and said[name] != before.get(name):
            old, new = (tr(training.MARKS.get(each or "", "")) if each else "" for each in
                        (before.get(name), said[name]))  # fmt: skip
            yield FieldChange(tr("Hari {n}", n=number), old, new)


def _title(
    ent: str, values: Mapping[str, Any], said: Mapping[str, Any], first: bool, names: Mapping[str, str]
) -> str:
    mentor = names.get(str(values.get("mentor", "")), "-")
    if ent == "mentee":
        if first:
            return tr("Didampingi {nama}", nama=mentor)
        return tr("Pendampingan {nama} berakhir", nama=mentor)
    if ent == "participant":
        return _training_title(str(names.get(str(values.get("wave", "")), "-")), said, first)
    if ent == "outcome":
        return tr("Capaian dicatat") if first else tr("Capaian diperbaiki")
    if said.get("batal"):
        return tr("Kunjungan dibatalkan") if ent == "visit" else tr("Tugas dibatalkan")
    if ent == "visit":
        return tr("Kunjungan {nama}", nama=mentor) if first else tr("Kunjungan diperbaiki")
    if first:
        return tr("Tugas diberikan")
    return tr("Tugas diserahkan") if said.get("diserahkan") else tr("Tugas diperbaiki")


def _about_data(user: str, ent: str, values: Mapping[str, Any], said: Mapping[str, Any], first: bool) -> str:
    """What a step about the person's own data was; "" for any other."""
    if ent == "erasure":
        why, day = tr(REASONS[str(values["dasar"])]), show_date(values["jatuh_tempo"])
        if said.get("selesai"):
            return tr("Penghapusan data selesai, {dasar}", dasar=why)
        if values.get(ASKER) == user:
            return tr("Penghapusan data diusulkan, {dasar}", dasar=why)
        return tr("Penghapusan data dicatat, mulai {tanggal}, {dasar}", tanggal=day, dasar=why)
    if ent != "data_request":
        return ""
    kind = data_requests.kind_label(str(values.get("jenis", "")))
    if said.get("batal"):
        return tr("Permintaan salah catat: {jenis}", jenis=kind)
    if said.get("dicabut"):
        return tr("Dicabut: {jenis}", jenis=kind)
    if first:
        return tr("Permintaan diterima: {jenis}", jenis=kind)
    return tr("Permintaan dijawab: {jenis}", jenis=kind)


def _training_title(wave: str, said: Mapping[str, Any], first: bool) -> str:
    if first:
        return tr("Diundang ke {gelombang}", gelombang=wave)
    if "batal" in said:
        if said["batal"]:
            return tr("Dikeluarkan dari {gelombang}", gelombang=wave)
        return tr("Diundang lagi ke {gelombang}", gelombang=wave)
    return tr("Kehadiran di {gelombang}", gelombang=wave)


def _shown(name: str, value: object) -> str:
    if name in _ASKED:
        return DOTS if value else ""
    if name == "masuk":
        return f"{moment_of(value):%d-%m-%Y %H.%M}" if isinstance(value, int) else ""
    if name in data_requests.FIELDS:
        return data_requests.FIELDS[name].label_of(str(value or ""))
    field = outcome.FIELDS.get(name)
    if field is not None and name != "catatan":
        return DOTS if field.secret and value else outcome.show(name, value)
    return show_date(value) if name in _DAYS and value else str(value or "")
