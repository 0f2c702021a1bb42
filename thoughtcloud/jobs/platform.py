"""The platform of one process: its settings, database, gateway to Stripe and clock, opened together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from thoughtcloud import clock
from thoughtcloud.jobs.busy.web import Web
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.settings import Settings
from thoughtcloud.store.unit import Database


@dataclass(frozen=True, slots=True)
class Platform:
    """What screens and jobs work with. `now` gives aware UTC; `web` is the way to calendars elsewhere."""

    settings: Settings
    db: Database
    gateway: Gateway
    now: Callable[[], datetime]
    web: Web = field(default_factory=Web)


def open_platform(settings: Settings) -> Platform:
    """Open the database and the gateway that the settings name; nothing is called or migrated yet."""
    gateway = Gateway(settings.stripe_secret_key, settings.stripe_api_base)
    return Platform(settings, Database(settings.database_url), gateway, clock.now, Web(own_calendars(settings)))


def own_calendars(settings: Settings) -> str:
    """The origin whose calendars may be read though it is no public address: the sandbox's, and only with it."""
    return settings.stripe_api_base or "" if settings.sandbox else ""
