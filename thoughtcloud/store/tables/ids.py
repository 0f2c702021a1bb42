"""The names of rows and of constraints: random ids that nobody guesses, and one convention for both databases."""

import secrets

from sqlmodel import SQLModel

# Every constraint has a name on both databases, so that a migration can speak of it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_id(prefix: str) -> str:
    """A fresh id such as `bk_7h3k…`: 80 bits of chance, no look-alike characters."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(16))}"


def new_key() -> str:
    """A fresh name that nobody can guess: 120 bits of chance, no look-alike characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(24))
