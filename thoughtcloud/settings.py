"""The settings knows what the operator chose: environment and `.env` become one frozen `Settings`."""

import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from thoughtcloud.core.money import MINIMUM_CHARGE

ROOT = Path(__file__).resolve().parent.parent
OLDER_NAMES = {
    "STRIPE_PUBLIC_KEY": "VITE_STRIPE_PUBLIC_KEY",
    "STRIPE_SECRET_KEY": "VITE_STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET": "VITE_STRIPE_WEBHOOK_SECRET",
}
LOCAL_HOSTS = ("localhost", "127.0.0.1")
USUAL_PORTS = {"http": 80, "https": 443}
MAIL_PORTS = {"smtp": 587, "smtps": 465}

Value = TypeVar("Value")


class SettingsError(Exception):
    """Missing or wrong settings, all of them at once; `problems` holds a line for each, without values."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("The settings are not complete:\n" + "\n".join(f"  - {line}" for line in problems))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out: `smtp://` upgrades with STARTTLS when offered, `smtps://` speaks TLS at once."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose. `repr` shows no secret.

    `release_after_hours` is the time between capture and transfer. `platform_fee_percent` is a part
    of a hundred. `public_url` has no closing slash. `stripe_api_base` is None for Stripe itself.
    `stripe_connect_webhook_secret` is None where connected accounts' events come through the one endpoint.
    `mail_server` is None where no mail can be sent. `room_base_url` is where rooms are made for mentors without a
    link of their own, with no closing slash. `metrics_token` opens /metrics to who sends it; without one it is for
    this machine alone. `currencies` are those that the platform settles in, so that mentors may sell in them.
    """

    stripe_public_key: str
    stripe_secret_key: str = field(repr=False)
    stripe_webhook_secret: str = field(repr=False)
    stripe_connect_webhook_secret: str | None = field(repr=False)
    stripe_api_base: str | None
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    port: int
    public_url: str
    platform_fee_percent: Decimal
    release_after_hours: int
    mail_server: MailServer | None
    mail_from: str
    room_base_url: str
    trusted_proxy_hops: int
    sandbox: bool
    sandbox_clock_file: Path | None
    metrics_token: str | None = field(default=None, repr=False)
    currencies: tuple[str, ...] = tuple(sorted(MINIMUM_CHARGE))

    @property
    def test_mode(self) -> bool:
        """Whether no real money can move: Stripe's test keys, or our own sandbox."""
        return "_test_" in self.stripe_secret_key

    @property
    def keeps_mail(self) -> bool:
        """Whether mails are kept to be looked at, not sent: in the sandbox only, whose people are invented."""
        return self.sandbox and self.mail_server is None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file that one process writes."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the site by TLS, so that cookies can be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Every secret that may have signed an event sent to us."""
        secrets = (self.stripe_webhook_secret, self.stripe_connect_webhook_secret)
        return tuple(secret for secret in secrets if secret)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins whose pages may open our websocket."""
        return allowed_origins(self.public_url, self.port)


@cache
def current() -> Settings:
    """The settings of this process, read once. Raises SettingsError."""
    return load()


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Settings from `environ` over `env_file`; by default this process's environment and our `.env`.

    Raises SettingsError that names every missing or wrong key at once.
    """
    return _Reader(merged(environ, env_file)).settings()


