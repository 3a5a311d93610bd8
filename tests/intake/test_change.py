"""What a changed row says of a person's numbers."""

from __future__ import annotations

import re

from desktop_app.intake.change import Difference, told


def test_a_change_of_a_number_tells_two_apart_and_no_more() -> None:
    changes = (
        Difference("hp", "081299990001", "081299990002"),
        Difference("no_kk", "3276061204189999", "3276061204189998"),
        Difference("nik", "3276065312909007", "3276065313909007"),
        Difference("no_kk", None, "3276061204189998"),
    )
    said = [told(each) for each in changes]
    assert "0001 menjadi" in said[0] and "9999 menjadi" in said[1] and "9998" in said[3]
    assert said[2] == "NIK berubah."  # otherwise in digits that are not shown
    assert not re.search(r"\d{9}", re.sub(r"[ .-]", "", "".join(said).replace("menjadi", "")))


def test_what_is_no_number_is_told_in_full() -> None:
    assert told(Difference("nama", "Siti Marlina", "Siti M")) == "Nama lengkap: Siti Marlina menjadi Siti M."
    assert told(Difference("alamat", "Jl. Damai", "Jl. Damai 2"), secret=True) == "Alamat KTP berubah."
