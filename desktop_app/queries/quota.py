"""One programme's places at one office: the gauge, and where everybody stands (`actions.standings`)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection

from desktop_app.actions.outcome_lists import heard
from desktop_app.actions.standings import Standings, standings
from desktop_app.office import Office
from desktop_app.queries import home
from desktop_app.queries.home import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaView(Standings):
    """Everything of the screen. `unheard`: DKUM has no file from this kelurahan and knows nobody there."""

    quota: Quota
    unheard: bool = False


def quota_view(connection: Connection, office: Office, program: str, tahun: int, scope: str) -> QuotaView:
    """The gauge and the order of `scope` (a kelurahan, or "" for the city), from one committed state.

    Raises Refused as `decisions.preview` does.
    """
    found = standings(connection, office, program, tahun, scope)
    gauge = home.quota(connection, found.rules, scope)
    silent = office.info.kind == "dkum" and bool(found.scope) and found.scope not in heard(connection)
    shown = {each.name: getattr(found, each.name) for each in fields(found)}
    return QuotaView(**shown, quota=gauge, unheard=silent)
