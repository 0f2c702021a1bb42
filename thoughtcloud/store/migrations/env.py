"""What Alembic runs for every command: the connection that `store.migrate` hands over, and our tables."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from thoughtcloud.store import tables


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Revisions name SQLAlchemy's own types, so that they mean the same after SQLModel has changed."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString):
        return f"sa.String({item.impl.length or ''})" if isinstance(item.impl, sa.String) else "sa.String()"
    return False


assert tables.Person.metadata is SQLModel.metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_type=True,
    # SQLite changes a table by building it anew.
    render_as_batch=True,
    render_item=plain_type,
)
context.run_migrations()
