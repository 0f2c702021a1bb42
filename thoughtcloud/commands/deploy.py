"""`manage.py deploy`: checks that nothing is missing for customers, then installs, migrates, builds and serves."""

from argparse import Namespace
from urllib.parse import urlsplit

from thoughtcloud.commands import frontend, report, serving, toolchain
from thoughtcloud.commands.progress import StepFailed, say
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.report import Report
from thoughtcloud.commands.run import check_port
from thoughtcloud.commands.services import Services
from thoughtcloud.commands.serving import Address

LOCAL_HOSTS = ("localhost", "127.0.0.1")
# Web processes when Redis carries their state; more than this is for the operator to say.
WORKERS_WITH_REDIS = 2
NO_CURRENCIES = (
    "CURRENCIES is missing: name those in which your Stripe account has a bank account, as in CURRENCIES=eur,usd. "
    "A charge in any other is converted, and mentors could not get their share of it."
)
NO_ADDRESS = "PUBLIC_URL is missing: the address customers use, as in https://mentors.example.org."


def deploy(project: Project, options: Namespace) -> int:
    """Serves customers until told to stop; a program that fails is started again. Raises StepFailed."""
    toolchain.ready(project)
    said = report.read(project, options.port)
    _say_all(said, options)
    env = serving.environ(project, said.port)
    address = Address(options.host, said.port)
    check_port(address.host, address.port, "--port")
    web = frontend.ready(project)
    serving.migrate(project, env)
    with Services(project.root) as services:
        services.start(serving.application(project, env, web, address, workers(said, options.workers)))
        if not said.is_sqlite:
            services.start(serving.worker(project, env))
        say(f"Thoughtcloud serves {said.public_url} from {address.local}. Logs: {project.logs}")
        services.watch(restart=True)
    return 0


def objections(said: Report, options: Namespace) -> list[str]:
    """Everything that speaks against serving customers with these settings, all at once."""
    found = list(said.problems_for_customers)
    if found:
        return found + ([] if said.public_url_is_set else [NO_ADDRESS])
    live = not said.test_mode
    if not live and not options.allow_test_keys:
        found.append("STRIPE_SECRET_KEY is a test key, so nobody could pay. To rehearse, add --allow-test-keys.")
    if said.sandbox and not options.allow_test_keys:
        found.append("SANDBOX is set, so no real card would be charged. Take it out of the settings.")
    if live and said.is_sqlite and not options.allow_sqlite:
        found.append(
            "DATABASE_URL is SQLite: real money belongs on PostgreSQL, which survives more than one machine's "
            "bad day. If one machine and its backup are enough for you, add --allow-sqlite."
        )
    if live and not said.currencies_are_set:
        found.append(NO_CURRENCIES)
    if live and not said.stripe_itself:
        found.append("STRIPE_API_BASE points elsewhere than Stripe, and the keys are live. Take it out.")
    return found + _address_objections(said, options) + _worker_objections(said, options)


def workers(said: Report, wanted: int | None) -> int:
    """How many web processes: several only where Redis carries the state and PostgreSQL the data."""
    if said.is_sqlite or not said.redis:
        return 1
    return wanted or WORKERS_WITH_REDIS


def _address_objections(said: Report, options: Namespace) -> list[str]:
    if not said.public_url_is_set:
        return [NO_ADDRESS]
    parts = urlsplit(said.public_url)
    rehearsal = options.allow_test_keys and parts.hostname in LOCAL_HOSTS
    if parts.scheme != "https" and not rehearsal:
        return ["PUBLIC_URL is wrong: customers' sessions and Stripe's webhooks need https://."]
    return []


def _worker_objections(said: Report, options: Namespace) -> list[str]:
    if options.workers and options.workers > 1 and workers(said, options.workers) == 1:
        return ["--workers above 1 needs PostgreSQL (DATABASE_URL) and Redis (REDIS_URL)."]
    return []


def _say_all(said: Report, options: Namespace) -> None:
    for warning in [*said.warnings, *_gaps(said)]:
        say(f"Note: {warning}")
    found = objections(said, options)
    if found:
        lines = "\n".join(f"  - {objection}" for objection in found)
        raise StepFailed(f"Not started, because of these settings:\n{lines}\nEach is explained in .env.example.")


def _gaps(said: Report) -> list[str]:
    gaps: list[str] = []
    if said.problems_for_customers:
        return gaps
    if not said.mail:
        gaps.append("SMTP_URL is not set: nobody gets mail about their sessions.")
    if not said.connect_secret:
        gaps.append(
            "STRIPE_CONNECT_WEBHOOK_SECRET is not set: mentors' accounts and payouts are seen only when asked for."
        )
    return gaps
