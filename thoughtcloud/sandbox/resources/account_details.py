"""What a connected account says of itself: who controls it, its business, and when it is paid out."""

from thoughtcloud.sandbox.call import merge_metadata, picked
from thoughtcloud.sandbox.countries import COUNTRIES, currency_of
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources.payment_methods import complete_address
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params

PLATFORM_COUNTRY = "DE"
DELAY_DAYS = 2
# Payouts of a week and of a month are made on these days when no others were chosen.
_ANCHORS: Params = {"weekly": "monday", "monthly": 1}
EMPTY_REQUIREMENTS: Params = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}


def _controller(params: Params) -> tuple[str, Object]:
    """The account's type and who controls what, from either way of asking."""
    sent = params.get("controller") or {}
    kind = params.get("type")
    if kind and sent:
        raise StripeError(
            "You may not provide the `type` parameter and `controller` parameters simultaneously. "
            "They are mutually "
            "exclusive.",
            param="type",
        )
    dashboard = (sent.get("stripe_dashboard") or {}).get("type")
    kind = kind or {"express": "express", "none": "custom"}.get(dashboard or "full", "standard")
    express, custom = kind == "express", kind == "custom"
    defaults = {
        "fees": "application_express" if express else "application_custom" if custom else "account",
        "losses": "stripe" if kind == "standard" else "application",
        "collection": "application" if custom else "stripe",
        "dashboard": "express" if express else "none" if custom else "full",
    }
    return kind, {
        "fees": {"payer": (sent.get("fees") or {}).get("payer", defaults["fees"])},
        "is_controller": True,
        "losses": {"payments": (sent.get("losses") or {}).get("payments", defaults["losses"])},
        "requirement_collection": sent.get("requirement_collection", defaults["collection"]),
        "stripe_dashboard": {"type": dashboard or defaults["dashboard"]},
        "type": "application",
    }


def fresh(params: Params) -> Object:
    country = params.get("country", PLATFORM_COUNTRY).upper()
    if country not in COUNTRIES:
        raise StripeError(
            f"{country} is not currently supported by Stripe.", code="country_unsupported", param="country"
        )
    kind, controller = _controller(params)
    sent = ((params.get("settings") or {}).get("payouts") or {}).get("schedule") or {}
    return {
        "business_profile": business_profile(dict.fromkeys(_PROFILE), params.get("business_profile") or {}),
        "business_type": params.get("business_type"),
        "capabilities": {},
        "charges_enabled": False,
        "controller": controller,
        "country": country,
        "default_currency": (params.get("default_currency") or currency_of(country)).lower(),
        "details_submitted": False,
        "email": params.get("email"),
        "external_accounts": None,
        "future_requirements": dict(EMPTY_REQUIREMENTS),
        "metadata": merge_metadata({}, params.get("metadata")),
        "payouts_enabled": False,
        "requirements": dict(EMPTY_REQUIREMENTS),
        "settings": _settings(payout_schedule({"delay_days": DELAY_DAYS, "interval": "daily"}, sent)),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": kind,
    }


_PROFILE = (
    "annual_revenue", "estimated_worker_count", "mcc", "minority_owned_business_designation", "name",
    "product_description", "specified_commercial_transactions_act_url", "support_address", "support_email",
    "support_phone", "support_url", "url",
)  # fmt: skip


def business_profile(held: Object, sent: Params) -> Object:
    """The profile with what was sent of it; an address shows all its members."""
    profile = {**held, **picked(sent, _PROFILE)}
    profile["support_address"] = complete_address(profile["support_address"])
    return profile


def payout_schedule(held: Object, sent: Params) -> Object:
    """The payout schedule with what was sent of it; only the days of its own interval are shown."""
    schedule = {**held, **sent}
    if schedule["delay_days"] == "minimum":
        schedule["delay_days"] = DELAY_DAYS
    every = schedule["interval"]
    days = schedule.get(f"{every}_payout_days")
    if every in _ANCHORS:
        schedule.setdefault(f"{every}_anchor", days[0] if days else _ANCHORS[every])
    for day in (schedule.get("monthly_anchor"), *(schedule.get("monthly_payout_days") or [])):
        if day is not None and not 1 <= day <= 31:
            raise StripeError("Invalid day of the month", param="settings[payouts][schedule][monthly_anchor]")
    other = [name for name in _ANCHORS if name != every]
    return {name: value for name, value in schedule.items() if not name.startswith(tuple(other))}


def _settings(schedule: Params) -> Object:
    return {
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "payouts": {"debit_negative_balances": True, "schedule": schedule, "statement_descriptor": None},
    }
