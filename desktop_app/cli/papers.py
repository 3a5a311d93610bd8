"""Commands about papers: roster, sign, verify."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from desktop_app.actions import rosters, verifying
from desktop_app.actions.holds import left_out
from desktop_app.actions.rosters import Issued, RosterDraft, RosterWish
from desktop_app.actions.verifying import Checked
from desktop_app.cli.advice import typed
from desktop_app.cli.console import Console
from desktop_app.cli.documents import called_off, differing, file_of
from desktop_app.cli.outgoing import put_draft, put_issued
from desktop_app.cli.paper_parser import GROUPS
from desktop_app.documents.sheets import Form
from desktop_app.documents.verdict import AFTER_WORDS, SIGNATURE_WORDS, SignatureKind, Verdict
from desktop_app.domain import letters
from desktop_app.domain.letters import in_file_name
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office, read_info, system_clock
from desktop_app.queries.documents import register
from desktop_app.storage.saving import need_room
from desktop_app.sync.posted import public_directory
from desktop_app.verifying.inspect import Anchors
from desktop_app.verifying.pages import PagesVerdict
from resources.i18n import tr

_SEALED, _WAITING = "segel", "tte"
ALL = "semua"
"""The word for every edition."""
EXIT_UNREAD = 3
EXIT_TO_COMPARE = 4
"""Nothing is wrong, and a person has yet to compare what is printed with what its code says."""


def roster(args: Namespace, console: Console) -> None:
    """The roster as DRAF, or one that was issued, the same bytes again."""
    if args.issued:
        _again(args, console)
        return
    with console.office() as office:
        wish = _wish(args, office)
        made = rosters.draft_roster(office, wish, progress=console.progress)
        path = put_draft(office, args.out / _name(wish, office, "draf"), made.pdf, count=made.people)
    answer: dict[str, Any] = {
        "file": path, "people": made.people, "pages": made.pages, "decision": made.decision_no,
        "held": made.held,
    }  # fmt: skip
    lines = [tr("DRAF Daftar Nominatif, {n} orang:", n=made.people), str(path)]
    if made.held:
        lines.append(left_out(made.held))
    if made.older is not None:
        lines.append(
            tr("Akan menggantikan nomor {nomor}, {tanggal}.", nomor=made.older.nomor,
               tanggal=show_date(made.older.tanggal))
        )  # fmt: skip
    lines += _against(made, answer)
    console.answer(answer, lines)


def _against(made: RosterDraft | Issued, answer: dict[str, Any]) -> list[str]:
    """What a roster says otherwise than the one it takes the place of, also put into `answer`."""
    if made.older is None:
        return []
    answer["older"] = asdict(made.older)
    answer["difference"] = made.difference and asdict(made.difference)
    return differing(made.difference)


def sign(args: Namespace, console: Console, *, tte: bool = False) -> None:
    """Issue the roster with the office seal, in one edition or in all of them under one number; with `tte`
    without a seal, to be signed elsewhere."""
    editions = rosters.EDITIONS if args.edition == ALL else (args.edition,)
    with console.office() as office:
        wish, state = _wish(args, office), _WAITING if tte else _SEALED
        paths = [args.out / _name(replace(wish, edisi=edition), office, state) for edition in editions]
        for path in paths:
            need_room(path)  # what is issued stays issued
        issued = rosters.seal_editions(office, wish, editions, tte=tte, progress=console.progress)
        files = [put_issued(office, path, each.document) for path, each in zip(paths, issued, strict=True)]
    first = issued[0]
    people = first.people
    answer: dict[str, Any] = {
        "file": files[0], "files": files, "document": issued[0].document,
        "documents": [each.document for each in issued], "people": people,
        "held": first.held,
    }  # fmt: skip
    said = tr("Daftar Nominatif disegel, {n} orang:", n=people)
    if tte:
        said = tr("Daftar Nominatif menunggu TTE, {n} orang. Tanda tangani di layanan resmi:", n=people)
    lines = [said, *map(str, files)]
    if first.held:
        lines.append(left_out(first.held))
    if first.older is not None:
        lines.append(
            tr("Menggantikan nomor {nomor}, {tanggal}.", nomor=first.older.nomor,
               tanggal=show_date(first.older.tanggal))
        )  # fmt: skip
    lines += _against(first, answer)
    console.answer(answer, lines)


def _again(args: Namespace, console: Console) -> None:
    """Every paper issued under a letter number, or the one with that record id."""
    with console.office() as office:
        with office.reading() as connection:
            wanted = letters.same(args.issued)
            issued = register(connection, office.context)
        found = [each for each in issued if wanted in (letters.same(each.nomor), each.record)]
        known = dict.fromkeys(each.nomor for each in issued if each.nomor)
        files = [put_issued(office, args.out / file_of(each), each.record, signed=False) for each in found]
        warned = [
            f"{path.name}: {' '.join(words)}"
            for path, each in zip(files, found, strict=True)
            if (words := called_off(office, each.record))
        ]
    if not files:
        raise Refused(
            tr("Tidak ada dokumen terbit dengan nomor {nomor}.", nomor=args.issued),
            next_step=tr("Yang sudah terbit: {nomor}.", nomor=", ".join(known) or "–"),
            code="unknown_document",
        )
    said = [*warned, tr("Dokumen terbit, sama seperti saat diterbitkan:"), *map(str, files)]
    console.answer({"files": files, "states": [each.state for each in found]}, said)


def verify(args: Namespace, console: Console) -> int:
    """The answer on each file: exit 0 where every one is *sah*, 4 where nothing is wrong but a person has to
    compare scans with their codes, 3 where nothing is wrong but a file is out of reach, 1 otherwise. Nobody
    needs to come in."""
    anchors = verifying.root_anchors(args.root) if args.root is not None else _kept_anchors(console)
    found = verifying.check_files(args.files, anchors, now=system_clock(), progress=console.progress)
    documents = [_file_answer(path, one) for path, one in zip(args.files, found.files, strict=True)]
    answer = documents[0] if len(documents) == 1 else {"files": documents}
    if found.pages is not None:
        answer = {**answer, "paper": _pages_answer(found.pages), "to_compare": found.to_compare}
    lines = [line for one in found.files for line in _lines(one)]
    if found.pages is not None:
        lines += _pages_lines(found.pages)
    if found.told:
        answer, lines = {**answer, "trust": found.told}, [*lines, found.told]
    console.answer(answer, lines)
    if found.ok:
        return 0
    if found.to_compare:
        return EXIT_TO_COMPARE
    return EXIT_UNREAD if found.unread else 1


def _kept_anchors(console: Console) -> Anchors:
    if read_info(console.office_home()) is None:
        raise Unavailable(
            tr("Belum ada sertifikat DKUM untuk memeriksa dokumen."),
            next_step=tr("Sebutkan folder kantor dengan --home, atau sertifikatnya dengan --root."),
            code="no_root",
        )
    if not console.user and public_directory(console.office_home()) is not None:
        return verifying.kept_anchors(console.office_home())
    try:
        with console.office() as office:  # who comes in has the authorities too that the office chose
            if office.directory is None:
                raise verifying.no_root()
            return verifying.office_anchors(office)
    except Refused as error:
        if error.code in ("no_user", "no_passphrase"):
            error.more += (
                tr("Sertifikat DKUM tersimpan terenkripsi di kantor ini, jadi memeriksa perlu masuk; "
                   "tanpa masuk, sebutkan sertifikatnya dengan --root."),
            )  # fmt: skip
        raise


def _file_answer(path: Path, one: Checked) -> dict[str, Any]:
    answer: dict[str, Any] = {"file": path}
    if one.file.verdict is not None:
        verdict = asdict(one.file.verdict)
        answer |= {"verdict": one.file.verdict.kind, "headline": one.headline, **verdict,
                   "register": one.register}  # fmt: skip
    if one.file.refused is not None:
        answer |= {"refused": " ".join(one.file.refused), "code": one.file.code}
    if one.pages is not None:
        answer["pages"] = _pages_answer(one.pages)
    return answer


def _pages_answer(pages: PagesVerdict) -> dict[str, Any]:
    """Bytes as hex, so that it can be one JSON document."""
    document: dict[str, Any] = {"headline": pages.headline, **asdict(pages)}
    for sheet in document["sheets"]:
        if sheet["page"] is not None:
            sheet["page"] |= {key: sheet["page"][key].hex() for key in ("digest", "kid")}
    return document


def _lines(one: Checked) -> list[str]:
    if one.file.verdict is None:
        return [f"{one.file.name}: {' '.join(one.file.refused)}"] if one.file.refused is not None else []
    lines = _verdict_lines(one.file.name, one.headline, one.file.verdict)
    if one.register:
        lines.append(f"  {one.register}")
    return lines + (_pages_lines(one.pages) if one.pages is not None else [])


def _pages_lines(pages: PagesVerdict) -> list[str]:
    """What the codes say, with the rows that a person compares."""
    lines: list[str] = []
    for sheet in pages.sheets:
        name = tr("{nama}, lembar {n}", nama=sheet.name, n=sheet.number)
        lines.append(f"{name}: {sheet.sentence}")
        if sheet.page is not None:
            lines.append("  " + tr("Nomor {nomor}, tanggal {tanggal}", nomor=sheet.page.number or "-",
                                   tanggal=show_date(sheet.page.date)))  # fmt: skip
            lines += [f"  {rank:>5}  {who}" for rank, who in sheet.page.rows]
    return [*lines, pages.headline, f"  {pages.sentence}", f"  {pages.next_step}"]


def _verdict_lines(name: str, headline: str, verdict: Verdict) -> list[str]:
    """One file's answer: the verdict, its signatures, what was changed after which of them, what to do."""
    lines = [f"{name}: {headline}", f"  {verdict.sentence}"]
    for one in verdict.details:
        told = f"{tr(SIGNATURE_WORDS[one.kind])}: {one.signer}."
        lines.append("  " + " ".join(part for part in (told, one.reason) if part))
        if one.time:
            lines.append(f"    {one.time}")
        if one.path:
            lines.append("    " + tr("Jalur kepercayaan: {nama}", nama=" > ".join(one.path)))
    lines += [f"  {words}" for words in verdict.pages]
    kinds: dict[str, SignatureKind] = {one.field: one.kind for one in verdict.details}
    for change in verdict.changes:
        after = tr(AFTER_WORDS[kinds.get(change.after, "lain")])
        lines.append(f"  {after}: {change.sentence}")
    return [*lines, f"  {typed(verdict.next_step)}"]


def _wish(args: Namespace, office: Office) -> RosterWish:
    today = office.today()
    edition = rosters.EDITIONS[0] if args.edition == ALL else args.edition
    return RosterWish(
        args.program, args.year or today.year, edition, args.number, today,
        form=Form(args.paper, args.direction), urut=args.sort, kelompok=GROUPS[args.group],
    )  # fmt: skip


def _name(wish: RosterWish, office: Office, state: str) -> str:
    """An issued one carries its number."""
    number = in_file_name(wish.number)
    end = f"{number}-{state}" if state != "draf" else state
    program = "-".join(wish.programs).lower()
    return f"daftar-{program}-{wish.tahun}-{wish.edisi}-{office.area}-{end}.pdf"
