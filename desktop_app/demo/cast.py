"""Who acts in the demo city, all invented, and what is told of it once it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.people import Role


@dataclass(frozen=True, slots=True)
class Staff:
    """The invented officials of one kelurahan."""

    code: str
    operator: str
    verifier: str
    lurah: str
    nip: str


KELURAHAN: Final = (
    Staff("3276061002", "Ratna Puspita", "Dian Lestari", "Surya Darmawan", "19700101 199901 1 999"),
    Staff("3276021008", "Yuni Kartika", "Agus Salim", "Bambang Prakoso", "19720202 199902 1 998"),
    Staff("3276111005", "Rina Melati", "Hadi Nugroho", "Tri Wahyudi", "19740303 199903 1 997"),
)
PROPOSER: Final = "Hendra Wijaya"
APPROVER: Final = "Sari Utami"
APPROVER_NIP: Final = "19680808 199308 2 996"


@dataclass(slots=True)
class City:
    """What was made and where; paths are below `out`."""

    out: Path
    passphrase: str
    tahun: int
    homes: dict[str, Path] = field(default_factory=dict[str, Path])
    people: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    roles: dict[str, dict[str, tuple[Role, ...]]] = field(
        default_factory=dict[str, dict[str, tuple[Role, ...]]]
    )
    """By office, as `homes`: everybody who may come in, with their roles."""
    rosters: list[Path] = field(default_factory=list[Path])
    sync_files: list[Path] = field(default_factory=list[Path])
    decision_files: list[Path] = field(default_factory=list[Path])
    decision_lists: list[Path] = field(default_factory=list[Path])
    counts: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The answer of ``wira demo --json``; paths relative to `out`."""

        def near(paths: list[Path]) -> list[str]:
            return [str(path.relative_to(self.out)) for path in paths]

        return {
            "out": str(self.out),
            "homes": {name: str(path.relative_to(self.out)) for name, path in self.homes.items()},
            "people": self.people,
            "roles": self.roles,
            "passphrase": self.passphrase,
            "rosters": near(self.rosters),
            "sync_files": near(self.sync_files),
            "decision_files": near(self.decision_files),
            "decision_lists": near(self.decision_lists),
            "counts": self.counts,
            "seconds": round(self.seconds, 1),
        }
