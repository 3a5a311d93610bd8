"""What the office says of itself on paper: letterhead, signatories, copies; and whether its seal is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop_app.actions.letterhead import Signer
from desktop_app.actions.papers import office_settings, town
from desktop_app.domain import people
from desktop_app.office import Office, OfficeInfo
from desktop_app.storage import settings


@dataclass(frozen=True, slots=True)
class LetterheadView:
    """Head and foot of the office's papers. `logo` is the picture's blob, empty for none."""

    pemerintah: str
    kecamatan: str
    kantor: str
    alamat: str
    tempat: str
    signatories: tuple[Signer, ...]
    tembusan: tuple[str, ...]
    logo: str


@dataclass(frozen=True, slots=True)
class SealStanding:
    """Whether the person who is in can seal here: certificate from DKUM, and role.

    `on_behalf` is true for everybody but the lurah.
    """

    certified: bool
    allowed: bool
    on_behalf: bool

    @property
    def ready(self) -> bool:
        """Whether Ctrl+T would seal."""
        return self.certified and self.allowed


def letterhead(connection: Connection, info: OfficeInfo) -> LetterheadView:
    """The letterhead as it stands; founding writes the first one from the office's place."""
    kept = office_settings(connection, info.scope)
    kop: dict[str, Any] = kept.get("kop") or {}
    listed: list[dict[str, str]] = kept.get("signatories") or []
    return LetterheadView(
        pemerintah=str(kop.get("pemerintah", "")),
        kecamatan=str(kop.get("kecamatan", "")),
        kantor=str(kop.get("kantor", "")),
        alamat=str(kop.get("alamat", "")),
        tempat=town(kept),
        signatories=tuple(
            Signer(
                each.get("nama", ""), each.get("nip", ""), each.get("jabatan", ""), each.get("pangkat", "")
            )
            for each in listed
        ),
        tembusan=tuple(kept.get("tembusan") or ()),
        logo=str(kept.get("logo") or ""),
    )


def seal_standing(connection: Connection, office: Office) -> SealStanding:
    """Whether a roster could be sealed now, and by whom."""
    certificate = settings.get(connection, "seal_certificate")
    roles = office.person.roles
    return SealStanding(
        certified=bool(certificate) and bool(office.device.seal),
        allowed=office.info.kind == "kelurahan" and bool(roles & people.SEALING_ROLES),
        on_behalf=people.seals_on_behalf(roles),
    )
