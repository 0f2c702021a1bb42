"""In which order rows are read from the database page by page, and where one page ends and the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import tuple_
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import Session

from thoughtcloud.store.views import paging
from thoughtcloud.store.views.paging import Key, Page


@dataclass(frozen=True, slots=True)
class Order:
    """Columns and what is in each; together they tell any two rows apart."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    kinds: tuple[type[Key], ...]
    newest_first: bool

    def page(self, session: Session, asked: Any, *, after: str | None, limit: int) -> Page[Any]:
        """The rows that a select without an order finds behind `after`, None for the first; at most `limit`.

        Raises `Problem` bad_page for a place in no list of ours.
        """
        limit = paging.size(limit)
        if after is not None:
            here, place = tuple_(*self.columns), paging.read(after, *self.kinds)
            asked = asked.where(here < place if self.newest_first else here > place)
        by = [column.desc() for column in self.columns] if self.newest_first else self.columns
        found: Sequence[Any] = session.exec(asked.order_by(*by).limit(limit + 1)).all()
        return paging.page(found, limit, lambda row: row, self._place)

    def _place(self, row: Any) -> list[Key]:
        return [_value(row, column) for column in self.columns]


def oldest_first(*columns: tuple[object, type[Key]]) -> Order:
    """Upwards by columns, each beside the kind of what is in it."""
    return _order(columns, newest_first=False)


def newest_first(*columns: tuple[object, type[Key]]) -> Order:
    """Downwards by columns, each beside the kind of what is in it."""
    return _order(columns, newest_first=True)


def _order(columns: Sequence[tuple[Any, type[Key]]], *, newest_first: bool) -> Order:
    return Order(tuple(column for column, _ in columns), tuple(kind for _, kind in columns), newest_first)


def _value(row: Any, column: InstrumentedAttribute[Any]) -> Key:
    """What a row, an entity or several side by side, has in a column."""
    owner = column.parent.class_
    entity = row if isinstance(row, owner) else next(each for each in row if isinstance(each, owner))
    value: Key = getattr(entity, column.key)
    return value
