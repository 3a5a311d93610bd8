"""The window under test: the program's own font and tokens, in one theme or in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import deskscene
from tests.ui.deskscene import Scene
from ui import theme
from ui.worker import Worker

# A screen that is not there has no window manager to tell sizes to; every other Qt warning fails the test.
QUIET = "propagateSizeHints"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets the one warning of the platform without a screen pass."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore(QUIET, extend=True))


@pytest.fixture
def look(qapp: QApplication) -> Callable[[str], None]:
    """Puts a theme on the application."""

    def put(name: str) -> None:
        theme.apply(qapp, name)  # type: ignore[arg-type]

    put("light")
    return put


@pytest.fixture(params=["light", "dark"])
def themed(qapp: QApplication, request: pytest.FixtureRequest) -> str:
    """The test runs once in each theme."""
    theme.apply(qapp, request.param)
    return str(request.param)


@pytest.fixture
def shown(qtbot: QtBot, look: Callable[[str], None]) -> Callable[..., QWidget]:
    """Shows a widget in a size and hands it back."""

    def show(widget: QWidget, width: int = 0, height: int = 0) -> QWidget:
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()
        return widget

    return show


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Worker]:
    """A worker whose defects fail the test, and which has stopped when the test ends."""
    bugs: list[BaseException] = []
    one = Worker(bugs.append)
    yield one
    one.stop()
    QApplication.processEvents()
    assert not bugs, bugs


@pytest.fixture
def scene(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Scene]:
    """A desk on an empty folder, light and Indonesian."""
    with deskscene.opened(qtbot, qapp, tmp_path) as one:
        yield one


@pytest.fixture(params=[("light", "id"), ("dark", "en")], ids=["light-id", "dark-en"])
def looked(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Scene]:
    """The same in both themes and languages."""
    with deskscene.opened(qtbot, qapp, tmp_path, *request.param) as one:
        yield one
