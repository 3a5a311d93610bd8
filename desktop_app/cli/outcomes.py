"""Commands about outcomes: written down, corrected, counted with their sources."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from desktop_app.actions import outcomes as actions
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.actions.recap import RecapWish, draft_recap, seal_recap
from desktop_app.cli.applicants import find
from desktop_app.cli.console import Console
from desktop_app.cli.offices import kelurahan_code
from desktop_app.cli.outgoing import put_draft, put_issued
from desktop_app.documents.sheets import Form
from desktop_app.domain import outcome
from desktop_app.domain.letters import in_file_name
from desktop_app.domain.outcome import STAGES
from desktop_app.queries import outcomes
from desktop_app.queries.outcomes import Line
from desktop_app.storage.saving import need_room
from resources.i18n import tr


def outcome_set(args: Namespace, console: Console) -> None:
    """What became of somebody; the same rules as the form."""
    given = {name: getattr(args, name) for name in outcome.FIELDS if getattr(args, name) is not None}
    with console.office() as office:
        record = find(office, args.number)
        done = actions.save_outcome(office, SaveOutcome(record, given))
    for finding in done.findings:
        console.say(finding.sentence)
    answer = {"outcome": done.record, "findings": [asdict(finding) for finding in done.findings]}
    console.answer(answer, tr("Capaian {nomor} tersimpan.", nomor=args.number))


def outcome_show(args: Namespace, console: Console) -> None:
    """One person's outcome; the turnover class only where it is asked for."""
    with console.office() as office:
        record = find(office, args.number)
        with office.reading() as connection:
            found = [line for line in outcomes.lines(connection) if line.record == record]
    values = _told(found[0], turnover=args.turnover) if found else {}
    stages = [stage for stage in STAGES if found and stage in found[0].stages]
    lines = [
        tr("{isian}: {isi}", isian=tr(outcome.FIELDS[name].label), isi=outcome.show(name, value))
        for name, value in values.items()
        if value not in (None, "")
    ]
    answer = {"nomor_pendaftaran": args.number, "stages": stages, **values}
    console.answer(answer, lines or [tr("Belum ada capaian yang dicatat.")])


def outcome_list(args: Namespace, console: Console) -> None:
    """The funnel of a programme and year, where each figure comes from, and who is behind one of them."""
    place = kelurahan_code(args.kelurahan) if args.kelurahan else ""
    with console.office() as office:
        today = office.today()
        with office.reading() as connection:
            seen = outcomes.view(
                connection, office.info, program=args.program, tahun=args.year or today.year, today=today,
                kelurahan=place,
            )  # fmt: skip
    behind = seen.behind(args.stage)
    answer: dict[str, Any] = {
        "program": seen.program,
        "tahun": seen.tahun,
        "kelurahan": seen.kelurahan,
        "wanted": seen.wanted,
        "figures": asdict(seen.figures),
        "sources": {
            stage: [{**asdict(source), "count": count} for source, count in seen.sources(stage)]
            for stage in STAGES
        },
        "course": asdict(seen.course),
        "people": [_person(line) for line in behind],
    }
    lines = [tr("Program {program} tahun {tahun}:", program=seen.program, tahun=seen.tahun)]
    lines += [
        tr("{tahap}: {n} dari {target} ({sumber})", tahap=tr(name), n=seen.figures.of(stage),
           target=seen.wanted or "-", sumber=outcomes.words(seen.sources(stage)) or "-")
        for stage, name in STAGES.items()
    ]  # fmt: skip
    console.answer(answer, [*lines, *(f"{line.nomor}  {line.nama}" for line in behind)])


def recap(args: Namespace, console: Console) -> None:
    """The recap of a programme and year, DRAF or sealed."""
    with console.office() as office:
        today = office.today()
        wish = RecapWish(
            args.program, args.year or today.year, args.number, today, Form(args.paper, args.direction)
        )
        state = f"{in_file_name(wish.number)}-segel" if args.seal else "draf"
        path = args.out / f"rekap-{wish.program.lower()}-{wish.tahun}-{office.area}-{state}.pdf"
        answer: dict[str, Any] = {"program": wish.program, "tahun": wish.tahun}
        if args.seal:
            need_room(path)  # what is issued stays issued
            issued = seal_recap(office, wish)
            answer["document"] = issued.document
            path = put_issued(office, path, issued.document)
        else:
            made = draft_recap(office, wish)
            pdf = made.pdf
            answer |= {"pages": made.pages, "figures": asdict(made.figures)}
            path = put_draft(office, path, pdf)
    words = tr("Rekap disegel:") if args.seal else tr("DRAF rekap:")
    console.answer({**answer, "file": path}, [words, str(path)])


def _person(line: Line) -> dict[str, Any]:
    return {
        "nomor_pendaftaran": line.nomor, "nama": line.nama, "kelurahan": line.kelurahan,
        "putusan": line.putusan, "stages": [stage for stage in STAGES if stage in line.stages],
        **_told(line),
    }  # fmt: skip


def _told(line: Line, *, turnover: bool = False) -> dict[str, Any]:
    return {
        name: value
        for name, value in line.values.items()
        if turnover or not outcome.FIELDS[name].secret
    }  # fmt: skip
