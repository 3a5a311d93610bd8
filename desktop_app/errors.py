"""The two kinds of failure a person can meet, each with its sentence.

    WiraError
    ├── Refused            the person can act; the sentence says how (exit code 1)
    │   └── SyncRefused    a sync file that changed nothing, with its class from E_FORMAT to E_DIR
    └── Unavailable        disk, token, file or lock (exit code 3)
        └── SyncUnavailable    both of the above: a sync file that a disk or medium stopped, E_SPACE and E_IO

Everything else that is raised is a defect of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class WiraError(Exception):
    """What happened (`message`), what to do next (`next_step`) and which record it concerns (`record`).

    All three are already translated and may be shown. They never hold a NIK, No. KK or phone number.
    `code` is a short stable name for tests, `--json` and the dialog's small print. `more` are further
    sentences about the same step, each to be told on a line of its own.
    """

    more: tuple[str, ...] = ()

    def __init__(self, message: str, *, next_step: str = "", record: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.record = record
        self.code = code

    def __str__(self) -> str:
        """The whole sentence, next step last, as the command line prints it."""
        return f"{self.message} {self.next_step}".strip()


class Refused(WiraError):
    """The wish cannot be granted as it stands; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Which of the ways a file can fail in one E_ class; `actions.explaining` has a sentence for each.

    `dev` is the device it is about, `area` the office whose name or data were used ("" for the city's).
    `ended` (ms) and `why` are of a revocation that only the list of devices inside the file tells of.
    """

    name: str
    dev: str = ""
    area: str = ""
    ended: int | None = None
    why: str = ""


class SyncRefused(Refused):
    """A sync file was not accepted; `code` is one of the E_ classes of the exchange format.

    `request` is the file that asks for what is missing, made for E_GAP; `fork` is where a stream goes two
    ways, for E_FORK: device, epoch, seq; `cause` is what exactly was wrong, where the class has several.
    """

    request: Path | None = None
    fork: tuple[str, int, int] | None = None
    cause: Cause | None = None


class Unavailable(WiraError):
    """Something the program needs is out of reach: disk, folder, token, lock, printer."""


class SyncUnavailable(SyncRefused, Unavailable):
    """A sync file that could not be read or written for want of room (E_SPACE) or medium (E_IO)."""