def merged(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> dict[str, str]:
    """Every non-empty value by name: the environment wins over the file, today's names over older ones."""
    file_values = dotenv_values(ROOT / ".env" if env_file is None else env_file, interpolate=False)
    both = {**file_values, **(os.environ if environ is None else environ)}
    values = {name: value.strip() for name, value in both.items() if value and value.strip()}
    return _with_older_names(values)


def allowed_origins(public_url: str, port: int) -> tuple[str, ...]:
    """The public origin as browsers write it; where that is this machine, each way of writing it."""
    parts = urlsplit(public_url)
    origin = _origin(parts.scheme, parts.hostname or "", parts.port)
    local = [_origin("http", host, port) for host in LOCAL_HOSTS] if parts.hostname in LOCAL_HOSTS else []
    return tuple(dict.fromkeys([origin, *local]))


def _origin(scheme: str, host: str, port: int | None) -> str:
    """In small letters and without the usual port (html.spec.whatwg.org, "serialization of an origin")."""
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" if port in (None, USUAL_PORTS.get(scheme)) else f"{scheme}://{name}:{port}"


def _with_older_names(values: dict[str, str]) -> dict[str, str]:
    for name, older in OLDER_NAMES.items():
        if older not in values:
            continue
        warnings.warn(
            f"{older} is an older name: call it {name}. Build tools copy whatever is named VITE_ into the "
            "browser's bundle, so a secret does not belong under such a name.",
            stacklevel=2,
        )
        values.setdefault(name, values.pop(older))
    return values


class _Reader:
    """Reads values by name and keeps every complaint, so that the operator sees them all at once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def settings(self) -> Settings:
        port = self._parsed("PORT", "3000", _port, "a port number between 1 and 65535")
        public_key = self._key("STRIPE_PUBLIC_KEY", ("pk_test_", "pk_live_"))
        secret_key = self._key("STRIPE_SECRET_KEY", ("sk_test_", "sk_live_", "rk_test_", "rk_live_"))
        self._same_mode(public_key, secret_key)
        sandbox = self._parsed("SANDBOX", "0", _flag, "0 or 1")
        settings = Settings(
            stripe_public_key=public_key,
            stripe_secret_key=secret_key,
            stripe_webhook_secret=self._key("STRIPE_WEBHOOK_SECRET", ("whsec_",)),
            stripe_connect_webhook_secret=self._connect_secret(),
            stripe_api_base=self._optional("STRIPE_API_BASE", _base_url, _WEB_FORM),
            database_url=self._parsed("DATABASE_URL", _default_database(), _database_url, _DATABASE_FORMS),
            redis_url=self._optional("REDIS_URL", _redis_url, "a redis:// or rediss:// address"),
            port=port,
            public_url=self._parsed("PUBLIC_URL", f"http://localhost:{port}", _base_url, _WEB_FORM),
            platform_fee_percent=self._parsed("PLATFORM_FEE_PERCENT", "15", _percent, _PERCENT_FORM),
            release_after_hours=self._parsed("RELEASE_AFTER_HOURS", "0", _hours, _HOURS_FORM),
            mail_server=self._optional("SMTP_URL", _mail_server, _MAIL_FORM),
            mail_from=self._parsed("MAIL_FROM", _DEFAULT_SENDER, _sender, "an address like name@example.org"),
            room_base_url=self._parsed("ROOM_BASE_URL", "https://meet.jit.si", _room_base, _ROOM_FORM),
            trusted_proxy_hops=self._parsed("TRUSTED_PROXY_HOPS", "0", _hops, "a whole number from 0 to 8"),
            sandbox=sandbox,
            sandbox_clock_file=self._clock_file() if sandbox else None,
            metrics_token=self._optional("METRICS_TOKEN", _token, _LONG_FORM),
            currencies=self._parsed("CURRENCIES", ",".join(MINIMUM_CHARGE), _currencies, _CURRENCIES_FORM),
        )
        self._check_together(settings)
        if self.problems:
            raise SettingsError(tuple(self.problems))
        return settings

    def _key(self, name: str, prefixes: tuple[str, ...]) -> str:
        value = self.values.get(name, "")
        if not value:
            self.problems.append(f"{name} is missing: it begins with {_either(prefixes)}.")
        elif not value.startswith(prefixes):
            self.problems.append(f"{name} is wrong: it should begin with {_either(prefixes)}.")
        return value

    def _connect_secret(self) -> str | None:
        name = "STRIPE_CONNECT_WEBHOOK_SECRET"
        return self._key(name, ("whsec_",)) if name in self.values else None

    def _same_mode(self, public_key: str, secret_key: str) -> None:
        modes = {key.split("_")[1] for key in (public_key, secret_key) if key.count("_") >= 2}
        if {"test", "live"} <= modes:
            self.problems.append(
                "STRIPE_PUBLIC_KEY and STRIPE_SECRET_KEY are of different modes: one is test, one is live."
            )

    def _clock_file(self) -> Path | None:
        path = self.values.get("SANDBOX_CLOCK_FILE")
        return Path(path) if path else None

    def _check_together(self, settings: Settings) -> None:
        if settings.mail_server and "MAIL_FROM" not in self.values:
            self.problems.append("MAIL_FROM is missing: SMTP_URL is set, so mails need a sender's address.")
        if settings.sandbox and not settings.stripe_api_base:
            self.problems.append("STRIPE_API_BASE is missing: with SANDBOX=1 it is the sandbox's address.")
        if settings.sandbox and settings.stripe_secret_key and not settings.test_mode:
            self.problems.append("STRIPE_SECRET_KEY is live: the sandbox takes test keys only.")

    def _parsed(self, name: str, default: str, parse: Callable[[str], Value], wanted: str) -> Value:
        value = self._optional(name, parse, wanted)
        return parse(default) if value is None else value

    def _optional(self, name: str, parse: Callable[[str], Value], wanted: str) -> Value | None:
        """The value, or None where there is none or a wrong one; the complaint never repeats it."""
        if name not in self.values:
            return None
        try:
            return parse(self.values[name])
        except (ValueError, InvalidOperation):
            self.problems.append(f"{name} is wrong: it should be {wanted}.")
            return None


_DEFAULT_SENDER = "Thoughtcloud <no-reply@localhost>"
_WEB_FORM = "an http:// or https:// address"
_DATABASE_FORMS = "sqlite:///path or postgresql://user:password@host/name"
_PERCENT_FORM = "a number from 0 to 50 with at most two decimals"
_HOURS_FORM = "whole hours from 0 to 2160"
_MAIL_FORM = "smtp://user:password@host:587 or smtps://user:password@host:465"
_LONG_FORM = "at least 16 letters, digits and other signs without a space"
_CURRENCIES_FORM = f"some of {', '.join(sorted(MINIMUM_CHARGE))}, with commas between them"
_ROOM_FORM = "an https:// address without a query"


def _either(prefixes: tuple[str, ...]) -> str:
    return " or ".join(prefixes)


def _default_database() -> str:
    return f"sqlite:///{(ROOT / '.data' / 'thoughtcloud.db').as_posix()}"


def _within(number: int, low: int, high: int) -> int:
    if not low <= number <= high:
        raise ValueError
    return number


def _port(text: str) -> int:
    return _within(int(text), 1, 65535)


def _hours(text: str) -> int:
    return _within(int(text), 0, 2160)


def _hops(text: str) -> int:
    return _within(int(text), 0, 8)


def _token(text: str) -> str:
    if len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError
    return text


def _currencies(text: str) -> tuple[str, ...]:
    names = {name.strip().lower() for name in text.split(",") if name.strip()}
    if not names or not names <= MINIMUM_CHARGE.keys():
        raise ValueError
    return tuple(sorted(names))


def _flag(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in words:
        raise ValueError
    return words[text.lower()]


def _percent(text: str) -> Decimal:
    percent = Decimal(text)
    if not percent.is_finite() or not 0 <= percent <= 50 or percent != round(percent, 2):
        raise ValueError
    return percent


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    # Reading a port that is no number raises a ValueError by itself.
    if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.query or parts.fragment or parts.port == 0:
        raise ValueError
    # It stands in links that many people see: a space would cut it off there, and a password be read by all.
    if any(sign.isspace() for sign in text) or "@" in parts.netloc:
        raise ValueError
    return text.rstrip("/")


def _room_base(text: str) -> str:
    """Cameras and microphones work over TLS only, so that a plain address would be of no use."""
    if not text.startswith("https://"):
        raise ValueError
    return _base_url(text)


def _redis_url(text: str) -> str:
    if urlsplit(text).scheme not in ("redis", "rediss", "unix"):
        raise ValueError
    return text


def _database_url(text: str) -> str:
    """The URL with our driver named: `postgres://` and `postgresql://` mean psycopg 3 here."""
    scheme, separator, rest = text.partition("://")
    if not separator or not rest:
        raise ValueError
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme in ("sqlite", "sqlite+pysqlite"):
        return f"sqlite://{rest}"
    raise ValueError


def _mail_server(text: str) -> MailServer:
    parts = urlsplit(text)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError
    return MailServer(
        host=parts.hostname,
        port=parts.port or MAIL_PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
    )


def _sender(text: str) -> str:
    if "@" not in text or "\n" in text:
        raise ValueError
    return text
