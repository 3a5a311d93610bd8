"""From rows and settings to the plain data that documents are laid out from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, select

from desktop_app.actions.letterhead import Signer
from desktop_app.documents.data import DecisionList, DecisionRow, Letterhead, Signatory
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.domain import letters, people, region
from desktop_app.domain.ranking import Places
from desktop_app.domain.rulebook import PRIORITY_LABELS
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import official


class Hand(NamedTuple):
    """Who signs the print: one of the letterhead's signatories by their place, or who was `typed`; and where
    it is dated, as the letterhead says where `place` is empty."""

    signatory: int = 0
    typed: Signer | None = None
    place: str = ""


THE_FIRST: Final = Hand()
"""The first of the letterhead's signatories, who signs where nobody else was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """What is asked of any paper with a letter number. `nomor` is typed from the office's agenda; without
    `tanggal` it is of today."""

    nomor: str = ""
    tanggal: date | None = None
    form: Form = ACROSS
    hand: Hand = THE_FIRST

    @property
    def number(self) -> str:
        """The letter number as it is printed."""
        return letters.tidy(self.nomor)

    def day(self, office: Office) -> date:
        """The date of the letter."""
        return self.tanggal or office.today()


def office_settings(connection: Connection, scope: str) -> dict[str, Any]:
    """The office's letterhead and signatories as kept on the log; empty before anybody has set them."""
    raw = connection.execute(
        select(tables.office.c.settings).where(tables.office.c.scope == scope).order_by(tables.office.c.id)
    ).scalar()
    return json.loads(raw) if raw else {}


def letterhead(office: Office, settings: dict[str, Any]) -> Letterhead:
    """The kop of this office."""
    kop: dict[str, str] = settings.get("kop") or {}
    logo = settings.get("logo")
    return Letterhead(
        government=kop.get("pemerintah", ""),
        parent=kop.get("kecamatan", ""),
        office=kop.get("kantor", ""),
        address=kop.get("alamat", ""),
        logo=office.blobs.get(logo) if logo else None,
    )


def town(settings: dict[str, Any], typed: str = "") -> str:
    """Where the office's papers are dated, unless another place was `typed` for this one."""
    if " ".join(typed.split()):
        return " ".join(typed.split())
    kop: dict[str, Any] = settings.get("kop") or {}
    return str(kop.get("tempat") or "Depok")


def holder(office: Office) -> str:
    """Whose office it is, as papers say it whatever the window's language: "Lurah …", or the city's."""
    place = region.by_code(office.info.scope)
    return f"Lurah {place.name}" if place else "DKUM Kota Depok"


def on_behalf_of(office: Office) -> str:
    """ "a.n. Lurah …" unless the lurah is in."""
    return _for_the_lurah(office) if people.seals_on_behalf(office.person.roles) else ""


def _for_the_lurah(office: Office) -> str:
    place = region.by_code(office.info.scope)
    return f"a.n. Lurah {place.name}" if place else ""


def signatory(office: Office, settings: dict[str, Any], hand: Hand = THE_FIRST) -> Signatory:
    """One of the office's signatories, or who was typed for this paper; a blank one where none was entered,
    to be filled by hand.

    The lurah signs the print as the lurah, others "a.n. Lurah" with their own jabatan, whoever puts the
    office's seal on it; a jabatan that says "a.n. Lurah" needs no such line. Of a signatory without a jabatan
    only who seals is known.
    """
    listed: list[dict[str, str]] = settings.get("signatories") or []
    at = hand.signatory
    chosen = asdict(hand.typed) if hand.typed else listed[at] if at < len(listed) else {}
    jabatan = " ".join(chosen.get("jabatan", "").split())
    on_behalf = _for_the_lurah(office) if jabatan else on_behalf_of(office)
    if people.signs_as_lurah(jabatan) or people.says_on_behalf(jabatan):
        on_behalf = ""
    return Signatory(
        name=chosen.get("nama", ""),
        nip=chosen.get("nip", ""),
        jabatan=chosen.get("jabatan", ""),
        pangkat=chosen.get("pangkat", ""),
        on_behalf=on_behalf,
    )


def decision_list(
    connection: Connection,
    office: Office,
    header: dict[str, Any],
    nomor: str,
    rows: list[tuple[Row[Any], dict[str, Any], str]],
) -> DecisionList:
    """DKUM's public account of one decision."""
    settings = office_settings(connection, office.info.scope)
    place = region.by_code(str(header["kelurahan_kode"]))
    return DecisionList(
        program=str(header["program"]),
        tahun=int(header["tahun"]),
        kelurahan_kode=place.code if place else region.DEPOK,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        number=nomor,
        date=office.today(),
        decision_no=nomor,
        rule_version=str(header.get("aturan_versi") or 0),
        quota=int(header["kuota"]),
        taken=int(header["terpakai"]),
        seed=str(header["seed"]),
        order=tuple(PRIORITY_LABELS.get(key, key) for key in header.get("prioritas") or ("tanggal_lengkap",)),
        limit=_limit(header),
        reserve=header.get("cadangan"),
        rows=tuple(
            DecisionRow(
                rank=usul["peringkat"],
                nomor_pendaftaran=row.nomor_pendaftaran,
                tanggal_lengkap=row.tanggal_lengkap,
                draw=usul["undian"],
                outcome=usul["hasil"],
                reason=usul["alasan"],
                seed=_other(usul.get("benih"), header["seed"]),
                facts=tuple(usul.get("dasar") or ()),
                alone=row.satu_petugas is not None,
            )
            for row, usul, _op in rows
        ),
        letterhead=letterhead(office, settings),
        signatory=signatory(office, settings),
        place=town(settings),
        sample=office.info.sample,
    )


def _limit(header: dict[str, Any]) -> str:
    """Which of quota and budget drew the line."""
    room = Places(
        int(header["kuota"]), int(header["terpakai"]), header.get("pagu"), int(header.get("biaya") or 0)
    )
    with official():
        return f"{room.sentence} {room.money}".strip()


def _other(seed: str | None, own: str) -> str:
    return seed if seed and seed != own else ""
