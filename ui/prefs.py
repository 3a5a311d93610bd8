"""Small choices of this computer and of one office: filters, folders, language, theme. Nothing personal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from desktop_app.keys.atomic import write_atomic
from resources.i18n import Language


class Prefs:
    """A JSON file of small values. A file that cannot be read or written costs nothing but the choice."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        try:
            self._values = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.MsgspecError):
            self._values = {}

    @classmethod
    def of_office(cls, home: Path) -> Prefs:
        """The choices that belong to one office folder."""
        return cls(home / "ui.json")

    @classmethod
    def of_machine(cls) -> Prefs:
        """The choices that belong to the person at this computer: language, theme, last office."""
        from platformdirs import user_config_path

        return cls(user_config_path("Wira", appauthor=False) / "wira.json")

    def get(self, name: str, default: Any = None) -> Any:
        """A choice, or `default` where there is none of that type."""
        value = self._values.get(name, default)
        return value if default is None or isinstance(value, type(default)) else default

    @property
    def language(self) -> Language:
        """The language that was chosen, Indonesian until then."""
        return "en" if self.get("language", "id") == "en" else "id"

    def put(self, name: str, value: Any) -> None:
        """Remember a choice."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._path, msgspec.json.encode(self._values))
        except OSError:
            return
