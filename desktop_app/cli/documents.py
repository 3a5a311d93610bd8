"""Commands about issued documents: the register, one document, its bytes again, calling it off."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from desktop_app.actions import access, copying_out, editions, issued
from desktop_app.cli.console import Console
from desktop_app.documents.data import wib_minute
from desktop_app.domain import field_words, letters, region
from desktop_app.domain.documenting import CALLED_OFF, ERASED, KIND_WORDS, STATE_WORDS, erased_words
from desktop_app.domain.editions import Difference, summary, told
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import Annulment, DocumentDetail, IssuedDocument, Stamp, detail, register
from desktop_app.storage.saving import save_beside, unsaved_errors
from resources.i18n import tr, trn

_SHORT = 8
"""Digits of a record id that are shown to be typed again: the last ones, the first tell only the time."""


def document_list(args: Namespace, console: Console) -> None:
    """The register, the latest first."""
    with console.office() as office, office.reading() as connection:
        found = register(connection, office.context, tahun=args.year or None)
    said = trn("{n} dokumen terbit.", "{n} dokumen terbit.", len(found))
    told = [_line(each, city=office.info.kind == "dkum") for each in found]
    lines = [*told, said] if found else [tr("Belum ada dokumen terbit.")]
    console.answer({"count": len(found), "documents": [asdict(each) for each in found]}, lines)


def document_show(args: Namespace, console: Console) -> None:
    """All that the register knows of one document."""
    with console.office() as office:
        line = named(office, args.document, args.edition)
        with office.reading() as connection:
            more = detail(connection, office.context, line.record)
            differs = editions.difference(office, connection, line.record)
        assert more is not None
    answer = {**asdict(line), **asdict(more), "difference": asdict(differs) if differs else None}
    console.answer(answer, _told(line, more, differs))


def document_save(args: Namespace, console: Console) -> None:
    """The PDF once more: the signed copy, or the bytes as issued; another file of that name is left."""
    with console.office() as office:
        line = named(office, args.document, args.edition)
        pdf = issued.document_pdf(office, line.record, signed=not args.issued)
        access.given(office, line.record, about="dokumen")
        as_issued = pdf == issued.document_pdf(office, line.record, signed=False)
        path = save_beside(args.out / file_of(line), pdf)
        with office.reading() as connection:
            more = detail(connection, office.context, line.record)
        warned = called_off(office, line.record)
    assert more is not None
    copy = "issued" if as_issued else "signed" if more.signers else "stamped"
    said = [*warned, _copy_words(copy, more), str(path)]
    console.answer({"file": path, "state": line.state, "copy": copy, "signers": more.signers}, said)


def _copy_words(copy: str, more: DocumentDetail) -> str:
    """Which of its files was saved."""
    if copy == "issued":
        return tr("Dokumen terbit, sama seperti saat diterbitkan:")
    if copy == "signed":
        return tr("Salinan yang ditandatangani {nama}:", nama=", ".join(more.signers))
    return tr("Salinan dengan penanda waktu, isinya sama seperti saat diterbitkan:")


def document_copies(args: Namespace, console: Console) -> int:
    """Every document that still counts, each to a file of its own; 1 where one could not be saved."""
    with unsaved_errors(args.out.name):
        args.out.mkdir(parents=True, exist_ok=True)
    with console.office() as office:
        with office.reading() as connection:
            every = register(connection, office.context, tahun=args.year or None)
        wanted = [
            (each.record, file_of(each))
            for each in every
            if each.state not in (*CALLED_OFF, *ERASED) and not each.newer
        ]
        made = copying_out.save_issued(office, wanted, args.out, progress=console.progress)
    done = [line for line in made if line.outcome == "done"]
    lines = [f"{line.file}: {line.sentence}" if line.sentence else line.file for line in made]
    said = trn("{n} dokumen tersimpan.", "{n} dokumen tersimpan.", len(done))
    console.answer({"saved": len(done), "documents": [asdict(line) for line in made]}, [*lines, said])
    return 0 if len(done) == len(made) else 1


def document_cancel(args: Namespace, console: Console) -> None:
    """Call it off: every edition under the number, or with an edition or an id that one alone."""
    with console.office() as office:
        line, together = _meant(office, args.document, args.edition)
        with office.reading() as connection:
            found = issued.calling_off(connection, office, line.record, together=together)
        issued.cancel_document(office, line.record, args.reason, together=together)
    others = [row.uuid.hex() for row in found.editions]
    said = [trn("Dokumen nomor {nomor} dibatalkan. PDF dan nomornya tetap tersimpan.",
                "{n} dokumen nomor {nomor} dibatalkan. PDF dan nomornya tetap tersimpan.",
                1 + len(others) if together else 1, nomor=line.nomor)]  # fmt: skip
    if others and not together:
        editions = ", ".join(tr(field_words.EDITIONS.get(row.edisi, row.edisi)) for row in found.editions)
        said.append(tr("Edisi lain dengan nomor itu tetap berlaku: {edisi}.", edisi=editions))
    if found.again:
        said.append(tr("Berlaku lagi: nomor {nomor}.", nomor=found.again_words))
    answer = {
        "document": line.record, "state": "cancelled", "together": others if together else [],
        "standing": [] if together else others, "again": [row.uuid.hex() for row in found.again],
    }  # fmt: skip
    console.answer(answer, said)


def _meant(office: Office, words: str, edition: str) -> tuple[IssuedDocument, bool]:
    """The document to be called off, and whether all editions of its letter are meant: its number alone was
    typed. Raises Refused as `named`."""
    try:
        line = named(office, words, edition)
    except Refused as several:
        found = [] if edition else [each for each in _bearing(office, words) if each.state not in CALLED_OFF]
        if several.code != "several_documents" or not found:
            raise
        with office.reading() as connection:
            parts = issued.calling_off(connection, office, found[0].record).editions
        if {each.record for each in found[1:]} - {row.uuid.hex() for row in parts}:
            raise  # two letters: which of them nobody has said
        return found[0], True
    return line, False


def _bearing(office: Office, words: str) -> list[IssuedDocument]:
    """Those that bear this number."""
    with office.reading() as connection:
        every = register(connection, office.context)
    return [each for each in every if letters.same(letters.tidy(words)) == letters.same(each.nomor)]


def named(office: Office, words: str, edition: str = "") -> IssuedDocument:
    """The one document that was meant. Raises Refused for none or several."""
    wanted = letters.tidy(words)
    with office.reading() as connection:
        every = register(connection, office.context)
    found = [each for each in every if letters.same(wanted) == letters.same(each.nomor)]
    if not found and len(wanted) >= 4:
        found = [each for each in every if each.record.endswith(wanted.lower())]
    if edition:
        found = [each for each in found if each.edisi == edition]
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(found)
    raise Refused(
        tr("Tidak ada dokumen terbit dengan nomor {nomor}.", nomor=wanted),
        next_step=tr("Lihat daftarnya dengan `wira document list`."),
        code="unknown_document",
    )


def _several(found: Sequence[IssuedDocument]) -> Refused:
    """Which ones were meant, and what tells them apart: the edition, or the id alone."""
    ids = ", ".join(each.record[-_SHORT:] for each in found)
    editions = [each.edisi for each in found]
    one_each = all(editions) and len(set(editions)) == len(editions)
    refused = Refused(
        trn("Ada {n} dokumen dengan nomor itu.", "Ada {n} dokumen dengan nomor itu.", len(found)),
        next_step=tr("Sebutkan --edition, atau salah satu id ini: {id}.", id=ids)
        if one_each
        else tr("Sebutkan salah satu id ini sebagai ganti nomornya: {id}.", id=ids),
        code="several_documents",
    )
    refused.more = tuple(
        "  ".join((_line(each), tr("terbit {waktu} oleh {nama}", waktu=_minute(each.issued), nama=each.by)))
        for each in found
    )
    return refused


def file_of(line: IssuedDocument) -> str:
    """A file name that names nobody, and no other document: kind, edition, letter number, end of the id."""
    parts = (
        line.jenis.replace("_", "-"),
        line.edisi,
        letters.in_file_name(line.nomor),
        line.record[-_SHORT:],
    )
    return "-".join(filter(None, parts)) + ".pdf"


def _whose(each: IssuedDocument) -> str:
    """The kelurahan that it is about."""
    place = region.by_code(each.scope)
    return place.display if place is not None else tr("seluruh kota")


def _line(each: IssuedDocument, *, city: bool = False) -> str:
    """One line of the register; in the `city`'s also of which kelurahan it is."""
    kind = tr(KIND_WORDS.get(each.jenis, each.jenis))
    parts = [
        each.record[-_SHORT:], show_date(each.tanggal), each.nomor, " ".join((kind, each.edisi)).strip(),
        *([_whose(each)] if city else []), tr(STATE_WORDS[each.state]),
    ]  # fmt: skip
    if each.newer is not None:
        parts.append(tr("diganti nomor {nomor}", nomor=each.newer.nomor))
    if each.twins:
        parts.append(tr("nomornya dipakai dua surat"))
    return "  ".join(parts)


