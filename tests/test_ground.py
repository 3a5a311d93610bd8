"""The ground under the tests holds: each rule of `conftest.py` fails a test that breaks it."""

from __future__ import annotations

import os
import re
import textwrap
import time
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

BREAKS = {
    "reaches for the network": """
        import socket
        def test_it():
            with socket.socket() as plain:
                plain.connect(("192.0.2.1", 80))
    """,
    "looks up a name": """
        import socket
        def test_it():
            socket.create_connection(("example.invalid", 80))
    """,
    "logs an error": """
        import logging
        def test_it():
            logging.getLogger("wira").error("tidak semestinya")
    """,
    "leaves a thread": """
        import threading
        def test_it():
            threading.Thread(target=threading.Event().wait, daemon=True).start()
    """,
    "leaves a Qt thread": """
        from PySide6.QtCore import QThread
        kept = []
        def test_it():
            thread = QThread()
            kept.append(thread)
            thread.start()
        def teardown_module():
            kept[0].quit()
            kept[0].wait()
    """,
    "makes Qt warn": """
        from PySide6.QtCore import qWarning
        def test_it(qapp):
            qWarning("tidak semestinya")
    """,
    "warns": """
        import warnings
        def test_it():
            warnings.warn("tidak semestinya")
    """,
    "has a marker that nobody knows": """
        import pytest
        @pytest.mark.lambat
        def test_it(): pass
    """,
}

HOLDS = """
    import logging, socket, threading
    import pytest
    def test_sockets_inside_this_computer():
        near, far = socket.socketpair()
        with near, far:
            near.send(b"x")
            assert far.recv(1) == b"x"
    @pytest.mark.expects_error_log("shows that it can be said")
    def test_an_error_that_is_expected():
        logging.getLogger("wira").error("disengaja")
    def test_a_thread_that_ends():
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
"""


@pytest.fixture
def house(pytester: pytest.Pytester) -> pytest.Pytester:
    root = Path(__file__).parent.parent
    pytester.makeconftest((root / "tests/conftest.py").read_text(encoding="utf-8"))
    settings = (root / "pyproject.toml").read_text(encoding="utf-8").replace('testpaths = ["tests"]', "")
    pytester.makefile(".toml", pyproject=settings)
    return pytester


def test_what_breaks_a_rule_fails(house: pytest.Pytester) -> None:
    house.makepyfile(
        **{f"test_{what.replace(' ', '_')}": textwrap.dedent(code) for what, code in BREAKS.items()}
    )
    outcome = house.runpytest_subprocess("--continue-on-collection-errors")
    said = outcome.stdout.str()
    assert outcome.ret != 0
    for what in BREAKS:
        assert re.search(rf"^(FAILED|ERROR) test_{what.replace(' ', '_')}\.py", said, re.MULTILINE), what


def test_what_is_allowed_passes(house: pytest.Pytester) -> None:
    house.makepyfile(textwrap.dedent(HOLDS))
    house.runpytest_subprocess().assert_outcomes(passed=3)


def test_the_clock_zone_is_depoks() -> None:
    assert os.environ["TZ"] == "Asia/Jakarta"
    assert time.strftime("%z") == "+0700"
