"""Watched folders in the demo city: DKUM looks into a shared folder, and nothing is made by itself."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.office import Office


def share(dkum: Office, folder: Path) -> None:
    """Two folders below `folder`, as a sync program would keep them."""
    inbox, outbox = folder / "Kotak masuk", folder / "Kotak keluar"
    for each in (inbox, outbox):
        each.mkdir(parents=True, exist_ok=True)
    set_exchange(dkum, ExchangeSettings(str(inbox.absolute()), str(outbox.absolute()), take=True))
