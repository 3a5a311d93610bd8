"""With what a person usually signs: a key file or a card and its driver. Never what opens them.

Kept in this computer's database only, for each person apart: a file name may say whose key it is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection

from desktop_app.office import Office
from desktop_app.signing import token
from desktop_app.storage import settings
from desktop_app.storage.work import Changes, Work

_NAME: Final = "signing"
Means = Literal["", "file", "card"]


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """`means` is what is offered first. Paths are "" where none is set; without `driver` the usual places
    are searched."""

    means: Means = ""
    key_file: str = ""
    driver: str = ""
    card: str = ""

    def driver_path(self) -> Path | None:
        """The card's driver: the one that was set, else one that makers usually install; None for neither."""
        return Path(self.driver) if self.driver else token.usual_driver()


def signing_settings(connection: Connection, office: Office) -> SigningSettings:
    """What the person who is in has set."""
    every: dict[str, dict[str, Any]] = settings.get_json(connection, _NAME, {})
    known = {field.name for field in fields(SigningSettings)}
    kept = every.get(office.session.user, {})
    return SigningSettings(**{name: value for name, value in kept.items() if name in known})


def set_signing(office: Office, wish: SigningSettings) -> Changes:
    """Keep `wish` for the person who is in."""
    user = office.session.user

    def step(work: Work) -> None:
        every: dict[str, Any] = settings.get_json(work.connection, _NAME, {})
        settings.put_json(work.connection, _NAME, {**every, user: asdict(wish)})

    return office.do(step)
