"""What is wrong with one typed value: a title that says what, a reason that says why and what next."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """A translated finding about one value. `code` is the last part of the rule id, as in ``nik.panjang``."""

    code: str
    title: str
    reason: str

    @property
    def sentence(self) -> str:
        """Both sentences in one line, for an import row or the command line."""
        return f"{self.title}. {self.reason}"
