"""What each kind of import says: what is read and looked at, what its rows become, how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as PlainMapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout

from desktop_app.actions.kept import Kind
from desktop_app.actions.progress import Progress as Step
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.mapping import Mapping
from desktop_app.intake.preview import Outcome
from desktop_app.intake.sheet import Check, Sheet
from ui.models.table import Column
from ui.widgets.dialog import Dialog


class SheetKind(Dialog):
    """The questions that `SheetDialog` asks of its subclasses. A row that is shown has `number`, `outcome`,
    `words`, `changed` and `marked`."""

    catalogue: ClassVar[Catalogue]
    kind: ClassVar[Kind]
    labels: ClassVar[PlainMapping[Outcome, str]]
    report_type: ClassVar[type[Any]]
    has_template: ClassVar[bool] = False

    def read(self, path: Path, sheet: str, check: Check) -> Sheet:
        """The sheet at `path`; in a working thread, where `check` raises once nobody waits.

        Raises Refused or Unavailable.
        """
        raise NotImplementedError

    def notices(self, sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
        """What is to be said about the file; called in a working thread, once for these columns."""
        return sheet.notes

    def acceptable(self, row: Any) -> bool:
        """Whether a person may accept the changes of this row."""
        raise NotImplementedError

    def alone(self, row: Any) -> bool:
        """Whether the changes of this row are accepted one by one only."""
        return False

    def build_settings(self, row: QHBoxLayout) -> None:
        """What may be chosen above the rows."""

    def row_columns(self) -> Sequence[Column[Any]]:
        """The columns of preview and report."""
        raise NotImplementedError

    def looking(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Sequence[Any]]:
        """How every row is looked at, with the choices as they stand; called in a working thread."""
        raise NotImplementedError

    def keeping(self, sheet: Sheet, mapping: Mapping) -> Callable[[Step], Any]:
        """How what is wanted is stored; called in the writing thread. Its answer has `report`, `changes`."""
        raise NotImplementedError

    def preview_rows(self, found: Sequence[Any]) -> Sequence[Any]:
        """The rows that were looked at, as they are shown; called in a working thread."""
        raise NotImplementedError

    def preview_sentence(self, found: Sequence[Any]) -> str:
        """What would become of the file, in one sentence."""
        raise NotImplementedError

    def show_store(self) -> None:
        """Say on the button what it stores, and shut it when there is nothing."""
        raise NotImplementedError

    def report_rows(self, report: Any) -> Sequence[Any]:
        """The rows of the report; called in a working thread."""
        raise NotImplementedError

    def template(self) -> tuple[str, bytes]:
        """Name and content of an example."""
        raise NotImplementedError
