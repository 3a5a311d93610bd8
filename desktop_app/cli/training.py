"""Commands about trainings: the catalogue, waves and their people, attendance."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_app.actions import attendance, mentor_papers, training
from desktop_app.actions.attendance import Sheet
from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.actions.mentor_papers import MentorPaperWish
from desktop_app.actions.training import SaveTraining, SaveWave, day_number
from desktop_app.actions.verifying import read_file
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.outgoing import put_draft, put_issued
from desktop_app.documents.sheets import Form
from desktop_app.domain import region
from desktop_app.domain.mentoring import find_area, kelurahan_of
from desktop_app.domain.training import KINDS, MARKS, OUTCOMES
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import training as questions
from desktop_app.queries.training import InviteLine, ParticipantLine, WaveLine
from desktop_app.storage.saving import need_room
from resources.i18n import tr, trn


def training_list(args: Namespace, console: Console) -> None:
    """The catalogue."""
    with console.office() as office, office.reading() as connection:
        found, counted = questions.trainings(connection), questions.counts(connection)
    lines = [
        trn(
            "{nama} ({jenis}): {n} gelombang, {orang} peserta, {selesai} tuntas",
            "{nama} ({jenis}): {n} gelombang, {orang} peserta, {selesai} tuntas",
            one.waves, nama=one.nama, jenis=tr(KINDS.get(one.jenis, one.jenis)), orang=one.invited,
            selesai=one.passed,
        ) + (f" - {tr('tidak diadakan lagi')}" if one.tutup else "")
        for one in found
    ]  # fmt: skip
    console.answer({"trainings": [asdict(one) for one in found], "counts": asdict(counted)}, lines)


def training_add(args: Namespace, console: Console) -> None:
    """A training for the catalogue."""
    wish = SaveTraining(args.name, args.kind, args.by, args.days, args.note)
    with console.office() as office:
        done = training.save_training(office, wish)
    console.answer({"training": done.record}, tr("{nama} masuk katalog pelatihan.", nama=args.name))


def training_close(args: Namespace, console: Console) -> None:
    """Held no more, or again."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_training(connection, args.name)
        training.close_training(office, line.record, closed=not args.reopen)
    name = line.nama
    words = (
        tr("{nama} diadakan lagi.", nama=name)
        if args.reopen
        else tr("{nama} tidak diadakan lagi.", nama=name)
    )
    console.answer({"training": line.record, "closed": not args.reopen}, words)


def wave_list(args: Namespace, console: Console) -> None:
    """Every wave with its code."""
    with console.office() as office, office.reading() as connection:
        found = questions.waves(connection, kelurahan=office.info.scope)
    console.answer({"waves": [asdict(one) for one in found]}, list(map(_wave_line, found)))


def wave_show(args: Namespace, console: Console) -> None:
    """One wave: its people and how each day was kept."""
    with console.office() as office, office.reading() as connection:
        line = questions.named_wave(connection, args.wave)
        people = questions.participants(connection, wave=line.record)
    days = questions.days_of(line, people)
    answer = {
        "wave": asdict(line),
        "participants": [{**asdict(one), "differs": sorted(one.differs)} for one in people],
        "days": [asdict(day) for day in days],
        "missed": [one.nomor for one in questions.missed(people)],
    }
    console.answer(answer, [_wave_line(line), *map(_participant, people)])


def wave_add(args: Namespace, console: Console) -> None:
    """Plan a wave."""
    with console.office() as office:
        with office.reading() as connection:
            chosen = questions.named_training(connection, args.training)
        wish = SaveWave(
            chosen.record, args.name, tuple(args.day), args.capacity, args.place, args.minimal,
            _areas(args.areas),
        )  # fmt: skip
        done = training.save_wave(office, wish)
        with office.reading() as connection:
            line = questions.named_wave(connection, done.record)
    answer = {"wave": done.record, "code": line.code}
    console.answer(answer, tr("{gelombang} tersimpan dengan kode {kode}.", gelombang=line.full_name,
                              kode=line.code))  # fmt: skip


