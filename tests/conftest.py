"""What every test stands on: no network, no stray error, no thread left, one clock zone, no screen needed."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.badfiles import BadFiles

os.environ["LANG"] = "C.UTF-8"
os.environ["WIRA_LANG"] = "id"  # whatever the person at this computer chose in the window
os.environ["TZ"] = "Asia/Jakarta"
if hasattr(time, "tzset"):
    time.tzset()
if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Seeded: the same examples on every run, so that a red test is red for everybody.
settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", settings.get_profile("ci"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish() -> None:
    """What the tests are made of stays to the end: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """With a window cycles are collected in this thread only, as in the program (`ui.garbage`)."""
    windows = "qapp" in getattr(item, "fixturenames", ())
    if windows:
        gc.disable()
    try:
        return (yield)
    finally:
        if windows:
            gc.collect(1)
            gc.enable()


def pytest_sessionfinish() -> None:
    """Now everything may go."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the settings or crash notes of the person at this computer."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("settings"))
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def mentor_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two closed offices with mentors and accepted applicants; `tests.mentors.reopened` copies them."""
    from tests import mentors

    folder = tmp_path_factory.mktemp("mentors")
    mentors.make(folder).close()
    return folder


PATIENCE: Final = 120_000
"""Milliseconds a window test waits for what must come. It tells a hang from a slow computer, nothing more."""


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[QtBot]:
    """pytest-qt's robot, patient: a busy computer is no reason to fail. Its windows are gone afterwards: left
    to the next event loop, every one of them would be dressed again whenever the next test changes the theme.
    """
    from PySide6.QtCore import QEvent
    from pytestqt.qtbot import QtBot

    class Patient(QtBot):
        def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
            super().waitUntil(callback, timeout=max(timeout, PATIENCE))

        def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
            return super().waitSignal(signal, timeout=max(timeout, PATIENCE), **more)

    yield Patient(request)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wira works without a network, so no test may reach for one. Socket pairs stay allowed."""
    real_connect = socket.socket.connect
    real_connect_ex = socket.socket.connect_ex

    def refuse(address: Any) -> NoReturn:
        pytest.fail(f"this test tried to reach the network: {address!r}")

    def stays_inside(one: socket.socket, address: Any) -> bool:
        if sys.platform == "win32":  # a socket pair is made over loopback there
            return one.family == socket.AF_INET and address[0] == "127.0.0.1"
        return one.family == socket.AF_UNIX

    def connect(self: socket.socket, address: Any) -> None:
        if not stays_inside(self, address):
            refuse(address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not stays_inside(self, address):
            refuse(address)
        return real_connect_ex(self, address)

    def look_up(host: Any, *_args: Any, **_kwargs: Any) -> NoReturn:
        refuse(host)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(scope="session")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> BadFiles:
    """One file of every kind that an office must refuse, and the closed offices that refuse them."""
    from tests.badfiles import build

    return build(tmp_path_factory.mktemp("bad"))


class _ErrorRecords(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_stray_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A log record of level ERROR fails the test, unless the test says that it expects one and why."""
    handler = _ErrorRecords()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if request.node.get_closest_marker("expects_error_log") is None and handler.lines:
        pytest.fail("logged at level ERROR:\n" + "\n".join(handler.lines))


@pytest.fixture(autouse=True)
def no_threads_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every thread that a test starts, Python's or Qt's, has ended when the test ends."""
    before = set(threading.enumerate())
    qt_threads = _watch_qt_threads(monkeypatch)
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and _is_python_thread(thread)]
    for thread in left:
        thread.join(timeout=2)
    names = [thread.name for thread in left if thread.is_alive()]
    names += [thread.objectName() or repr(thread) for thread in qt_threads if _still_runs(thread)]
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}")


def _is_python_thread(thread: threading.Thread) -> bool:
    # a dummy stands for a thread of Qt or C that once ran Python code; it stays listed after its end
    return not isinstance(thread, threading._DummyThread)


def _watch_qt_threads(monkeypatch: pytest.MonkeyPatch) -> weakref.WeakSet[Any]:
    started: weakref.WeakSet[Any] = weakref.WeakSet()
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        real_start = core.QThread.start

        def start(self: Any, *args: Any) -> None:
            started.add(self)
            real_start(self, *args)

        monkeypatch.setattr(core.QThread, "start", start)
    return started


def _still_runs(thread: Any) -> bool:
    import shiboken6

    return shiboken6.isValid(thread) and thread.isRunning() and not thread.wait(2000)
