"""Every step that takes a reason asks for one that others understand, before it looks at anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.actions import (
    applications,
    cancelling,
    data_requests,
    extracting,
    issued,
    register,
    resolving,
    returning,
)
from desktop_app.errors import Refused
from desktop_app.office import Office
from tests import offices

STEPS: dict[str, Callable[[Office, str, str], object]] = {
    "return": applications.give_back,
    "reject": applications.reject,
    "withdraw": applications.withdraw,
    "discard": applications.discard_draft,
    "request_withdrawal": cancelling.request_withdrawal,
    "answer": cancelling.answer_request,
    "cancel": cancelling.cancel,
    "propose_return": returning.propose_return,
    "propose_rejection": returning.propose_rejection,
    "cancel_document": issued.cancel_document,
    "take_back": data_requests.take_back,
    "postpone": lambda office, record, why: resolving.postpone(office, record, ["nama"], why),
    "reopen": lambda office, record, why: resolving.reopen(office, record, "nama", why),
    "verdict": lambda office, record, why: register.judge_registered(
        office, register.JudgeRegistered(record, record, "bukan", why)
    ),
    "extract": lambda _office, _record, why: extracting.reason_given(why),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = offices.office(tmp_path_factory.mktemp("alasan") / "kantor")
    yield made
    made.close()


@pytest.mark.parametrize("step", STEPS)
def test_one_letter_is_no_reason(office: Office, step: str) -> None:
    for why in ("", "x", "....", "12345"):
        with pytest.raises(Refused) as caught:
            STEPS[step](office, "ab" * 16, why)
        assert (caught.value.code, bool(caught.value.next_step)) == ("reason", True), (step, why)


def test_the_place_that_commits_asks_as_well(tmp_path: Path) -> None:
    """Whatever action forgot to; what was written by an older program is not touched."""
    one = offices.office(tmp_path / "kantor")
    (record,) = offices.enter(one, offices.persons(1))
    for why, wanted in (("x", "reason"), ("pindah", "")):
        found = ""
        try:
            with one.work() as work:
                work.put(record, "application", "status", {"status": "withdrawn", "alasan": why})
        except Refused as refused:
            found = refused.code
        assert found == wanted
    assert offices.row(one, record).alasan == "pindah"
    one.close()
