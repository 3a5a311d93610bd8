"""Time stamps and the signers' statuses, added to issued papers later, over the network, when a person asks.

Nothing is asked of anybody before: there is no address until lurah or admin set one. The address and the
proxy stay on this computer; the authorities whose stamps count are the office's and travel with its log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from cryptography import x509
from sqlalchemy import select

from desktop_app.actions import issued, rosters, tte
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.signing import nobody_stops
from desktop_app.documents.data import wib_minute
from desktop_app.domain import people
from desktop_app.errors import Refused, WiraError
from desktop_app.office import Office
from desktop_app.signing.lasting import Lasting, Stamped, Stopped, TimeService
from desktop_app.storage import settings, tables
from desktop_app.storage.work import Changes
from resources.i18n import tr

Outcome = Literal["stamped", "refused", "not_begun"]
_NAME: Final = "time_service"
_ENDS: Final = frozenset(
    "no_network no_answer time_proxy time_tls time_refused time_answer time_denied time_far signer_unfit"
    " disk_full folder_readonly medium".split()
)
"""Troubles that the next paper would meet as well."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StampLine:
    """What became of one paper: its letter number, and a sentence about its stamp or why there is none."""

    name: str
    outcome: Outcome
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class StampReport:
    """A line for each paper asked for, in that order, and what moved."""

    lines: tuple[StampLine, ...]
    changes: Changes

    def count(self, outcome: Outcome) -> int:
        """How many papers came out so."""
        return sum(line.outcome == outcome for line in self.lines)


# ---- settings ----------------------------------------------------------------------------------------


def time_service(office: Office) -> TimeService:
    """The authority's address and the proxy of this computer; empty until somebody sets them."""
    with office.reading() as connection:
        kept: dict[str, Any] = settings.get_json(connection, _NAME, {})
    return TimeService(str(kept.get("url") or ""), str(kept.get("proxy") or ""))


def set_time_service(office: Office, wish: TimeService) -> Changes:
    """Keep the address and the proxy; empty ones end it. Raises Refused: ``role``, ``time_url``."""
    if not office.person.roles & people.LETTERHEAD_ROLES:
        raise Refused(
            tr("Otoritas waktu dipilih oleh lurah atau admin kantor."),
            next_step=tr("Minta salah satu dari mereka masuk."),
            code="role",
        )
    for url in filter(None, (wish.url, wish.proxy)):
        _require_url(url)
    return office.do(lambda work: settings.put_json(work.connection, _NAME, asdict(wish)))


def _require_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or any(letter.isspace() for letter in url):
        raise Refused(
            tr("Alamat itu bukan alamat layanan di jaringan."),
            next_step=tr("Tulis lengkap, misalnya https://waktu.contoh.go.id/tsa."),
            code="time_url",
        )


# ---- stamping ----------------------------------------------------------------------------------------


def add_timestamps(
    office: Office,
    documents: Sequence[str],
    *,
    progress: Progress = no_progress,
    stop: Callable[[], bool] = nobody_stops,
) -> StampReport:
    """Add a time stamp and the signers' statuses to issued documents, named by their records.

    The stamped copy is kept beside the issued one, and the earlier bytes stay. What concerns one paper is
    told in its line. `stop` is asked between papers and while waiting for an answer. Raises Refused:
    ``no_time_service``, ``no_time_roots``, ``unknown_document``.
    """
    service, times = _ready(office)
    document = tables.document.c
    with office.reading() as connection:
        rows = connection.execute(select(document.uuid, document.nomor))
        known = {row.uuid.hex(): str(row.nomor) for row in rows}
    if not known.keys() >= set(documents):
        raise issued.unknown_document()
    moved: list[Changes] = []
    lines: list[StampLine] = []
    with Lasting(service, tte.every_root(office), times, stop) as lasting:
        for number, record in enumerate(documents):
            if stop():
                break
            name = known[record]
            progress(number, len(documents), tr("Meminta penanda waktu untuk {name}", name=name))
            try:
                found, changes = _one(office, record, lasting)
            except Stopped:
                break
            except WiraError as error:
                lines.append(StampLine(name, "refused", str(error)))
                if error.code in _ENDS:
                    break
            except Exception as defect:  # noqa: BLE001  (those stamped before it must still be told)
                _log.warning("a paper could not be stamped: %s", type(defect).__name__)
                lines.append(StampLine(name, "refused", _unexpected()))
            else:
                moved.append(changes)
                lines.append(StampLine(name, "stamped", _told(found)))
        progress(len(lines), len(documents), tr("Selesai meminta penanda waktu"))
    lines += [StampLine(known[record], "not_begun") for record in documents[len(lines) :]]
    return StampReport(tuple(lines), reduce(Changes.joined, moved, Changes()))


def _ready(office: Office) -> tuple[TimeService, list[x509.Certificate]]:
    service = time_service(office)
    if not service.url:
        raise Refused(
            tr("Alamat otoritas waktu belum diatur di komputer ini."),
            next_step=tr("Minta lurah atau admin kantor mengaturnya di Pengaturan, bagian Tanda tangan."),
            code="no_time_service",
        )
    times = tte.chosen_roots(office, tte.TIMES)
    if not times:
        raise Refused(
            tr("Kantor ini belum memilih sertifikat akar otoritas waktu."),
            next_step=tr("Minta lurah atau admin kantor menambahkannya di Pengaturan, bagian Tanda tangan."),
            code="no_time_roots",
        )
    return service, times


def _one(office: Office, record: str, lasting: Lasting) -> tuple[Stamped, Changes]:
    """One paper: judged before anybody is asked, and again before it is kept."""
    before = issued.document_pdf(office, record)
    now = office.clock()
    judged = rosters.verify_pdf(office, before)
    if judged.details and not judged.ok:
        raise Refused(judged.sentence, next_step=judged.next_step, code=judged.cause)
    found = lasting.stamp(before, now)
    if not found.pdf.startswith(before) or not rosters.verify_pdf(office, found.pdf).ok:
        raise Refused(
            tr("Penanda waktu dari {nama} tidak cocok dengan dokumen ini.", nama=found.by),
            next_step=tr("Coba lagi; dokumennya tidak berubah."),
            code="time_answer",
        )
    changes = issued.add_signed(office, record, found.pdf, (), after=before, stamped=(found.by, found.at))
    return found, changes


def _told(found: Stamped) -> str:
    words = tr(
        "Sudah ada pada {waktu} menurut {nama} ({penerbit}).",
        waktu=wib_minute(found.at), nama=found.by, penerbit=found.issuer,
    )  # fmt: skip
    if not found.silent:
        return words
    silent = tr(
        "Penerbit sertifikat {nama} tidak menyediakan status lewat jaringan.", nama=", ".join(found.silent)
    )
    return f"{words} {silent}"


def _unexpected() -> str:
    words = tr("Dokumen ini tidak dapat diberi penanda waktu karena sebab yang tidak dikenal Wira.")
    return f"{words} {tr('Periksa dokumennya di Dokumen.')}"
