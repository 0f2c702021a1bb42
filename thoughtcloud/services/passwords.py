"""Passwords: what we accept, how they are kept (Argon2id) and checked."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from thoughtcloud.core.errors import invalid

SHORTEST, LONGEST = 10, 200
_hasher = PasswordHasher()


def accepted(password: object, email: str, field: str = "password") -> str:
    """The password if it may be one. Raises `Problem` password_weak."""
    if not isinstance(password, str) or not SHORTEST <= len(password) <= LONGEST:
        raise invalid("password_weak", f"Please choose a password of {SHORTEST} to {LONGEST} characters.", field)
    if password.casefold().strip() in (email, email.partition("@")[0]) or len(set(password)) < 4:
        raise invalid("password_weak", "That password is too easy to guess. Please choose another.", field)
    return password


def hashed(password: str) -> str:
    """How the password is kept."""
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def matches(password_hash: str | None, password: object) -> bool:
    """Whether it is the password; with no hash (unknown person) it takes as long and is False."""
    given = password if isinstance(password, str) and len(password) <= LONGEST else ""
    try:
        same = _hasher.verify(password_hash or _nobodys(), given.encode("utf-8", "surrogatepass"))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return same and password_hash is not None and given != ""


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobodys() -> str:
    return _hasher.hash(b"the password of nobody")