def _stamp(one: Stamp) -> str:
    """When and by whom, as on the papers."""
    return f"{_minute(one.at)}, {one.by}"


def _minute(at: int) -> str:
    """A moment (ms since 1970) as on the papers."""
    return wib_minute(datetime.fromtimestamp(at / 1000, UTC))


def differing(found: Difference | None) -> list[str]:
    """What a newer edition says otherwise, line by line."""
    parts = told(found) if found is not None else []
    return [summary(found), *(f"  {title}: {line}" for title, lines in parts for line in lines)]


def _told(line: IssuedDocument, more: DocumentDetail, differs: Difference | None) -> list[str]:
    facts = [
        (tr("Jenis"), " ".join((tr(KIND_WORDS.get(line.jenis, line.jenis)), line.edisi)).strip()),
        (tr("Nomor"), line.nomor),
        (tr("Wilayah"), _whose(line)),
        (tr("Tanggal"), show_date(line.tanggal)),
        (tr("Keadaan"), tr(STATE_WORDS[line.state])),
        (tr("Penerbit"), line.by),
        (tr("Atas nama"), more.on_behalf),
        (tr("Penandatangan"), ", ".join(more.signers) or more.signer),
        (tr("Penanda waktu"), ", ".join(_stamp(one) for one in more.stamps)),
        (tr("Putusan"), more.decision),
        (tr("Sidik isi"), more.digest),
        (tr("Sidik berkas"), more.pdf),
    ]
    lines = [f"{what}: {value}" for what, value in facts if value]
    if more.older is not None:
        older = more.older
        lines.append(
            tr("Menggantikan nomor {nomor}, {tanggal}.", nomor=older.nomor, tanggal=show_date(older.tanggal))
        )
        lines += differing(differs)
    if line.newer is not None:
        newer = line.newer
        lines.append(
            tr("Diganti nomor {nomor}, {tanggal}.", nomor=newer.nomor, tanggal=show_date(newer.tanggal))
        )
    if line.twins:
        lines.append(tr("Nomor ini juga dipakai surat lain. Batalkan yang keliru, lalu terbitkan lagi."))
    if more.annulled is not None:
        lines.append(_annulled(more.annulled))
    if more.erased is not None:
        lines.append(erased_words(more.erased))
    return lines


def _annulled(said: Annulment) -> str:
    return tr("Dibatalkan oleh {nama}: {alasan}", nama=said.by, alasan=said.reason)


def called_off(office: Office, record: str) -> list[str]:
    """What is said beside a document that counts no more; nothing where it counts."""
    with office.reading() as connection:
        found = detail(connection, office.context, record)
    if found is None or found.annulled is None:
        return []
    return [_annulled(found.annulled), tr("Jangan dipakai: dokumen ini tidak berlaku lagi.")]
