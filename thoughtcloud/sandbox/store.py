"""The sandbox's memory: Stripe objects, work that falls due, and named values, in one SQLite file."""

import json
import secrets
import sqlite3
import string
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thoughtcloud.sandbox.clock import Clock

Object = dict[str, Any]
SCHEMA = Path(__file__).with_name("schema.sql")
MEMORY = ":memory:"
# SQLite's write-ahead log can lose a commit before 3.51.3; the roll-back journal with full syncs cannot.
_SAFE_WAL = (3, 51, 3)
_ALPHABET = string.ascii_letters + string.digits

# What each kind of object can be listed by; every pair becomes one partial index.
LISTED_BY: Mapping[str, tuple[str, ...]] = {
    "payment_intent": ("customer",),
    "setup_intent": ("customer", "payment_method"),
    "charge": ("customer", "payment_intent", "transfer_group"),
    "refund": ("charge", "payment_intent"),
    "checkout.session": ("payment_intent", "customer", "status"),
    "payment_method": ("customer",),
    "customer": ("email",),
    "transfer": ("destination", "transfer_group", "source_transaction"),
    "transfer_reversal": ("transfer",),
    "application_fee": ("charge",),
    "fee_refund": ("fee",),
    "balance_transaction": ("source", "type", "currency"),
    "payout": ("status", "destination"),
    "dispute": ("charge", "payment_intent"),
    "event": ("type",),
    "price": ("product", "active"),
    "product": ("active",),
    "bank_account": ("account",),
}


@dataclass(frozen=True, slots=True)
class Record:
    """A stored object: `data` is what the API shows, `inner` what only the sandbox knows."""

    seq: int
    account: str
    data: Object
    inner: Object


