"""The sizes of paper that papers are laid out on, upright or across. All measures are points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PaperName = Literal["A4", "F4"]
Direction = Literal["lanskap", "potret"]

_MM: Final = 72 / 25.4
PAPERS: Final[dict[PaperName, tuple[float, float]]] = {
    "A4": (210 * _MM, 297 * _MM),
    "F4": (215 * _MM, 330 * _MM),
}
"""Wide and high of each paper, upright. F4 is the Indonesian office size; old printers may not know it."""
DIRECTIONS: Final[tuple[Direction, ...]] = ("lanskap", "potret")
LEAST_MARGIN: Final = 10 * _MM
"""No ink comes nearer to an edge: the printers of the offices reach no further."""


@dataclass(frozen=True, slots=True)
class Form:
    """A paper and how it lies."""

    paper: PaperName = "A4"
    direction: Direction = "lanskap"

    @property
    def size(self) -> tuple[float, float]:
        """Wide and high as it lies."""
        wide, high = PAPERS[self.paper]
        return (high, wide) if self.direction == "lanskap" else (wide, high)

    @property
    def across(self) -> bool:
        """Whether it lies across."""
        return self.direction == "lanskap"

    @property
    def words(self) -> str:
        """Official: A4 lanskap."""
        return f"{self.paper} {self.direction}"


def form_words(wide: float, high: float) -> str:
    """How a page of that size (points) is called: its `Form`, or millimetres where it is none of them."""
    for paper in PAPERS:
        for direction in DIRECTIONS:
            form = Form(paper, direction)
            if max(abs(wide - form.size[0]), abs(high - form.size[1])) < 1:
                return form.words
    return f"{wide / _MM:.0f} x {high / _MM:.0f} mm"


ACROSS: Final = Form()
UPRIGHT: Final = Form(direction="potret")
