"""The settings report tells `manage.py`, as JSON, what the settings say; it runs inside the environment."""

import hashlib
import json
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from thoughtcloud import settings
from thoughtcloud.commands.report import Report

# Stand in for missing keys, so that everything else can be checked.
SANDBOX_STAND_INS = {
    "STRIPE_PUBLIC_KEY": "pk_test_sandbox",
    "STRIPE_SECRET_KEY": "sk_test_sandbox",
    "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
    "STRIPE_API_BASE": "http://localhost",
}
STRIPES_OWN_HOST = "api.stripe.com"


def report(environ: dict[str, str], env_file: Path | None = None) -> Report:
    """The report on these settings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        values = settings.merged(environ, env_file)
    said = [str(warning.message) for warning in caught]
    keys = "STRIPE_SECRET_KEY" in values
    if not keys and "STRIPE_PUBLIC_KEY" in values:
        said.append("STRIPE_PUBLIC_KEY is set but STRIPE_SECRET_KEY is not.")
    problems, _ = _checked(values)
    problems_with_sandbox, chosen = (
        _checked(values) if keys else _checked({**values, **SANDBOX_STAND_INS})
    )
    facts = _facts(chosen, values) if chosen else {}
    return Report(
        keys=keys,
        problems=problems_with_sandbox,
        problems_for_customers=problems,
        warnings=tuple(said),
        public_url_is_set="PUBLIC_URL" in values,
        currencies_are_set="CURRENCIES" in values,
        **facts,
    )


def _checked(values: dict[str, str]) -> tuple[tuple[str, ...], settings.Settings | None]:
    try:
        return (), settings.load(values, Path(os.devnull))
    except settings.SettingsError as error:
        return error.problems, None


def _facts(chosen: settings.Settings, values: dict[str, str]) -> dict[str, Any]:
    base = urlsplit(chosen.stripe_api_base or f"https://{STRIPES_OWN_HOST}")
    return {
        "port": chosen.port,
        "test_mode": chosen.test_mode,
        "is_sqlite": chosen.is_sqlite,
        "database": hashlib.sha256(chosen.database_url.encode()).hexdigest()[:12],
        "database_file": chosen.database_url.partition(":///")[2] if chosen.is_sqlite else None,
        "redis": chosen.redis_url is not None,
        "public_url": chosen.public_url,
        "stripe_itself": base.hostname == STRIPES_OWN_HOST,
        "mail": chosen.mail_server is not None,
        "connect_secret": chosen.stripe_connect_webhook_secret is not None,
        "sandbox": chosen.sandbox,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(report(dict(os.environ)))))