@dataclass(frozen=True, slots=True)
class Due:
    """Work for one object that becomes due at a simulated instant (unix seconds)."""

    seq: int
    at: int
    kind: str
    object_id: str


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id such as `pi_` and 24 letters and digits."""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Store:
    """One connection, one writer at a time. Everything of one API call happens in one `transaction`."""

    def __init__(self, clock: Clock, directory: Path | None = None, base_url: str = "http://127.0.0.1") -> None:
        self.clock = clock
        self.base_url = base_url
        self.in_memory = directory is None
        self.on_event: Callable[[], None] = lambda: None
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = self._open(directory)

    def _open(self, directory: Path | None) -> sqlite3.Connection:
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        path = MEMORY if directory is None else str(directory / "sandbox.db")
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA journal_mode={journal()}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(SCHEMA.read_text())
        for kind, fields in LISTED_BY.items():
            for field in fields:
                connection.execute(
                    f"CREATE INDEX IF NOT EXISTS {_index(kind, field)} ON objects"
                    f"(account, json_extract(data,'$.{field}'), seq) WHERE kind='{kind}'"
                )
        return connection

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def erase(self) -> None:
        """Forgets everything."""
        with self.transaction():
            for (table,) in self.rows(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
            ):
                self.execute(f"DELETE FROM {table}")

    # ---- statements

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones are save points of the outer one."""
        with self._lock:
            name = f"level_{self._depth}"
            outer = self._depth == 0
            self._connection.execute("BEGIN IMMEDIATE" if outer else f"SAVEPOINT {name}")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK" if outer else f"ROLLBACK TO {name}")
                if not outer:
                    self._connection.execute(f"RELEASE {name}")
                raise
            else:
                self._connection.execute("COMMIT" if outer else f"RELEASE {name}")
            finally:
                self._depth -= 1

    def execute(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Runs one statement; returns how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    # ---- objects

    def insert(self, account: str, data: Object, inner: Object | None = None) -> None:
        """Adds an object that belongs to `account`."""
        self.execute(
            "INSERT INTO objects(id, kind, account, created, data, inner) VALUES (?,?,?,?,?,?)",
            (data["id"], data["object"], account, data.get("created", 0), _text(data), _text(inner or {})),
        )

    def find(self, id: str) -> Record | None:
        """The object with this id, whoever owns it."""
        rows = self.rows("SELECT seq, account, data, inner FROM objects WHERE id=?", (id,))
        return _record(rows[0]) if rows else None

    def save(self, data: Object, inner: Object | None = None) -> None:
        """Replaces an object; its inner part only if it is given. A deleted one is listed no more."""
        listed = 0 if data.get("deleted") else 1
        self.execute("UPDATE objects SET data=?, listed=? WHERE id=?", (_text(data), listed, data["id"]))
        if inner is not None:
            self.execute("UPDATE objects SET inner=? WHERE id=?", (_text(inner), data["id"]))

    def select(
        self,
        kind: str,
        account: str | None,
        fields: Mapping[str, Any] | None = None,
        *,
        conditions: Sequence[tuple[str, Any]] = (),
        limit: int = -1,
        oldest_first: bool = False,
    ) -> list[Record]:
        """Objects of one kind, the newest first. `fields` compares members, `conditions` are SQL on columns."""
        # The kind is written out so that the partial indices apply.
        where, values = [f"kind='{kind}'", "listed=1"], list[Any]()
        if account is not None:
            where.append("account=?")
            values.append(account)
        for name, value in (fields or {}).items():
            where.append(f"json_extract(data,'$.{name}') = ?")
            values.append(value)
        for condition, value in conditions:
            where.append(condition)
            values += value if isinstance(value, tuple) else (value,)
        order = "ASC" if oldest_first else "DESC"
        # Told which index to take: by its own estimates SQLite would walk through all objects of the kind.
        indexed = next((name for name in fields or {} if name in LISTED_BY.get(kind, ())), None)
        table = f"objects INDEXED BY {_index(kind, indexed)}" if indexed else "objects"
        clause = " AND ".join(where)
        sql = f"SELECT seq, account, data, inner FROM {table} WHERE {clause} ORDER BY seq {order} LIMIT ?"
        return [_record(row) for row in self.rows(sql, [*values, limit])]

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        return int(self.rows("SELECT count(*) FROM objects WHERE kind=?", (kind,))[0][0])

    # ---- work that falls due

    def plan(self, at: int, kind: str, object_id: str) -> None:
        """Plans one piece of work for an object; an earlier plan of that kind for it is replaced."""
        self.cancel(kind, object_id)
        self.execute("INSERT INTO due(at, kind, object_id) VALUES (?,?,?)", (at, kind, object_id))

    def cancel(self, kind: str, object_id: str) -> None:
        """Drops planned work, if there is any."""
        self.execute("DELETE FROM due WHERE kind=? AND object_id=?", (kind, object_id))

    def is_planned(self, kind: str, object_id: str) -> bool:
        """Whether such work is planned."""
        return bool(self.rows("SELECT 1 FROM due WHERE kind=? AND object_id=?", (kind, object_id)))

    def next_due(self, now: int) -> Due | None:
        """The earliest work whose time has come."""
        rows = self.rows("SELECT seq, at, kind, object_id FROM due WHERE at<=? ORDER BY at, seq LIMIT 1", (now,))
        return Due(*rows[0]) if rows else None

    # ---- named values

    def value(self, name: str) -> str | None:
        """A named value."""
        rows = self.rows("SELECT value FROM named WHERE name=?", (name,))
        return rows[0][0] if rows else None

    def set_value(self, name: str, value: str) -> None:
        """Keeps a named value."""
        self.execute("INSERT OR REPLACE INTO named(name, value) VALUES (?,?)", (name, value))


def journal() -> str:
    """The journal mode in which a commit survives a power cut with the SQLite that is here."""
    return "WAL" if sqlite3.sqlite_version_info >= _SAFE_WAL else "TRUNCATE"


def _index(kind: str, field: str) -> str:
    """The name of the index behind one filter."""
    return f"objects_{kind}_{field}".replace(".", "_")


def _text(data: Object) -> str:
    return json.dumps(data, separators=(",", ":"))


def _record(row: tuple[Any, ...]) -> Record:
    return Record(row[0], row[1], json.loads(row[2]), json.loads(row[3]))
