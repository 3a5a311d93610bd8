"""The order on paper, from the same query as the screen: a forecast, or the Daftar Tunggu once decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from desktop_app.actions import papers
from desktop_app.actions.standings import Standing, Standings, standings, without_rank
from desktop_app.documents.data import count_alone, with_alone
from desktop_app.documents.ranking_list import RankingList, RankingRow, write_ranking_list
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.domain import recompute, region
from desktop_app.domain.rulebook import PRIORITY_LABELS
from desktop_app.errors import Refused
from desktop_app.office import Office
from resources.i18n import official, tr, trn


@dataclass(frozen=True, slots=True)
class RankingPaper:
    """The paper. `stem` is its file name without ending, `rows` how many people stand on it."""

    stem: str
    title: str
    pdf: bytes
    rows: int
    forecast: bool


def ranking_paper(
    office: Office, program: str, tahun: int, scope: str, *, only: Sequence[str] = (), form: Form = ACROSS
) -> RankingPaper:
    """The order of `scope` today; `only` some of its people (records). Raises Refused for an empty list."""
    with office.reading() as connection, official():
        view = standings(connection, office, program, tahun, scope)
        content = replace(_content(connection, office, view, only), form=form)
    if not content.rows:
        raise Refused(
            tr("Belum ada yang dapat dicetak: tidak ada yang berurut atau menunggu."),
            next_step=tr("Selesaikan Verifikasi dahulu, atau pilih program dan kelurahan lain."),
            code="nobody",
        )
    paper = write_ranking_list(content, now=office.clock())
    return RankingPaper(view.stem, content.title, paper.pdf, len(content.rows), not content.decision_no)


def _content(
    connection: Connection, office: Office, view: Standings, only: Sequence[str]
) -> RankingList:  # fmt: skip
    settings = papers.office_settings(connection, office.info.scope)
    own = view.scope or ("" if view.whole else office.info.scope)
    place = region.by_code(own)
    rules = view.rules
    shown = [row for row in view.rows if (row.record in only if only else row.status != "accepted")]
    rows = [_row(view, row) for row in shown]
    alone = count_alone(sum(bool(row.alone) for row in shown))
    settled = view.decided or (bool(rows) and all(row.status == "accepted" for row in shown))
    if not only:
        rows += [
            RankingRow(
                place="", nomor_pendaftaran=each.nomor_pendaftaran, nama=each.nama, kelurahan="",
                tanggal_lengkap="", state=tr("Belum dapat ikut"), reason=each.reason,
            )
            for each in view.excluded
        ]  # fmt: skip
    return RankingList(
        program=rules.program,
        tahun=rules.tahun,
        kelurahan_kode=place.code if place else region.DEPOK,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        date=office.today(),
        rule_version=str(rules.version),
        decision_no=view.nomor if settled else "",
        since=view.nomor,
        one=bool(only),
        preface=(*_preface(view), *([f"{alone}."] if alone else ())),
        rows=tuple(rows),
        letterhead=papers.letterhead(office, settings),
        signatory=papers.signatory(office, settings),
        place=papers.town(settings),
        sample=office.info.sample,
    )


def _preface(view: Standings) -> tuple[str, ...]:
    """What draws the line, the order of the keys, and who has a place already."""
    order = "; ".join(PRIORITY_LABELS.get(key, key) for key in view.rules.priority)
    lines = [tr("Dasar urutan: {urutan}.", urutan=order)]
    if view.whole:
        lines.append(f"{view.room.sentence} {view.room.money}".strip())
    else:
        lines.append(tr("Kuotanya sekota, jadi hanya DKUM yang tahu garisnya."))
    if view.nomor and not view.moves:
        n = len(view.accepted)
        lines.append(
            trn("{n} orang sudah ditetapkan, terakhir oleh putusan DKUM {nomor}; mereka tidak berpindah.",
                "{n} orang sudah ditetapkan, terakhir oleh putusan DKUM {nomor}; mereka tidak berpindah.",
                n, nomor=view.nomor)
        )  # fmt: skip
    if view.moves:
        lines.append(recompute.summary(view.nomor, view.moves, len(view.accepted)))
    return (*lines, *_explained(view))


def _explained(view: Standings) -> Iterator[str]:
    """Why the numbers do not begin with 1, and what the sign of a draw is."""
    if taken := len(view.accepted):
        yield trn(
            "Nomor urut dihitung dari seluruh urutan: nomor 1 sampai {n} dipegang {n} orang yang sudah "
            "ditetapkan.",
            "Nomor urut dihitung dari seluruh urutan: nomor 1 sampai {n} dipegang {n} orang yang sudah "
            "ditetapkan.",
            taken,
        )
    if any(row.ties for row in view.rows):
        yield tr(
            "Yang sama menurut dasar urutan diurutkan dengan undian; tanda undiannya di dalam kurung, yang "
            "lebih kecil lebih dahulu."
        )


def _row(view: Standings, row: Standing) -> RankingRow:
    place = region.by_code(row.kelurahan_kode)
    return RankingRow(
        place=str(row.place), nomor_pendaftaran=row.nomor, nama=row.nama,
        kelurahan=place.name if place else "", tanggal_lengkap=row.tanggal_lengkap,
        state=_state(view, row), reason=with_alone(reason_of(row), bool(row.alone)),
    )  # fmt: skip


def reason_of(row: Standing) -> str:
    """Why somebody stands where they do, with what has moved since the decision."""
    reason = row.reason if row.status == "accepted" else without_rank(row.reason)
    if row.move is not None:
        reason += " " + tr("Semula {semula}: {sebab}", semula=_before(row.move.before), sebab=row.move.reason)
    return reason


def _before(place: int | None) -> str:
    """Where somebody stood, in the words of the paper's other columns."""
    return tr("Daftar Tunggu nomor {nomor}", nomor=place) if place else recompute.place_words(place)


def _state(view: Standings, row: Standing) -> str:
    if not view.whole:
        return tr("Daftar Tunggu") if row.status == "waitlisted" else tr("Terverifikasi")
    if row.status == "accepted":
        return tr("Ditetapkan")
    if row.within:
        return tr("Dalam garis")
    if view.rules.reserve is not None and row.reserve:
        return tr("Daftar Tunggu nomor {nomor}, cadangan", nomor=row.waiting)
    return tr("Daftar Tunggu nomor {nomor}", nomor=row.waiting)
