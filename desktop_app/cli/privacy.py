"""Commands about people's own data: what they asked, answered within three days."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from desktop_app.actions import data_requests as actions
from desktop_app.actions.breach import BreachWish, save_breach
from desktop_app.actions.data_requests import RecordRequest
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.person_copy import save_person_copy
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.domain import data_requests
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import as_date, parse_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import consents
from desktop_app.queries import data_requests as queries
from desktop_app.queries.data_requests import DataRequest
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn


def privacy_request(args: Namespace, console: Console) -> None:
    """Record what somebody asked about their own data."""
    with console.office() as office:
        wish = RecordRequest(
            find(office, args.number), args.kind, args.way, args.text, args.proof, args.date, args.time
        )
        _require_sure(args, console, office)
        made = actions.record_request(office, wish)
        with office.reading() as connection:
            one = queries.one(connection, made.record)
    assert one is not None
    until = data_requests.due(one.masuk)
    told = tr("{jenis} untuk {nomor} dicatat, dijawab paling lambat {kapan}.",
              jenis=data_requests.kind_label(one.jenis), nomor=one.nomor,
              kapan=f"{until:%d-%m-%Y %H.%M}")  # fmt: skip
    answer = {"request": made.record, "due": until.isoformat(), "told": list(made.told)}
    console.answer(answer, [told, *made.told])


def _require_sure(args: Namespace, console: Console, office: Office) -> None:
    """Raise Refused unless the person means what follows at once. Who may not record is not asked."""
    told = actions.follows(office, args.kind)
    if args.yes or not told or not actions.may_record(office):
        return
    console.say(told)
    if not console.agrees(tr("Catat penarikan persetujuan {nomor}?", nomor=args.number)):
        raise Refused(
            tr("Belum ada yang dicatat."),
            next_step=tr("Ulangi dan jawab ya, atau pakai --yes."),
            record=args.number,
            code="not_agreed",
        )


def privacy_list(args: Namespace, console: Console) -> None:
    """Everything that was asked, what waits first, with its clock."""
    with console.office() as office:
        now = office.clock()
        with office.reading() as connection:
            found = queries.requests(connection, only_open=args.open)
            count = queries.waiting(connection, now)
    lines = [_line(each, now) for each in found]
    told = [
        {**{name: value for name, value in asdict(each).items() if name not in ("id", "applicant")},
         "open": each.open, "holding": each.holding, "overdue": each.overdue(now),
         "due": data_requests.due(each.masuk).isoformat()}
        for each in found
    ]  # fmt: skip
    answer = {"open": count.open, "overdue": count.overdue, "holding": count.holding, "requests": told}
    if count.holding:
        lines.append(trn("{n} pembatasan masih berlaku.", "{n} pembatasan masih berlaku.", count.holding))
    console.answer(answer, lines or [tr("Belum ada permintaan data pribadi.")])


def _line(one: DataRequest, now: datetime) -> str:
    jenis, keadaan = data_requests.kind_label(one.jenis), _standing(one, now)
    if one.nomor or one.nama:
        return tr("{jenis}, {nomor} {nama}: {keadaan}.", jenis=jenis, nomor=one.nomor, nama=one.nama,
                  keadaan=keadaan)  # fmt: skip
    if one.erased:
        return tr("{jenis}, orang yang datanya sudah dihapus (catatan {kode}): {keadaan}.", jenis=jenis,
                  kode=one.application, keadaan=keadaan)  # fmt: skip
    return tr("{jenis}, pendaftar yang tidak ada di sini (catatan {kode}): {keadaan}.", jenis=jenis,
              kode=one.application, keadaan=keadaan)  # fmt: skip


def privacy_consent(_args: Namespace, console: Console) -> None:
    """Who agreed to which notice, by programme, year and version."""
    with console.office() as office, office.reading() as connection:
        found = consents.agreed(connection, rules_in_force(connection))
    lines = [
        tr("{program} {tahun}, {versi}: {orang}", program=each.program, tahun=each.tahun,
           versi=each.version_words, orang=trn("{n} orang", "{n} orang", each.people))
        for each in found
    ]  # fmt: skip
    told = [{**asdict(each), "current": each.current} for each in found]
    console.answer({"consents": told}, lines or [tr("Belum ada pendaftar.")])


def privacy_retention(_args: Namespace, console: Console) -> None:
    """Until when the rule book has each programme's papers kept."""
    with console.office() as office, office.reading() as connection:
        today = office.today()
        found = consents.retention(connection, rules_in_force(connection))
    lines = [f"{each.program} {each.tahun}: {each.words(today)}" for each in found]
    told = [{**asdict(each), "until": each.until.isoformat(), "near": each.near(today)} for each in found]
    console.answer({"retention": told}, lines or [tr("Belum ada putusan yang harus disimpan.")])


