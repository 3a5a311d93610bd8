"""What the journal can be narrowed to: the people and the computers that stand in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop_app.domain import people, region
from desktop_app.office import Office
from desktop_app.storage import tables
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or some computer: an id (hex), its words, and the office it belongs to ("" for this one)."""

    key: str
    words: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """All of them, this office's first."""

    people: tuple[Choice, ...]
    computers: tuple[Choice, ...]


def choices(connection: Connection, office: Office) -> Choices:
    """Everybody known here, the dismissed too, and every computer whose words are here."""
    here = office.info.scope
    staff = [
        Choice(user, facts.nama, _place(facts.office) if facts.office != here else "")
        for user, facts in office.context.people.items()
    ]
    devices = {*connection.execute(select(tables.stream.c.dev)).scalars(), bytes.fromhex(office.info.dev)}
    machines = [_computer(office, dev) for dev in devices]
    return Choices(_sorted(staff), _sorted(machines))


def _computer(office: Office, dev: bytes) -> Choice:
    tag, name = region.device_tag(dev), dev.hex()
    if name == office.info.dev:
        return Choice(name, tr("komputer ini ({tanda})", tanda=tag))
    kind, area = office.context.places.get(name, ("", ""))
    words = {
        "dkum": tr("DKUM ({tanda})", tanda=tag),
        "kelurahan": tr("komputer kantor ({tanda})", tanda=tag),
        "lapangan": tr("laptop lapangan ({tanda})", tanda=tag),
    }.get(kind, tr("komputer lama ({tanda})", tanda=tag))
    return Choice(name, words, _place(area) if area and area != office.info.scope else "")


def _place(code: str) -> str:
    place = region.by_code(code)
    return place.display if place is not None else tr(people.OFFICE_LABELS["dkum"])


def _sorted(found: list[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(found, key=lambda one: (one.group, one.words.casefold())))
