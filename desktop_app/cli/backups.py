"""Commands about copies of the office: backup, restore."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop_app.actions import backup as backups
from desktop_app.actions import safekeeping
from desktop_app.actions.safekeeping import BackupState, LastCopy
from desktop_app.cli.console import Console
from desktop_app.domain.moments import wib
from desktop_app.office import Office, system_clock
from resources.i18n import tr, trn


def backup(args: Namespace, console: Console) -> None:
    """A checked copy, today's copy where it is due, or how the copies stand."""
    with console.office() as office:
        if args.folder is not None or args.limit is not None or args.state:
            _set(office, args)
            _tell_state(office, console)
            return
        if args.daily:
            made = safekeeping.daily_backup(office)
            if made is None:
                console.answer({"made": None}, tr("Cadangan hari ini sudah ada."))
                return
            info = made
        else:
            info = backups.make_backup(office, args.out or _usual(office))
    answer = {"file": info.path, "applications": info.applications, "made": info.made.isoformat()}
    console.answer(
        answer,
        [tr("Cadangan selesai dan sudah diuji dapat dipulihkan."), str(info.path)],
    )


def _usual(office: Office) -> Path:
    with office.reading() as connection:
        folder = safekeeping.backup_settings(connection).folder
    return Path(folder) if folder and Path(folder).is_dir() else safekeeping.inner_folder(office)


def _set(office: Office, args: Namespace) -> None:
    with office.reading() as connection:
        wish = safekeeping.backup_settings(connection)
    if args.folder is not None:
        folder = str(Path(args.folder).absolute()) if args.folder else ""
        wish = replace(wish, folder=folder)
    if args.limit is not None:
        wish = replace(wish, limit=args.limit)
    if args.folder is not None or args.limit is not None:
        safekeeping.set_backup(office, wish)


def _tell_state(office: Office, console: Console) -> None:
    with office.reading() as connection:
        state = safekeeping.backup_state(connection, office)
    now = office.clock()
    overdue = state.overdue(now)
    answer = {
        "folder": state.wish.folder, "limit": state.wish.limit, "overdue": overdue, "days": state.days(now),
        "last": _answer(state.last), "outside": _answer(state.outside),
    }  # fmt: skip
    console.answer(answer, [*state_lines(state), *([state.sentence(now)] if overdue else [])])


def _answer(copy: LastCopy | None) -> dict[str, str] | None:
    if copy is None:
        return None
    return {"made": copy.made.isoformat(), "folder": copy.folder, "name": copy.name}


def state_lines(state: BackupState) -> list[str]:
    """Where copies go and when the last ones were made."""
    lines = [
        tr("Folder cadangan harian: {folder}.", folder=state.wish.folder)
        if state.wish.folder
        else tr("Belum ada folder untuk cadangan harian; cadangan disimpan di folder kantor saja."),
        tr("Ruang paling banyak: {n} GB.", n=state.wish.limit),
    ]
    if state.last is None:
        return [*lines, tr("Belum ada cadangan dari kantor ini.")]
    lines.append(tr("Cadangan terakhir: {waktu}, di {folder}.", waktu=_time(state.last.made),
                    folder=state.last.folder))  # fmt: skip
    if state.outside is not None and state.outside != state.last:
        lines.append(tr("Di luar folder kantor: {waktu}, di {folder}.", waktu=_time(state.outside.made),
                        folder=state.outside.folder))  # fmt: skip
    return lines


def _time(moment: datetime) -> str:
    return f"{wib(moment):%d-%m-%Y %H.%M}"


def restore(args: Namespace, console: Console) -> None:
    """Show a backup, or put it into an empty folder."""
    info = backups.look_at_backup(args.file)
    if not args.look:
        name = console.user or info.people[0]
        backups.restore_backup(args.file, console.office_home(), name, console.passphrase())
    days = max(0, (wib(system_clock()).date() - wib(info.made).date()).days)
    answer = {
        "office": info.office, "made": info.made.isoformat(), "days": days, "applications": info.applications,
        "people": list(info.people), "restored": not args.look,
    }  # fmt: skip
    lines = [
        tr("Cadangan {office} dari {made}, {n} pendaftar.", office=info.office, made=_time(info.made),
           n=info.applications),
        tr("Dibuat hari ini.") if days == 0 else trn("{n} hari yang lalu.", "{n} hari yang lalu.", days),
    ]  # fmt: skip
    if not args.look:
        lines.append(tr("Sudah dipulihkan di {home}.", home=console.office_home()))
    console.answer(answer, lines)
