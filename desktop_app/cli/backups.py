"""Commands about copies of the office: backup, restore, move."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from desktop_app.actions import backup as backups
from desktop_app.actions import backup_places, lost_blobs, moving, replacing, rescue, safekeeping
from desktop_app.actions.backup import BackupInfo
from desktop_app.actions.replacing import Newer, Unseen
from desktop_app.actions.safekeeping import BackupState, LastCopy
from desktop_app.cli.advice import typed
from desktop_app.cli.console import Console
from desktop_app.domain.moments import wib
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import returned
from desktop_app.office import Office, system_clock
from resources.i18n import tr, trn


def backup(args: Namespace, console: Console) -> None:
    """A checked copy, today's copy where it is due, or how the copies stand."""
    with console.office() as office:
        if args.folder is not None or args.limit is not None or args.forget or args.state:
            _set(office, args)
            if args.forget:
                backup_places.forget_place(office, args.forget)
            _tell_state(office, console)
            return
        if args.daily:
            made = safekeeping.daily_backup(office)
            if made is None:
                console.answer({"made": None}, _no_copy(office))
                return
            info = made
        else:
            if args.out is not None:
                _require_there(args.out)
            info = backups.make_backup(office, args.out or _usual(office))
    answer = {"file": info.path, "applications": info.applications, "made": info.made.isoformat()}
    console.answer(
        answer,
        [tr("Cadangan selesai dan sudah diuji dapat dipulihkan."), str(info.path)],
    )


def _no_copy(office: Office) -> str:
    if office.info.sample:
        return tr("Kantor contoh tidak dicadangkan tiap hari. Untuk mencoba: `wira backup`.")
    return tr("Cadangan hari ini sudah ada.")


def _usual(office: Office) -> Path:
    with office.reading() as connection:
        folder = safekeeping.backup_settings(connection).folder
    return Path(folder) if folder and Path(folder).is_dir() else safekeeping.inner_folder(office)


def _set(office: Office, args: Namespace) -> None:
    with office.reading() as connection:
        wish = safekeeping.backup_settings(connection)
    if args.folder is not None:
        folder = str(Path(args.folder).absolute()) if args.folder else ""
        if folder:
            _require_there(Path(folder))
        wish = replace(wish, folder=folder)
    if args.limit is not None:
        wish = replace(wish, limit=args.limit)
    if args.folder is not None or args.limit is not None:
        safekeeping.set_backup(office, wish)


def _tell_state(office: Office, console: Console) -> None:
    with office.reading() as connection:
        state = safekeeping.backup_state(connection, office)
    state, now = safekeeping.looked(state), office.clock()
    overdue, others = state.overdue(now), backup_places.other_places(office)
    answer = {
        "folder": state.wish.folder, "limit": state.wish.limit, "overdue": overdue, "days": state.days(now),
        "last": _answer(state.last), "outside": _answer(state.outside),
        "others": [
            {"folder": each.folder, "copies": each.copies, "newest": each.newest and each.newest.isoformat()}
            for each in others
        ],
    }  # fmt: skip
    told = [*state_lines(state), *([state.sentence(now)] if overdue or state.lost else [])]
    if others:
        told += [tr("Cadangan di folder lain:"), *(f"  {each.told()}" for each in others)]
        told.append(typed(backup_places.step()))
    console.answer(answer, told)


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


def _days(info: BackupInfo) -> int:
    return max(0, (wib(system_clock()).date() - wib(info.made).date()).days)


def _facts(info: BackupInfo) -> list[str]:
    """Whose a backup is, from when, and how much is in it."""
    days = _days(info)
    lines = [
        tr("Cadangan {office} dari {made}, {n} pendaftar.", office=info.office, made=_time(info.made),
           n=info.applications),
        tr("Dibuat hari ini.") if days == 0 else trn("{n} hari yang lalu.", "{n} hari yang lalu.", days),
    ]  # fmt: skip
    if info.moving:
        lines.append(tr("Berkas pindahan: kantor ini sudah berhenti di komputer lamanya."))
    return lines


def _beyond(beyond: Newer | Unseen, name: str) -> list[str]:
    """What the office that is there has beyond the backup, as far as `name` is told."""
    if beyond is Unseen.STRANGER:
        return [
            tr(
                "Kantor yang sekarang tidak mengenal {name}, jadi yang lebih baru di dalamnya tidak "
                "ditunjukkan. Bila perlu, minta admin kantor yang sekarang memeriksanya dahulu.",
                name=name,
            )
        ]
    if not isinstance(beyond, Newer):
        return [tr("Isi kantor yang sekarang tidak dapat dibaca, jadi tidak diketahui mana yang lebih baru.")]
    here = trn("Di folder ini sekarang {n} pendaftar.", "Di folder ini sekarang {n} pendaftar.",
               beyond.present)  # fmt: skip
    return [here, *map(typed, beyond.told())]


