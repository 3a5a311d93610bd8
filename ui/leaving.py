"""What is done with an office's folder while it is closed; where that is refused, who was in is in again."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.errors import WiraError
from desktop_app.office import Office, open_with
from ui.bench import Leaving
from ui.shell import MainWindow
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


def carry_out(
    office: Office,
    leaving: Leaving,
    worker: Worker,
    window: MainWindow,
    *,
    going: Callable[[Office | None], object],
    opened: Callable[[Office], object],
    shut: Callable[[], object],
) -> None:
    """Close `office` and do what `leaving` says in the writing thread. `going` is told there of each office
    that is open; then `opened` has one to go on with, or `shut` asks anew who comes in."""
    home, way_in, clock, attempts = office.home, office.way_in(), office.clock, office.attempts

    def deed(_progress: object) -> Office | None:
        office.close()
        going(None)
        made = leaving.deed(home)
        going(made)  # nobody may be there any more to be told
        return made

    def done(made: Office | None) -> None:
        if made is None:
            shut()
        else:
            opened(made)
        if leaving.done:
            window.toast(leaving.done)

    def back(_progress: object) -> Office:
        made = open_with(home, lambda _slots, _tries: way_in, clock=clock, attempts=attempts)
        going(made)
        return made

    def refused(error: WiraError) -> None:
        def told(go_on: Callable[[], object]) -> None:
            go_on()
            StopDialog.for_error(window, leaving.title, error).open()

        worker.run(back, lambda made: told(lambda: opened(made)), lambda _shut: told(shut), owner=window)

    worker.run(deed, done, refused, owner=window)
