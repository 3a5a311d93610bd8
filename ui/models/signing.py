"""What signing does away from the window's thread: look at cards and papers, sign a batch.

The PDF library and a card's driver are loaded here when they are first wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from ui.worker import Cancelled, Progress

if TYPE_CHECKING:
    from desktop_app.actions.signing import Card, IssuedReport, IssuerUnknown, KeyFile, SignAs
    from desktop_app.actions.signing_settings import SigningSettings
    from desktop_app.actions.tte import Root
    from desktop_app.signing.token import Seen

As = Literal["pejabat", "pendamping", "pendamping_sendiri"]
"""As what: the official, the mentor after him, or a mentor who closes the paper without the official."""
Outcome = Literal["", "signed", "refused", "not_begun"]


@dataclass(frozen=True)
class Means:
    """With what: a key file, or a card and its driver, and what opens it. `chain` are certificate files;
    `issuer` is one that the office has not chosen, and the person signs all the same."""

    kind: Literal["file", "card"]
    secret: str = field(repr=False)
    path: str = ""
    driver: str = ""
    card: str = ""
    chain: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class SignLine:
    """One paper of the list: how it stands, why it cannot be signed, and in the end what became of it.

    `rooms` says of each room for a signature whether somebody has signed there; None until it was looked at.
    """

    record: str
    title: str
    nomor: str
    rooms: Mapping[str, bool] | None = None
    reason: str = ""
    outcome: Outcome = ""
    sentence: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be signed as wished."""
        return self.rooms is not None and not self.reason


@dataclass(frozen=True)
class Usual:
    """With what this person usually signs; `driver` is the one that would be used, empty for none."""

    settings: SigningSettings
    driver: str


def usual(office: Office) -> Usual:
    """What is set, and the driver that is found."""
    from desktop_app.actions.signing_settings import signing_settings

    with office.reading() as connection:
        found = signing_settings(connection, office)
    return Usual(found, str(found.driver_path() or ""))


def remember(office: Office, settings: SigningSettings) -> None:
    """Keep with what this person usually signs."""
    from desktop_app.actions.signing_settings import set_signing

    set_signing(office, settings)


@dataclass(frozen=True)
class Believed:
    """The authorities that the office chose, and whether this person may choose others."""

    roots: tuple[Root, ...]
    may_choose: bool


def believed(office: Office, *, times: bool = False) -> Believed:
    """Whose signatures this office believes, besides those under DKUM's authority; or whose time stamps."""
    from desktop_app.actions import tte

    return Believed(tte.roots(office, tte.TIMES if times else tte.ROOTS), tte.may_choose(office))


def read_roots(path: Path) -> tuple[bytes, tuple[Root, ...]]:
    """A certificate file, and the authorities in it. Raises Refused and Unavailable."""
    from desktop_app.actions import tte

    data = tte.read_limited(path)
    try:
        return data, tte.read_roots(data)
    except Refused as refused:
        refused.record = path.name
        raise


def trust(office: Office, pem: bytes, *, times: bool = False) -> Changes:
    """Believe the authorities of a file from now on, about people or about the time."""
    from desktop_app.actions import tte

    return tte.trust(office, pem, tte.TIMES if times else tte.ROOTS)


def distrust(office: Office, fingerprint: str, *, times: bool = False) -> Changes:
    """Believe an authority no longer, about people or about the time."""
    from desktop_app.actions import tte

    return tte.distrust(office, fingerprint, tte.TIMES if times else tte.ROOTS)


def cards(driver: str) -> tuple[Seen, ...]:
    """The cards that are in now. Raises Unavailable where the driver does not load."""
    from desktop_app.signing import token

    return token.seen(Path(driver))


def looked_at(office: Office, lines: Sequence[SignLine], role: As) -> list[SignLine]:
    """The same lines, with how each stands for somebody who signs as `role`."""
    from desktop_app.actions import signing

    found = signing.signable(office, [line.record for line in lines], _sign_as(role))
    return [
        SignLine(line.record, line.title, line.nomor, {**one.filled}, one.reason)
        for line, one in zip(lines, found, strict=True)
    ]


def sign(
    office: Office, records: Sequence[str], means: Means, role: As, capacity: str, progress: Progress
) -> IssuedReport:
    """Sign issued papers. Stopped in the middle it answers all the same: what was signed is signed.

    Raises `IssuerUnknown` before the first one, unless `means` name that issuer, and as `sign_issued`.
    """
    from desktop_app.actions import signing

    def told(done: int, total: int, sentence: str) -> None:
        with suppress(Cancelled):  # asked below, between two papers
            progress.step(done, total, sentence)

    known = means.issuer

    def warn(warning: IssuerUnknown) -> None:
        if warning.issuer != known:
            raise warning

    return signing.sign_issued(
        office, records, _source(means), _sign_as(role, capacity), progress=told,
        stop=lambda: progress.cancelled, warn=warn,
    )  # fmt: skip


def doubt(issuer: str) -> str:
    """What a check says of signatures whose `issuer` the office has not chosen, and who chooses it."""
    from desktop_app.actions.signing import IssuerUnknown

    return str(IssuerUnknown(issuer))


def _source(means: Means) -> KeyFile | Card:
    from desktop_app.actions.signing import Card, KeyFile

    chain = (Path(means.chain),) if means.chain else ()
    if means.kind == "file":
        return KeyFile(Path(means.path), means.secret, chain)
    return Card(means.secret, means.card, Path(means.driver) if means.driver else None, chain)


def _sign_as(role: As, capacity: str = "") -> SignAs:
    from desktop_app.actions.signing import SignAs

    if role == "pejabat":
        return SignAs("pejabat", capacity)
    return SignAs("pendamping", capacity, alone=role == "pendamping_sendiri")
