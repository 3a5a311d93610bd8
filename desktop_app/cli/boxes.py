"""`wira boxes` shows and sets the watched folders, `wira watch` does what the window does with them."""

from __future__ import annotations

import time
from argparse import Namespace
from dataclasses import asdict, replace
from typing import Any

from desktop_app.actions.boxes import Boxes, BoxState, Pass, pass_once
from desktop_app.actions.exchange_settings import exchange_settings, set_exchange
from desktop_app.actions.export import damaged_words
from desktop_app.actions.taking import summary
from desktop_app.cli.advice import typed
from desktop_app.cli.boxes_parser import folder
from desktop_app.cli.console import Console
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Refused, WiraError
from desktop_app.office import Office, require_info
from resources.i18n import tr, trn

_LEAST_EVERY = 5


def boxes(args: Namespace, console: Console) -> None:
    """Show how files are exchanged by folders, after setting what is asked for."""
    with console.office() as office:
        with office.reading() as connection:
            before = exchange_settings(connection)
        wish = replace(
            before,
            inbox=before.inbox if args.inbox is None else folder(args.inbox),
            outbox=before.outbox if args.outbox is None else folder(args.outbox),
            take=before.take if args.take is None else args.take == "on",
            send=before.send if args.send is None else args.send == "on",
            part=before.part if args.part_size is None else args.part_size,
        )
        if wish != before:
            set_exchange(office, wish)
        state = Boxes(office).state(wish)
    console.answer({**asdict(wish), "took": state.took, "made": state.made}, _state_lines(state))


def watch(args: Namespace, console: Console) -> None:
    """One pass, or one after another until it is stopped. Between two passes the folder of the office is
    free, so the window can be opened meanwhile; then the window does the watching."""
    if args.once:
        with console.office() as office:
            found = pass_once(_boxes(office))
        _tell(console, found)
        if found.state.problems:
            raise found.state.problems[0]
        return
    require_info(console.office_home())
    passphrase = console.passphrase()
    console.kept_passphrase = passphrase
    memory: Boxes | None = None
    told: set[str] = set()
    try:
        while True:
            try:
                with console.office() as office:
                    memory = _boxes(office, memory)
                    found = pass_once(memory, at_once=False)
                told = _tell_new(console, found, told)
            except WiraError as error:
                if error.code != "home_locked":
                    raise
                told = _say_once(console, [error], told)
            time.sleep(max(args.every, _LEAST_EVERY))
    except KeyboardInterrupt:
        console.say(tr("Berhenti melihat Kotak masuk dan Kotak keluar."))


def _boxes(office: Office, memory: Boxes | None = None) -> Boxes:
    with office.reading() as connection:
        wish = exchange_settings(connection)
    if not (wish.take or wish.send):
        raise Refused(
            tr("Kotak masuk dan Kotak keluar belum dinyalakan."),
            next_step=tr("Nyalakan di Pengaturan, atau dengan `wira boxes --in DIR --take on`."),
            code="boxes_off",
        )
    return Boxes(office) if memory is None else memory.again(office)


def _tell(console: Console, found: Pass) -> None:
    answer: dict[str, Any] = {
        "opened": [each.path.name for each in found.taken.outcomes if each.error is None],
        "refused": [
            {"name": each.path.name, "code": each.error.code}
            for each in found.taken.refused
            if each.error is not None
        ],
        "made": [
            {"to": to, "no": made.no, "changes": made.ops, "files": [path.name for path in made.paths]}
            for to, made in found.made
        ],
        "delivered": found.delivered,
        "copying": found.state.copying,
        "waiting_for_person": list(found.state.doors),
        "problems": [{"code": each.code, "message": each.message} for each in found.state.problems],
    }
    console.answer(answer, _pass_lines(found) or [tr("Tidak ada yang baru di Kotak masuk dan Kotak keluar.")])


def _tell_new(console: Console, found: Pass, told: set[str]) -> set[str]:
    """A pass that did nothing says nothing; a problem is said once while it lasts."""
    if found.taken.outcomes or found.made or found.delivered:
        _tell(console, found)
    return _say_once(console, list(found.state.problems), told)


def _say_once(console: Console, problems: list[WiraError], told: set[str]) -> set[str]:
    for error in problems:
        if error.code + error.record not in told:
            console.say_error(error)
    return {error.code + error.record for error in problems}


def _pass_lines(found: Pass) -> list[str]:
    lines = summary(found.taken) if found.taken.outcomes else []
    lines += [f"{each.path.name}: {each.error}" for each in found.taken.refused]
    for to, made in found.made:
        place = region.by_code(to)
        name = place.display if place is not None else "DKUM"
        lines.append(
            tr("Berkas {no:04d} untuk {kantor} dibuat, {n} perubahan.", no=made.no, kantor=name, n=made.ops)
        )
        lines += map(typed, damaged_words(made.damaged))
    if found.delivered:
        lines.append(
            trn("{n} berkas di Kotak keluar.", "{n} berkas di Kotak keluar.", found.delivered)
        )  # fmt: skip
    n = found.state.copying
    if n:
        lines.append(trn("{n} berkas masih disalin ke kotak.", "{n} berkas masih disalin ke kotak.", n))
    lines += [_door(name) for name in found.state.doors]
    return lines


def _door(name: str) -> str:
    return tr("{nama} adalah berkas pendaftaran kantor; seorang petugas membukanya.", nama=name)


def _state_lines(state: BoxState) -> list[str]:
    wish = state.wish
    lines = [
        tr("Kotak masuk: {folder}", folder=wish.inbox or tr("belum ada")),
        tr("Membuka berkas sendiri: {ya}", ya=tr("ya") if wish.take else tr("tidak")),
        tr("Kotak keluar: {folder}", folder=wish.outbox or tr("belum ada")),
        tr("Membuat berkas sendiri: {ya}", ya=tr("ya") if wish.send else tr("tidak")),
        tr("Ukuran bagian berkas: {n} MiB", n=wish.part),
    ]
    if state.took:
        lines.append(tr("Terakhir dibuka: {nama}, {waktu}", nama=state.took, waktu=_at(state.took_at)))
    if state.made:
        lines.append(tr("Terakhir dibuat: {nama}, {waktu}", nama=state.made, waktu=_at(state.made_at)))
    return lines


def _at(moment: int) -> str:
    return f"{moment_of(moment):%d-%m-%Y %H.%M}"