def wave_change(args: Namespace, console: Console) -> None:
    """Change what was named."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
            chosen = line.training
            if args.training:
                chosen = questions.named_training(connection, args.training).record
        days = tuple(args.day) or line.hari
        minimal = args.minimal or (line.minimal if len(days) == len(line.hari) else 0)
        wish = SaveWave(
            chosen, line.nama if args.name is None else args.name, days, args.capacity or line.kapasitas,
            line.tempat if args.place is None else args.place, minimal, _areas(args.areas) or line.wilayah,
            line.record, args.accept_changes,
        )  # fmt: skip
        try:
            training.save_wave(office, wish)
        except Refused as error:
            if error.code != "outcomes":
                raise
            again = tr("Ulangi dengan --accept-changes jika memang demikian. Tidak ada yang berubah.")
            raise Refused(error.message, next_step=again, code=error.code) from error
    console.answer({"wave": line.record, "code": line.code}, tr("Gelombang {kode} diubah.", kode=line.code))


def wave_cancel(args: Namespace, console: Console) -> None:
    """Not held, or held after all."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
        training.cancel_wave(office, line.record, cancelled=not args.reopen)
    name = line.full_name
    words = tr("{nama} jadi diadakan.", nama=name) if args.reopen else tr("{nama} dibatalkan.", nama=name)
    console.answer({"wave": line.record, "cancelled": not args.reopen}, words)


def wave_invite(args: Namespace, console: Console) -> None:
    """Take people in, by registration number or those whom nobody has invited yet."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
            waiting = questions.uninvited(connection, kelurahan=office.info.scope)
        records = [find(office, number) for number in args.number]
        if args.uninvited:
            fits = [one for one in waiting if not line.wilayah or one.kelurahan in line.wilayah]
            records += [one.record for one in fits if one.record not in records]
            records = records[: line.free]
        made = training.invite(office, line.record, records)
    numbers = sorted(made.numbers.values())
    console.answer(
        {"wave": line.record, "numbers": made.numbers},
        trn("{n} orang diundang.", "{n} orang diundang.", len(numbers))
        + (f" {tr('Nomornya {daftar}.', daftar=', '.join(map(str, numbers)))}" if numbers else ""),
    )


def wave_remove(args: Namespace, console: Console) -> None:
    """Take people off a wave."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
            by_number = {one.nomor: one for one in questions.participants(connection, wave=line.record)}
        for number in args.number:
            if number not in by_number:
                raise Refused(
                    tr("Nomor {n} tidak ada di daftar ini.", n=number),
                    next_step=tr("Lihat nomornya dengan `wira wave show`."),
                    code="number",
                )
        for number in args.number:
            training.remove(office, by_number[number].record)
    sentence = trn("{n} peserta dikeluarkan.", "{n} peserta dikeluarkan.", len(args.number))
    console.answer({"wave": line.record, "removed": args.number}, sentence)


