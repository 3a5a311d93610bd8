"""What a look through an office found: part by part, whole or not, and what to do next.

A sentence names neither people nor applicants, so that it may stand in a support bundle; which record it is
about stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from resources.i18n import mark, tr, trn

State = Literal["whole", "note", "todo", "broken", "unseen"]
"""``note``: nothing is lost, and it is worth knowing. ``todo``: nothing is lost yet, but somebody has to do
something. ``unseen``: another part has to be put right first."""

PARTS: Final = {
    "files": mark("Berkas kantor"),
    "keys": mark("Kunci petugas dan komputer"),
    "database": mark("Basis data"),
    "chain": mark("Rantai perubahan"),
    "proof": mark("Bukti DKUM"),
    "access": mark("Catatan akses"),
    "tables": mark("Tabel"),
    "blobs": mark("Lampiran dan dokumen tersimpan"),
    "papers": mark("Dokumen terbit"),
    "backups": mark("Cadangan"),
}
"""Every part, in the order in which it is told."""

STATE_WORDS: Final[Mapping[State, str]] = {
    "whole": mark("Utuh"),
    "note": mark("Utuh, ada catatan"),
    "todo": mark("Perlu tindakan"),
    "broken": mark("Tidak utuh"),
    "unseen": mark("Belum dapat diperiksa"),
}
_NAMED: Final = 10
"""Records named beside one finding; of more, how many there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `code` is stable; `records` are the first of `count` records,
    files or people it is about; `note`: nothing is lost; `todo`: not yet, if the next step is taken."""

    code: str
    sentence: str
    next_step: str = ""
    records: tuple[str, ...] = ()
    count: int = 1
    note: bool = False
    todo: bool = False

    @property
    def harm(self) -> bool:
        """Whether something is lost or altered."""
        return not self.note and not self.todo

    def about(self) -> str:
        """Which records, in one line; "" where none is named."""
        more = self.count - len(self.records)
        named = ", ".join(self.records)
        if more <= 0 or not named:
            return named
        return trn("{nama}, dan {n} lagi", "{nama}, dan {n} lagi", more, nama=named)


def finding(
    code: str, sentence: str, next_step: str = "", records: Iterable[str] = (), *, note: bool = False
) -> Finding:
    """A finding about `records`, of which the first few are named."""
    every = tuple(records)
    return Finding(code, sentence, next_step, every[:_NAMED], max(1, len(every)), note)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an office: what was looked at (`seen`, a sentence) and what was found."""

    key: str
    seen: str
    findings: tuple[Finding, ...] = ()
    looked: bool = True

    @property
    def title(self) -> str:
        """How it is called."""
        return tr(PARTS[self.key])

    @property
    def state(self) -> State:
        """The worst of what was found."""
        if any(each.harm for each in self.findings):
            return "broken"
        if not self.looked:
            return "unseen"
        if any(each.todo for each in self.findings):
            return "todo"
        return "note" if self.findings else "whole"


def unseen(key: str) -> Part:
    """A part that waits for another one."""
    return Part(key, tr("Diperiksa setelah yang tidak utuh di atas dipulihkan."), looked=False)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what is wrong; `sound` when nothing is."""

    parts: tuple[Part, ...]
    ops: int = 0
    records: int = 0
    blobs: int = 0
    counts: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def problems(self) -> tuple[str, ...]:
        """The sentences of all that is not whole."""
        return tuple(each.sentence for part in self.parts for each in part.findings if each.harm)

    @property
    def sound(self) -> bool:
        """Whether everything was looked at and nothing is lost or altered."""
        return all(part.state in ("whole", "note", "todo") for part in self.parts)

    def lines(self) -> list[str]:
        """The page for a person without a window."""
        told = [self.headline()]
        for part in self.parts:
            told.append(f"[{tr(STATE_WORDS[part.state])}] {part.title}: {part.seen}")
            for each in part.findings:
                about = each.about()
                told.append("  " + (f"{each.sentence} ({about})" if about else each.sentence))
                if each.next_step:
                    told.append("    " + each.next_step)
        steps = self.steps()
        if len(steps) > 1:
            told.append(tr("Langkah berikutnya, menurut urutannya:"))
            told += [f"  {n}. {step}" for n, step in enumerate(steps, 1)]
        return told

    def steps(self) -> tuple[str, ...]:
        """What to do about all that is not as it should be, each once, in the order of the parts."""
        wanted = (each for part in self.parts for each in part.findings if not each.note)
        return tuple(dict.fromkeys(each.next_step for each in wanted if each.next_step))

    def headline(self) -> str:
        """The one sentence above everything."""
        broken = sum(part.state == "broken" for part in self.parts)
        if broken:
            return trn(
                "{n} bagian kantor ini tidak utuh; langkah berikutnya tertulis di bawahnya.",
                "{n} bagian kantor ini tidak utuh; langkah berikutnya tertulis di bawahnya.",
                broken,
            )
        waiting = sum(part.state == "todo" for part in self.parts)
        if waiting:
            return trn(
                "Data kantor ini utuh, tetapi {n} bagian perlu tindakan; langkah berikutnya tertulis di "
                "bawahnya.",
                "Data kantor ini utuh, tetapi {n} bagian perlu tindakan; langkah berikutnya tertulis di "
                "bawahnya.",
                waiting,
            )
        return tr("Semuanya utuh.")

    @property
    def waits(self) -> bool:
        """Whether nothing is lost, but somebody has to do something."""
        return self.sound and any(part.state == "todo" for part in self.parts)

    def advised(self, say: Callable[[str], str]) -> CheckReport:
        """The same, each next step in the form that `say` gives it: for who types commands."""
        parts = (
            replace(
                part, findings=tuple(replace(each, next_step=say(each.next_step)) for each in part.findings)
            )
            for part in self.parts
        )
        return replace(self, parts=tuple(parts))

    def document(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "sound": self.sound,
            "ops": self.ops,
            "records": self.records,
            "blobs": self.blobs,
            "problems": list(self.problems),
            "parts": [
                {
                    "part": part.key,
                    "state": part.state,
                    "seen": part.seen,
                    "findings": [
                        {
                            "code": each.code, "sentence": each.sentence, "next_step": each.next_step,
                            "records": list(each.records), "count": each.count, "note": each.note,
                            "todo": each.todo,
                        }
                        for each in part.findings
                    ],
                }
                for part in self.parts
            ],
        }  # fmt: skip
