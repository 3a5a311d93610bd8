"""What each file did, row by row, for the printed report and `wira files`: the numbers of the screen."""

from __future__ import annotations

from contextlib import nullcontext

from sqlalchemy import Connection

from desktop_app.actions.file_report import FileRow, FileStory
from desktop_app.domain.moments import moment_of
from desktop_app.office import Office
from desktop_app.queries.exchange import ExchangeView, FileLine, exchange_view, files
from desktop_app.queries.file_words import file_title, number_list, office_name, sender_name
from resources.i18n import official, tr, trn

_MOST = 1000


def file_story(
    connection: Connection, office: Office, peer: str | None = None, *, spoken: bool = False
) -> FileStory:
    """Every file with `peer` (a kelurahan's code, "" for DKUM), or with everybody; newest first. In
    Indonesian as on every paper, or in the language in force where it is `spoken`."""
    with nullcontext() if spoken else official():
        view = exchange_view(connection, office, limit=1)
        rows: list[FileRow] = []
        for refusal in view.refused if peer is None else ():
            rows.append(
                FileRow(
                    refusal.name, tr("masuk"), _time(refusal.at), None, None, None, None, None,
                    tr("Tidak masuk ({kode}): {sebab}", kode=refusal.code, sebab=refusal.message),
                )
            )  # fmt: skip
        for file in files(connection, office, peer=peer, limit=_MOST):
            rows.append(_row(file))
            rows += [
                FileRow("", "", "", None, None, None, None, None,
                        tr("Tidak berlaku: {siapa}. {sebab}", siapa=step.subject, sebab=step.reason))
                for step in file.void
            ]  # fmt: skip
        return FileStory(office_name(peer) if peer else "", tuple(_preface(view, office, peer)), tuple(rows))


def _preface(view: ExchangeView, office: Office, peer: str | None) -> list[str]:
    lines: list[str] = []
    if office.info.kind != "dkum":
        told, lacks = view.delivery, view.lacking
        lines.append(
            tr(
                "DKUM menerima {terima} perubahan komputer ini menurut tanda terimanya. Belum ada di DKUM: "
                "{orang} pendaftar, {baru} di antaranya baru, {dokumen} dokumen, {lain} catatan lain.",
                terima=told.received, orang=lacks.people, baru=lacks.fresh, dokumen=lacks.papers,
                lain=lacks.others,
            )
        )  # fmt: skip
    for each in view.numbers:
        if each.missing and peer in (None, each.peer):
            lines.append(
                tr("{kantor}: {nomor} belum masuk", kantor=sender_name(each), nomor=number_list(each.missing))
                + "."
            )
    for each in view.disagreements:
        if peer in (None, each.peer):
            lines.append(
                tr("Data berbeda dengan data {kantor} menurut berkas {no}.", kantor=office_name(each.peer),
                   no=f"{each.no:04d}")
            )  # fmt: skip
    return lines


def _row(file: FileLine) -> FileRow:
    way = tr("keluar") if file.direction == "out" else tr("masuk")
    told = file.new is not None
    return FileRow(
        file_title(file), way, _time(file.made), file.changes, file.new, file.known,
        file.conflicts if told else None, len(file.void) if told else None, _state(file),
    )  # fmt: skip


def _state(file: FileLine) -> str:
    if file.agrees is False:
        return tr("Masuk; data kedua pihak berbeda")
    if file.direction == "in":
        if file.parts_here < file.parts:
            return tr("Bagian {ada} dari {semua}", ada=file.parts_here, semua=file.parts)
        return tr("Sudah dicatat") if file.kind == "request" else tr("Masuk")
    if file.receipt is None:
        return tr("Menunggu tanda terima")
    return tr("Diterima {waktu}", waktu=_time(file.receipt))


def _time(at: int) -> str:
    return f"{moment_of(at):%d-%m-%Y %H.%M}"


def story_lines(story: FileStory) -> list[str]:
    """For the command line: a file a line."""
    return [
        *story.preface,
        *(
            "  ".join(each for each in (row.file, row.time, _counted(row), row.state) if each)
            for row in story.rows
        ),
    ]


def _counted(row: FileRow) -> str:
    return "" if row.changes is None else trn("{n} perubahan", "{n} perubahan", row.changes)
