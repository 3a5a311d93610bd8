"""How an issued document stands among the others: called off, replaced, and what it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from desktop_app.domain.editions import summary
from desktop_app.domain.moments import wib
from desktop_app.domain.values import show_date
from desktop_app.queries.documents import IssuedDocument
from resources.i18n import tr
from ui.models.papers import Paper
from ui.when import long_moment
from ui.widgets.card import FindingCard


def annulled_card(paper: Paper) -> FindingCard | None:
    """Why the paper counts no more, above everything else; None where it counts."""
    said = paper.detail.annulled if paper.detail is not None else None
    if said is None:
        return None
    when = long_moment(wib(datetime.fromtimestamp(said.when / 1000, UTC)))
    why = _sentence(said.reason)
    text = tr("{alasan} Dibatalkan oleh {nama}, {waktu} WIB.", alasan=why, nama=said.by, waktu=when)
    return FindingCard("block", tr("Dokumen ini dibatalkan"), text)


def standing_cards(
    line: IssuedDocument, paper: Paper, go: Callable[[str], object], compare: Callable[[], object]
) -> list[FindingCard]:
    """What it was replaced by and what it replaces; `go` opens another document by its record, `compare`
    shows what differs."""
    cards: list[FindingCard] = []
    if line.twins:
        text = tr("Dua surat dari satu kantor bernomor sama. Cocokkan dengan buku agendanya; kantor itu "
                  "membatalkan yang keliru, lalu menerbitkannya lagi dengan nomor baru.")  # fmt: skip
        twin = line.twins[0]
        steps = [(tr("Buka surat yang satunya"), "", lambda: go(twin))]
        cards.append(
            FindingCard("block", tr("Nomor {nomor} dipakai dua kali", nomor=line.nomor), text, steps)
        )
    newer = line.newer
    if newer is not None:
        title = tr("Diganti nomor {nomor}, {tanggal}", nomor=newer.nomor, tanggal=show_date(newer.tanggal))
        record = newer.record
        cards.append(FindingCard("reason", title, "", [(tr("Buka penggantinya"), "", lambda: go(record))]))
    if paper.older is not None:
        cards.append(older_card(paper, go, compare))
    return cards


def older_card(paper: Paper, go: Callable[[str], object], compare: Callable[[], object]) -> FindingCard:
    """What the paper takes the place of, and how many say something else."""
    older, found = paper.older, paper.difference
    assert older is not None
    words = (older.nomor, show_date(older.tanggal))
    title = tr("Menggantikan nomor {nomor}, {tanggal}", nomor=words[0], tanggal=words[1])
    steps: list[tuple[str, str, Callable[[], object]]] = []
    if found is not None and not found.same:
        steps.append((tr("Lihat perbedaannya"), "", compare))
    steps.append((tr("Buka yang digantikan"), "", lambda: go(older.record)))
    return FindingCard("info", title, summary(found), steps)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?")) else f"{words}."
