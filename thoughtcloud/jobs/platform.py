"""The platform of one process: its settings, database, gateway to Stripe and clock, opened together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud import clock
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.settings import Settings
from thoughtcloud.store.unit import Database


@dataclass(frozen=True, slots=True)
class Platform:
    """What screens and jobs work with. `now` gives aware UTC."""

    settings: Settings
    db: Database
    gateway: Gateway
    now: Callable[[], datetime]


def open_platform(settings: Settings) -> Platform:
    """Open the database and the gateway that the settings name; nothing is called or migrated yet."""
    gateway = Gateway(settings.stripe_secret_key, settings.stripe_api_base)
    return Platform(settings, Database(settings.database_url), gateway, clock.now)
