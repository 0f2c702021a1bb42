"""How a state offers a handler to the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx


def handler(function: Callable[..., Any]) -> Any:
    """`rx.event` for a type checker, which takes the original for a class and its result for no callable.

    Any browser can call a handler with anything: check the type of every argument before use.
    """
    return rx.event(function)


def in_background(function: Callable[..., Any]) -> Any:
    """`handler` for what takes long: the reader may go on; its vars are touched only inside `async with self`."""
    return rx.event(background=True)(function)
