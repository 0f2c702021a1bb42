"""One thing that happens at Stripe: who does it, when, with which parameters, and what it changes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.store import Object, Record, Store, new_id
from thoughtcloud.sandbox.validation import VERSION, Params

PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Call:
    """Carries the store, the simulated instant and the acting account through one transaction."""

    store: Store
    now: int
    account: str
    params: Params = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    path: str = ""
    request_id: str | None = None
    idempotency_key: str | None = None
    version: str = VERSION

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.ids[-1]

    @property
    def platform(self) -> str:
        """The platform's own account id."""
        return platform_id(self.store)

    def on(self, account: str) -> "Call":
        """The same happening, seen from another account."""
        return replace(self, account=account)

    def with_params(self, params: Params) -> "Call":
        """The same happening with other parameters."""
        return replace(self, params=params)

    def record(self, kind: str, id: str, param: str | None = None) -> Record:
        """The account's object of that kind; `param` names the parameter that held the id."""
        found = self.store.find(id)
        gone = found is None or found.data.get("deleted")
        if found is None or gone or found.account != self.account or found.data["object"] != kind:
            raise errors.no_such(kind, id, param)
        return found

    def load(self, kind: str, id: str, param: str | None = None) -> Object:
        """As `record`, the shown part only."""
        return self.record(kind, id, param).data

    def add(self, data: Object, inner: Object | None = None) -> Object:
        """Stores a new object of the acting account."""
        self.store.insert(self.account, data, inner)
        return data

    def change(self, data: Object, **changes: Any) -> Object:
        """Sets members of an object, stores it, and returns the previous values of those that differ."""
        previous = {name: data.get(name) for name, value in changes.items() if data.get(name) != value}
        data.update(changes)
        self.store.save(data)
        return previous

    def new(self, prefix: str, kind: str, fields: Mapping[str, Any], length: int = 24) -> Object:
        """A new object with the members that nearly every object has; it is not stored yet."""
        return {"id": new_id(prefix, length), "object": kind, "created": self.now, "livemode": False, **fields}


def platform_id(store: Store) -> str:
    """The platform's own account id; made at first use."""
    known = store.value(PLATFORM)
    if known is None:
        known = new_id("acct", 16)
        store.set_value(PLATFORM, known)
    return known


def merge_metadata(held: Mapping[str, str] | None, sent: Any) -> dict[str, str]:
    """Metadata after an update: an empty value removes its key, an empty text removes all."""
    if sent is None:
        return dict(held or {})
    if sent == "":
        return {}
    merged = {**(held or {}), **{key: str(value) for key, value in sent.items()}}
    kept = {key: value for key, value in merged.items() if value != ""}
    _check_metadata(kept)
    return kept


def _check_metadata(metadata: Mapping[str, str]) -> None:
    if len(metadata) > 50:
        raise errors.StripeError("Metadata can have up to 50 keys.", param="metadata")
    for key, value in metadata.items():
        if len(key) > 40:
            raise errors.StripeError(
                "Metadata keys can have up to 40 characters, but you passed in a key that is "
                f"{len(key)} characters.",
                param="metadata",
            )
        if len(value) > 500:
            raise errors.StripeError(
                "Metadata values must have up to 500 characters, but you passed in a value that is "
                f"{len(value)} characters. Invalid value: {value[:20]}...",
                param=f"metadata[{key}]",
            )


def unset(value: Any) -> Any:
    """An emptied parameter means none."""
    return None if value == "" else value


def picked(params: Params, names: Iterable[str]) -> Params:
    """Those of the parameters that were sent; emptied ones become None."""
    return {name: unset(params[name]) for name in names if name in params}


@contextmanager
def happening(store: Store, account: str | None = None) -> Iterator[Call]:
    """Something that happens at Stripe without an API request: one transaction at the present instant."""
    with store.transaction():
        yield Call(store, store.clock.now(), account or platform_id(store))
    store.on_event()