def privacy_answer(args: Namespace, console: Console) -> None:
    """Answer a request; an answer that was given is changed only where the request is named."""

    def step(office: Office, one: DataRequest) -> Changes:
        if not one.open and not args.id:
            raise Refused(
                tr("{jenis} untuk pendaftar ini sudah dijawab.", jenis=data_requests.kind_label(one.jenis)),
                next_step=tr(
                    "Bila orangnya meminta lagi, catat permintaan baru: `wira privacy request`. "
                    "Untuk mengubah jawaban ini, sebut --id {kode}.",
                    kode=one.record[-8:],
                ),
                record=args.number,
                code="answered",
            )
        return actions.answer_request(office, one.record, args.result, args.done)

    _about(args, console, step, first=lambda one: one.open)


def privacy_lift(args: Namespace, console: Console) -> None:
    """End a restriction, or record a new consent."""
    _about(
        args, console, lambda office, one: actions.lift(office, one.record, args.reason),
        first=lambda one: one.holding,
    )  # fmt: skip


def privacy_mistake(args: Namespace, console: Console) -> None:
    """Mark a request as recorded by mistake."""
    _about(
        args, console, lambda office, one: actions.take_back(office, one.record, args.reason),
        first=lambda one: one.open or one.holding, told=actions.stays(args.kind),
    )  # fmt: skip


def privacy_copy(args: Namespace, console: Console) -> None:
    """All that is held about one person, for that person."""
    with console.office() as office:
        made = save_person_copy(office, find(office, args.number), args.out)
    lines = [tr("Salinan data {nomor} disimpan di {folder}:", nomor=args.number, folder=made.folder)]
    lines += [f"  {name}" for name in made.files]
    lines += made.told
    answer = {"folder": made.folder, "files": list(made.files), "pages": made.pages, "missing": made.missing,
              "strangers": [asdict(each) for each in made.strangers], "told": list(made.told)}  # fmt: skip
    console.answer(answer, lines)


def privacy_breach(args: Namespace, console: Console) -> None:
    """The draft of a breach report."""
    text, problem = parse_date(args.since)
    if problem is not None:
        raise Refused(f"{problem.title}.", next_step=problem.reason, code=problem.code)
    wish = BreachWish(as_date(text), args.date, args.time, args.what, args.how, args.done)
    with console.office() as office:
        path = save_breach(office, wish, args.out)
    console.answer({"file": path}, [tr("Rancangan laporan kebocoran data:"), str(path)])


def _about(
    args: Namespace, console: Console, step: Callable[[Office, DataRequest], Changes], *,
    first: Callable[[DataRequest], bool], told: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Take one step about a request of that kind of that applicant: the only one that is as `first` says,
    else the only one there is, or the one named by its id."""
    with console.office() as office:
        record = find(office, args.number)
        with office.reading() as connection:
            known = queries.requests(connection)
        mine = [each for each in known if (each.application, each.jenis) == (record, args.kind)]
        counting = [each for each in mine if not each.batal]
        if not counting:
            raise Refused(
                tr("{jenis} untuk pendaftar ini belum pernah dicatat.",
                   jenis=data_requests.kind_label(args.kind)),
                next_step=tr("Catat dahulu dengan `wira privacy request`."),
                record=args.number,
                code="unknown_request",
            )  # fmt: skip
        chosen = _chosen(args, counting, first)
        step(office, chosen)
        now = office.clock()
        with office.reading() as connection:
            one = queries.one(connection, chosen.record)
    assert one is not None
    answer = {"request": one.record, "open": one.open, "holding": one.holding}
    said = tr("{jenis}, {nomor} {nama}: {keadaan}.", jenis=data_requests.kind_label(one.jenis),
              nomor=one.nomor, nama=one.nama, keadaan=_standing(one, now))  # fmt: skip
    console.answer(answer, [said, *told])


def _chosen(
    args: Namespace, counting: Sequence[DataRequest], first: Callable[[DataRequest], bool]
) -> DataRequest:
    """Which request is meant. Raises Refused where that is not plain."""
    if args.id:
        fit = [each for each in counting if each.record.endswith(args.id.lower())]
    else:
        fit = [each for each in counting if first(each)] or list(counting)
    if len(fit) == 1:
        return fit[0]
    listed = ", ".join(f"{each.record[-8:]} ({moment_of(each.masuk):%d-%m-%Y %H.%M})" for each in counting)
    raise Refused(
        tr("{jenis} untuk pendaftar ini ada {n}, jadi belum jelas yang mana.",
           jenis=data_requests.kind_label(args.kind), n=len(fit)),
        next_step=tr("Sebut salah satu dengan --id: {pilihan}.", pilihan=listed),
        record=args.number,
        code="unknown_request",
    )  # fmt: skip


def _standing(one: DataRequest, now: datetime) -> str:
    """How a request stands, in words."""
    if one.batal:
        return tr("salah catat")
    clock = data_requests.clock_words(one.masuk, now, one.dijawab)
    words = [f"{moment_of(one.masuk):%d-%m-%Y %H.%M}", clock[:1].lower() + clock[1:]]
    if one.hasil:
        words.append(data_requests.FIELDS["hasil"].label_of(one.hasil).lower())
    if one.holding:
        words.append(tr("datanya tidak diproses"))
    if one.dicabut is not None:
        words.append(tr("sudah dicabut, belum dijawab") if one.dijawab is None else tr("sudah dicabut"))
    return ", ".join(words)
