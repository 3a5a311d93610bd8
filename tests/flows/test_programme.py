"""A year of the programme with a few kelurahan: every figure shown equals a plain count of what is stored.

The whole city, 63 kelurahan and an export of 3,000 rows, is told by `python -m tests.story`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.domain import region
from tests.story.programme import Programme
from tests.story.stage import Stage

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")


def test_the_year_of_a_programme(tmp_path: Path, qapp: QApplication) -> None:
    codes = [place.code for place in region.all_kelurahan()][:3]
    stage = Stage(tmp_path, qapp)
    Programme(stage, codes, people_each=38, damaged=10).tell()
    assert len(stage.agreed) > 300


def test_a_figure_that_does_not_agree_ends_the_story(tmp_path: Path, qapp: QApplication) -> None:
    stage = Stage(tmp_path, qapp)
    with pytest.raises(AssertionError, match="27 is shown, 26 was counted"):
        stage.same("accepted", 27, 26)
    assert stage.agreed == []