def _ask(console: Console, facts: list[str], *, sure: bool) -> None:
    """Say what is put back over what, before anything is changed, and ask unless they are `sure`. Raises
    Refused for any answer but yes, and where nobody can be asked."""
    for sentence in facts:
        console.say(sentence)
    if not sure and not console.agrees(tr("Gantikan isi kantor dengan cadangan ini?")):
        raise Refused(
            tr("Cadangan tidak dipulihkan; tidak ada yang diubah."),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes. Untuk melihat isinya saja, tambahkan "
                         "--look."),
            code="not_agreed",
        )  # fmt: skip


def _require_there(folder: Path) -> None:
    """Raise Unavailable where `folder` is not there: a stick that is not plugged in would become a folder of
    this computer's disk."""
    if folder.is_dir():
        return
    raise Unavailable(
        tr("Folder {folder} tidak ada.", folder=folder),
        next_step=tr("Colokkan flash disknya, atau buat foldernya dahulu."),
        code="folder_lost",
    )


def _put_back_blobs(args: Namespace, console: Console) -> int:
    """Only what is lost of attachments and papers, into the office there. Exit 1 while some is left."""
    with console.office() as office:
        done = lost_blobs.put_back_blobs(office, args.file, console.progress)
    answer = {
        "files": done.files, "back": list(done.back), "lacking": done.lacking, "left": list(done.left),
        "hindered": done.hindered.code if done.hindered is not None else "", "damaged": done.damaged,
    }  # fmt: skip
    console.answer(answer, done.told(typed))
    return 1 if done.lacking else 0


def restore(args: Namespace, console: Console) -> int:
    """Show a backup, or put it into an empty folder or in the place of the office there."""
    if args.blobs and not args.look:
        return _put_back_blobs(args, console)
    info, done, keys = backups.look_at_backup(args.file), None, None
    home, name = console.office_home(), console.user or info.people[0]
    facts, beyond = _facts(info), None
    words = console.passphrase() if args.over or not args.look else ""
    if args.over:
        beyond = replacing.weigh(args.file, home, name, words)
        facts += _beyond(beyond, name)
        if not args.look:
            _ask(console, facts, sure=args.yes)
            facts = []
    if not args.look:
        if args.keys:
            keys = rescue.put_back_keys(args.file, home, name, words)
        elif args.over:
            done = backups.restore_over(args.file, home, name, words, system_clock())
        else:
            backups.restore_backup(args.file, home, name, words)
    answer = {
        "office": info.office, "made": info.made.isoformat(), "days": _days(info),
        "applications": info.applications, "people": list(info.people), "moving": info.moving,
        "restored": not args.look and not args.keys, "keys": args.keys and not args.look,
        "keyless": list(keys.keyless) if keys else [], "moved": keys.moved if keys else "",
        "aside": done.aside if done else None, "returned": asdict(done.returned) if done else None,
        "beyond": asdict(beyond) if isinstance(beyond, Newer) else None,
        "unseen": beyond.value if isinstance(beyond, Unseen) else "",
    }  # fmt: skip
    lines = facts
    if not args.look:
        lines.append(
            tr("Kartu dan kunci kantor sudah dipasang kembali di {home}; datanya tidak diganti.", home=home)
            if args.keys
            else tr("Sudah dipulihkan di {home}.", home=home)
        )
        lines += map(typed, keys.told() if keys else [])
        lines.append(
            tr("Kantor ini sudah disiapkan pindah ke komputer lain, jadi tetap tidak dibuka di sini.")
            if keys is not None and keys.moved
            else tr(
                "Entri langsung berjalan; segel dan berkas data menunggu izin DKUM: "
                "`wira enrol --request FOLDER`."
            )
        )
        lines += map(typed, returned.still(home) if done is None else [])
    if done is not None:
        lines.append(tr("Yang sebelumnya ada disisihkan utuh di {folder}.", folder=done.aside))
        lines += map(typed, done.returned.told())
    console.answer(answer, lines)
    return 0


def _ask_move(console: Console) -> None:
    """Raise Refused for any answer but yes, and where nobody can be asked."""
    console.say(
        tr(
            "Sesudah berkas pindahan dibuat, kantor ini tidak dapat dibuka lagi di komputer ini. Untuk "
            "kembali diperlukan izin DKUM yang baru."
        )
    )
    if not console.agrees(tr("Pindahkan kantor ini?")):
        raise Refused(
            tr("Kantor ini tidak dipindahkan."),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
            code="not_agreed",
        )


def move(args: Namespace, console: Console) -> None:
    """Hand the office over to another computer, or stay after all."""
    if args.cancel:
        with console.office(moving.stay):
            pass
        lines = [
            tr("Kantor ini dilanjutkan di komputer ini."),
            tr("Segel dan berkas data menunggu izin DKUM yang baru: `wira enrol --request FOLDER`."),
            tr("Hapus berkas pindahannya; yang terlanjur dipulihkan di komputer lain jangan dipakai."),
        ]
        console.answer({"moved": False}, lines)
        return
    with console.office() as office:
        moving.require_movable(office, args.out)
        _require_there(args.out)
        if not args.yes:
            _ask_move(console)
        info = moving.prepare_move(office, args.out)
    console.answer(
        {"file": info.path, "applications": info.applications, "moved": True},
        [tr("Kantor ini berhenti di komputer ini."), str(info.path), *moving.steps()],
    )
