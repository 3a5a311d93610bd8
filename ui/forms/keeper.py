"""Keeps what is typed at every change, and finds what a stopped program left behind.

One write takes about 0.2 ms and never waits for the disk (see `storage.drafts`), so it happens in the
window's thread at the end of the turn of the event loop in which the key arrived: a program killed a
moment later has lost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.moments import wib
from desktop_app.errors import Unavailable
from desktop_app.office import Office
from desktop_app.storage.drafts import Draft
from desktop_app.storage.work import new_id

PAGE = "entri"
NEW = "baru:"
CHANGE = "ubah:"
_LOOK_MS = 200


class DraftKeeper(QObject):
    """`kept(when)` once what was typed at `when` is safe from a power cut; `failed(sentence)` when the disk
    does not take it."""

    kept = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        office: Office,
        form: Callable[[], tuple[dict[str, Any], str]],
        parent: QObject,
        *,
        page: str = PAGE,
    ) -> None:
        """`form` gives the raw values and the field one is in; `page` tells forms of one kind from others."""
        super().__init__(parent)
        self._office, self._form, self._page = office, form, page
        self.form_id = ""
        self.record = ""
        self._user = ""
        self._written: datetime | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._write)  # a timer that has fired is no longer active
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._looked)

    def begin(self, record: str = "", form_id: str = "") -> None:
        """Another form: a new one, or that of `record` (hex)."""
        self._soon.stop()
        self._look.stop()
        self._written = None
        self.record = record
        self.form_id = form_id or (f"{CHANGE}{record}" if record else f"{NEW}{new_id()}")

    def note(self) -> None:
        """Something was typed: write it at the end of this turn."""
        if not self._soon.isActive():
            self._soon.start()

    def flush(self) -> bool:
        """Write now, if something is waiting. False when the disk did not take it."""
        if not self._soon.isActive() and self._written is not None:
            return True
        return self._write()

    def _write(self) -> bool:
        self._soon.stop()
        values, field = self._form()
        now = self._office.clock()
        try:
            self._office.drafts.put(self.form_id, values, self._where(field), now=now)
        except Unavailable as error:
            self.failed.emit(str(error))
            return False
        self._written = now
        self._look.start()
        return True

    def pending(self) -> bool:
        """Whether something typed still waits for the end of this turn."""
        return self._soon.isActive()

    def forget(self) -> None:
        """The form was saved or discarded. On a full disk its typing stays, and is offered once more."""
        self._soon.stop()
        self._look.stop()
        self._written = None
        with suppress(Unavailable):
            self._office.drafts.discard(self.form_id)

    def others(self) -> list[Draft]:
        """Forms typed and not saved, other than the present one; the newest first."""
        return [
            draft
            for draft in self._office.drafts.list()
            if draft.where.get("page") == self._page and draft.form_id != self.form_id
        ]

    def take(self, form_id: str) -> Draft | None:
        """One form's typing."""
        draft = self._office.drafts.take(form_id)
        return draft if draft is not None and draft.where.get("page") == self._page else None

    def discard(self, draft: Draft) -> Callable[[], None]:
        """Throw a form's typing away; what comes back puts it there again."""
        self._office.drafts.discard(draft.form_id)
        return lambda: self._office.drafts.put(draft.form_id, draft.values, draft.where, now=draft.written)

    def _where(self, field: str) -> Mapping[str, Any]:
        person = self._office.session
        return {
            "page": self._page,
            "record": self.record,
            "user": person.user,
            "name": person.name,
            "field": field,
        }

    def _looked(self) -> None:
        if self._written is None:
            self._look.stop()
        elif self._office.drafts.wait_durable(0):
            self._look.stop()
            self.kept.emit(wib(self._written))
