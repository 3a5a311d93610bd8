"""How an answer comes out of the process that reads what nobody vouches for: as data, never as objects.

A file that takes that process over must not reach this one. So nothing that it sends is unpickled: an answer
is msgpack, no longer than `LARGEST`, and is taken only in a form that the function which was asked declares.
"""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from desktop_app.errors import WiraError

LARGEST: Final = 160 * 1024 * 1024
"""Bytes of one answer: a page of 6,000 by 6,000 pixels has 144 million."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """`which` of the forms that a function declares `body` has."""

    kind: Literal["answer", "over", "failed"]
    which: int = 0
    body: msgspec.Raw = msgspec.Raw(b"\xc0")


def forms(work: Callable[..., object], *, several: bool) -> tuple[Any, ...]:
    """What `work` declares that it answers, or yields where it answers `several`; `A | B` is two forms."""
    declared: Any = get_type_hints(work)["return"]
    if several:
        (declared,) = get_args(declared)
    if get_origin(declared) in (Union, UnionType):
        return get_args(declared)
    return (declared,)


def packed(value: object, known: tuple[Any, ...]) -> bytes:
    """An answer of one of the `known` forms, to be sent."""
    which = next(at for at, form in enumerate(known) if isinstance(value, get_origin(form) or form))
    body = msgspec.msgpack.encode(value, enc_hook=_parts)
    return msgspec.msgpack.encode(Answer("answer", which, msgspec.Raw(body)))


def opened(answer: Answer, known: tuple[Any, ...]) -> Any:
    """The answer. Raises msgspec.MsgspecError or ValueError for what has none of the `known` forms."""
    if not 0 <= answer.which < len(known):
        raise ValueError("no such form")
    form: Any = known[answer.which]
    if form is NoneType:
        form = None
    return msgspec.msgpack.decode(answer.body, type=form, dec_hook=_whole)


_Parts = tuple[str, str, str, str, tuple[str, ...]]


def _parts(value: Any) -> object:
    """A refusal in parts; whatever else has no form of its own is a defect."""
    if isinstance(value, WiraError):
        return (value.message, value.next_step, value.record, value.code, value.more)
    raise NotImplementedError


def _whole(form: type, value: Any) -> object:
    if not issubclass(form, WiraError):
        raise NotImplementedError
    message, step, record, code, more = msgspec.convert(value, _Parts)
    made = form(message, next_step=step, record=record, code=code)
    made.more = more
    return made
