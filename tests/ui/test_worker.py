"""The two threads: results come home, refusals and defects go their ways, stopping is clean."""

from __future__ import annotations

import gc
import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.crash import describe
from desktop_app.errors import Refused, Unavailable
from ui.worker import Cancelled, Progress, Worker


def test_printing_waits_for_nothing_and_nothing_for_it(qtbot: QtBot, worker: Worker) -> None:
    go, ended = threading.Event(), list[str]()
    worker.print(lambda _progress: go.wait(20), lambda _done: ended.append("printed"))
    worker.run(lambda _progress: None, lambda _done: ended.append("saved"))
    worker.ask(lambda _progress: None, lambda _done: ended.append("read"))
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert set(ended) == {"saved", "read"}
    go.set()
    qtbot.waitUntil(lambda: ended[-1] == "printed" and worker.idle())


def test_results_come_home_in_order_in_the_window_thread(qtbot: QtBot, worker: Worker) -> None:
    home = threading.current_thread()
    got: list[object] = []
    where: list[bool] = []

    def done(value: object) -> None:
        got.append(value)
        where.append(threading.current_thread() is home)

    def work(n: int, _p: Progress) -> int:
        assert threading.current_thread() is not home
        return n

    for n in range(5):
        worker.run(lambda p, n=n: work(n, p), done)
    qtbot.waitUntil(lambda: len(got) == 5)
    assert got == [0, 1, 2, 3, 4]
    assert all(where)


def test_what_the_work_was_given_goes_with_it(qtbot: QtBot, worker: Worker) -> None:
    """A PIN in the last work would otherwise stay as long as nothing new comes."""

    class Secret:
        pass

    def refuse(_p: Progress, _secret: Secret) -> None:
        raise Refused("Tidak boleh.", code="X")

    for send in (worker.run, worker.ask):
        secret = Secret()
        kept, got = weakref.ref(secret), list[object]()
        send(partial(refuse, _secret=secret), None, lambda error, got=got: got.append(error.code))
        del secret
        qtbot.waitUntil(lambda got=got: got == ["X"])
        qtbot.waitUntil(lambda kept=kept: gc.collect() >= 0 and kept() is None)


def test_refusals_have_their_own_way(qtbot: QtBot, worker: Worker) -> None:
    got: list[object] = []

    def refuse(_p: Progress) -> None:
        raise Refused("Tidak boleh.", code="X")

    def out_of_reach(_p: Progress) -> None:
        raise Unavailable("Disk penuh.")

    worker.run(refuse, None, got.append, after=lambda: got.append("after"))
    worker.run(out_of_reach, None, got.append)
    qtbot.waitUntil(lambda: len(got) == 3)
    assert isinstance(got[0], Refused)
    assert got[1] == "after"
    assert isinstance(got[2], Unavailable)


def test_a_defect_reaches_the_handler_and_after_is_called(qtbot: QtBot) -> None:
    bugs: list[BaseException] = []
    after: list[str] = []
    worker = Worker(bugs.append)

    def defect(_p: Progress) -> None:
        raise ValueError("3276065203949102 rusak")

    worker.run(defect, None, after=lambda: after.append("after"))
    qtbot.waitUntil(lambda: bool(after))
    worker.stop()
    note = describe(bugs[0])
    assert "ValueError" in note
    assert "test_worker.py" in note
    assert "3276" not in note, "a note holds no values"


def test_cancel_at_the_next_step(qtbot: QtBot, worker: Worker) -> None:
    started = threading.Event()
    steps: list[tuple[int, int, str]] = []
    ended: list[str] = []

    def endless(p: Progress) -> None:
        n = 0
        while True:
            p.step(n, 0, "baris")
            started.set()
            n += 1

    task = worker.run(
        endless,
        progress=lambda done, total, sentence: steps.append((done, total, sentence)),
        cancelled=lambda: ended.append("cancelled"),
    )
    qtbot.waitUntil(lambda: bool(steps))
    assert started.is_set()
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert steps[0] == (0, 0, "baris")
    assert task.finished


def test_newest_question_wins(qtbot: QtBot, worker: Worker) -> None:
    gate = threading.Event()
    got: list[str] = []
    worker.ask(lambda _p: (gate.wait(5) and "lama") or "lama", got.append, key="cari")
    for words in ("a", "ab", "abc"):
        worker.ask(lambda _p, words=words: words, got.append, key="cari")
    worker.ask(lambda _p: "lain", got.append, key="lain")
    gate.set()
    qtbot.waitUntil(lambda: "lain" in got)
    assert got == ["abc", "lain"]


def test_nobody_is_called_who_is_gone(qtbot: QtBot, worker: Worker) -> None:
    got: list[str] = []
    owner = QObject()
    gate = threading.Event()
    worker.run(lambda _p: gate.wait(5), lambda _r: got.append("gone"), owner=owner)
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    worker.run(lambda _p: None, lambda _r: got.append("here"))
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["here"]


def test_stop_finishes_what_was_asked_and_ends_both_threads(qtbot: QtBot) -> None:
    saved: list[int] = []
    ended: list[str] = []
    worker = Worker(
        lambda _e: None, writer_end=lambda: ended.append("w"), reader_end=lambda: ended.append("r")
    )
    for n in range(20):
        worker.run(lambda _p, n=n: saved.append(n))
    worker.stop()
    assert saved == list(range(20)), "what was asked for before the end is done"
    assert sorted(ended) == ["r", "w"]
    worker.stop()


def test_progress_alone() -> None:
    progress = Progress()
    progress.step(1, 2)
    progress.cancel()
    try:
        progress.step(2, 2)
    except Cancelled:
        return
    raise AssertionError("a cancelled step goes no further")


def test_once_stopped_a_question_is_dropped_and_a_command_is_not(qtbot: QtBot, worker: Worker) -> None:
    worker.stop()
    asked = worker.ask(lambda _p: 1, lambda _result: None)
    assert asked.finished and worker.idle()
    with pytest.raises(RuntimeError, match="worker stopped"):
        worker.run(lambda _p: 1)