def wave_sheet(args: Namespace, console: Console) -> None:
    """The attendance list as PDF."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
        wish = SheetWish(
            line.record, tuple(args.day), args.shape, args.number, blank=args.blank, paper=args.paper
        )
        made = print_sheet(office, wish)
        path = put_draft(office, args.out / made.name, made.pdf, about="daftar_hadir", count=made.people)
    answer = {"file": path, "codes": list(made.codes), "people": made.people, "pages": len(made.codes)}
    console.answer(answer, [tr("Daftar Hadir, {n} peserta:", n=made.people), str(path)])


def wave_roster(args: Namespace, console: Console) -> None:
    """Who took part and what came of it, DRAF or sealed."""
    with console.office() as office:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
        form = Form(args.paper, args.direction)
        wish = MentorPaperWish("peserta_gelombang", nomor=args.number, wave=line.record, form=form)
        path = args.out / f"daftar-peserta-{line.code}-{'segel' if args.seal else 'draf'}.pdf"
        answer: dict[str, Any] = {"wave": line.record}
        if args.seal:
            need_room(path)  # what is issued stays issued
            issued = mentor_papers.seal_paper(office, wish)
            rows, answer["document"] = issued.people, issued.document
            path = put_issued(office, path, issued.document)
        else:
            made = mentor_papers.draft_paper(office, wish)
            rows = made.rows
            path = put_draft(office, path, made.pdf, count=rows)
    words = tr("Disegel, {n} baris:", n=rows) if args.seal else tr("DRAF, {n} baris:", n=rows)
    console.answer({**answer, "file": path, "rows": rows}, [words, str(path)])


def wave_missed(args: Namespace, console: Console) -> None:
    """Who was absent, on which days."""
    with console.office() as office, office.reading() as connection:
        found = questions.unfinished(connection, kelurahan=office.info.scope)
    answer = [
        {"wave": wave.record, "code": wave.code, "nama": one.nama, "nomor_pendaftaran": one.nomor_pendaftaran,
         "nomor": one.nomor, "outcome": one.outcome,
         "days": [{"day": day, "date": wave.hari[day - 1], "mark": one.marks[day - 1]} for day in one.missed]}
        for wave, one in found
    ]  # fmt: skip
    lines = [
        f"{wave.full_name}, {one.nomor} {one.nama}: "
        + ", ".join(f"{show_date(wave.hari[day - 1])} {tr(MARKS[one.marks[day - 1]])}" for day in one.missed)
        for wave, one in found
    ]
    console.answer({"missed": answer, "count": len(answer)}, lines or [tr("Tidak ada yang tidak hadir.")])


def wave_uninvited(args: Namespace, console: Console) -> None:
    """Who was accepted and is in no wave."""
    with console.office() as office, office.reading() as connection:
        found = questions.uninvited(connection, kelurahan=office.info.scope)
    lines = list(map(_waiting, found))
    console.answer({"uninvited": [asdict(one) for one in found], "count": len(found)},
                   lines or [tr("Semua yang ditetapkan sudah diundang.")])  # fmt: skip


def attend(args: Namespace, console: Console) -> None:
    """Marks by number for one day of a wave."""
    with console.office() as office:
        line, day = _where(office, args)
        done = attendance.attend(office, line.record, day, " ".join(args.marks))
        with office.reading() as connection:
            people = questions.participants(connection, wave=line.record)
    told = questions.days_of(line, people)[day - 1]
    answer = {
        "wave": line.record, "day": day, "date": line.hari[day - 1],
        "marks": {str(number): sign for number, sign in sorted(done.marks.items())},
        "changed": len(done.before), "counts": told.marks,
    }  # fmt: skip
    counted = ", ".join(f"{tr(MARKS[sign])} {told.marks.get(sign, 0)}" for sign in MARKS)
    sentence = tr(
        "{gelombang}, hari ke-{n} ({hari}): {jumlah}; belum ada tanda {sisa}.",
        gelombang=line.full_name, n=day, hari=show_date(line.hari[day - 1]), jumlah=counted,
        sisa=told.marks.get("", 0),
    )  # fmt: skip
    console.answer(answer, sentence)


# ---- within ------------------------------------------------------------------------------------------


def _where(office: Office, args: Namespace) -> tuple[WaveLine, int]:
    """The wave and its day, from the sheet or as named. Raises Refused."""
    if args.sheet:
        sheet = _sheet(office, args.sheet)
        if not args.day and len(sheet.days) == 1:
            return sheet.wave, sheet.days[0]
        line = sheet.wave
    else:
        with office.reading() as connection:
            line = questions.named_wave(connection, args.wave)
    if not args.day and len(line.hari) > 1:
        raise Refused(
            tr("Harinya belum disebut."),
            next_step=tr("Sebutkan dengan --day: {hari}.", hari=", ".join(map(show_date, line.hari))),
            code="day",
        )
    return line, day_number(line, args.day or "1")


def _sheet(office: Office, given: str) -> Sheet:
    """A printed code, or the picture of a page where there is a file of that name."""
    path = Path(given)
    if os.path.isfile(path):  # never raises, unlike the path's own
        return attendance.read_sheet(office, read_file(path))
    return attendance.find_sheet(office, given)


def _areas(typed: list[str]) -> tuple[str, ...]:
    return tuple(code for each in typed for code in kelurahan_of(find_area(each)))


def _wave_line(line: WaveLine) -> str:
    days = ", ".join(map(show_date, line.hari))
    place = region.by_code(line.scope)
    text = tr(
        "{kode} {gelombang} ({wilayah}): {hari}; {tempat}; {orang} dari {kapasitas} orang, {selesai} tuntas",
        kode=line.code, gelombang=line.full_name, wilayah=place.display if place else tr("kota"), hari=days,
        tempat=line.tempat or "-", orang=line.invited, kapasitas=line.kapasitas, selesai=line.passed,
    )  # fmt: skip
    return f"{text} - {tr('dibatalkan')}" if line.batal else text


def _participant(one: ParticipantLine) -> str:
    marks = " ".join(sign or "." for sign in one.marks)
    state = tr(OUTCOMES[one.outcome]) if one.counts else tr("tidak lagi ditetapkan")
    return f"{one.nomor:>4}  {marks}  {one.nama}  {one.nomor_pendaftaran}  {state}"


def _waiting(one: InviteLine) -> str:
    place = region.by_code(one.kelurahan)
    return f"{one.nomor_pendaftaran}  {one.nama}  {place.display if place else one.kelurahan}"
