"""What machines that watch over us are told, and who may read the numbers."""

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.market import Market
from tests.services.test_operations import bury
from thoughtcloud.core.reconciliation import Finding, Sums, Trouble
from thoughtcloud.store import findings, reconciliations, workers
from thoughtcloud.store.tables import Booking, Payment
from thoughtcloud.store.unit import Database
from thoughtcloud.ui.vitals import vital_routes

TOKEN = "a-token-of-sixteen-signs"


def asking(
    market: Market, token: str | None = None, host: str = "127.0.0.1", db: Database | None = None
) -> TestClient:
    routes = vital_routes(db or market.db, lambda: market.now, token)
    return TestClient(Starlette(routes=routes), client=(host, 50000))


def numbers(client: TestClient) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def beat(market: Market, worker_id: str = "wk_1") -> None:
    with market.db.unit_of_work() as session:
        workers.beat(session, worker_id, market.now, now=market.now)


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def test_a_process_is_alive_even_when_its_database_is_away(market: Market, tmp_path: Path) -> None:
    away = asking(market, db=Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}"))
    assert away.get("/health").json() == {"alive": True}
    assert (away.get("/ready").status_code, away.get("/metrics").status_code) == (503, 503)


def test_it_is_ready_while_a_worker_is_heard(market: Market) -> None:
    client = asking(market)
    assert client.get("/ready").status_code == 503
    beat(market)
    assert client.get("/ready").json() == {"database": "up", "worker": "up"}
    market.pass_time(seconds=61)
    assert client.get("/ready").json() == {"database": "up", "worker": "down"}


def test_a_worker_that_ends_or_is_long_silent_is_forgotten(market: Market) -> None:
    beat(market, "wk_1")
    beat(market, "wk_2")
    with market.db.unit_of_work() as session:
        workers.leave(session, "wk_1")
    assert numbers(asking(market))["thoughtcloud_workers_alive"] == 1
    market.pass_time(days=2)
    beat(market, "wk_3")
    with market.db.reading() as session:
        assert workers.alive(session, now=market.now - timedelta(days=2)) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_without_a_token_the_numbers_are_for_this_machine_alone(market: Market, host: str) -> None:
    assert asking(market, host=host).get("/metrics").status_code == 200
    assert asking(market, host="203.0.113.9").get("/metrics").status_code == 403
    assert asking(market, host=host).get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"), [(f"Bearer {TOKEN}", 200), (TOKEN, 403), ("Bearer ", 403), ("Bearer ü", 403), ("", 403)]
)
def test_with_a_token_it_opens_the_numbers_and_nothing_else_does(market: Market, sent: str, status: int) -> None:
    for host in ("203.0.113.9", "127.0.0.1"):
        headers = {"Authorization": sent.encode("latin-1")}
        assert asking(market, TOKEN, host).get("/metrics", headers=headers).status_code == status


def test_the_numbers_tell_of_queues_drift_holds_and_deadlines(market: Market) -> None:
    _, booking_id = bury(market)
    with market.db.unit_of_work() as session:
        reconciliations.plan(session, now=market.now)
    with market.db.unit_of_work() as session:
        run = reconciliations.lease(session, now=market.now)
        assert run is not None
        findings.note(session, Finding(Trouble.FOREIGN, "txn_1", "Moved.", "ch_1"), run_id=run.id, now=market.now)
        reconciliations.note_drift(session, run, "platform", [Sums("eur", 8000, 8250)])
        reconciliations.end(session, run, until=market.now, now=market.now)
        session.get_one(Payment, booking_id).capture_before = market.now + timedelta(hours=30)
        session.get_one(Booking, booking_id).due_at = market.now - timedelta(minutes=7)
    told = numbers(asking(market))
    assert told["thoughtcloud_queue_rows effects buried"] == 1
    assert told["thoughtcloud_drift_minor_units eur platform"] == -250
    assert told["thoughtcloud_findings_open"] == 1
    assert told["thoughtcloud_deadlines_overdue"] == 1
    assert told["thoughtcloud_oldest_deadline_seconds"] == 420
    assert told["thoughtcloud_reconciled_age_seconds"] == 0
    assert (told["thoughtcloud_holds_ending 24"], told["thoughtcloud_holds_ending 48"]) == (0, 1)
    assert told["thoughtcloud_holds_ended"] == 0
    assert "thoughtcloud_worker_beat_age_seconds" not in told, "no worker was ever heard"


def test_a_queue_tells_how_long_its_oldest_due_row_has_waited(market: Market) -> None:
    offer = market.offer(market.mentor())
    market.confirmed(market.person(), offer, market.slots(offer)[0])
    before = numbers(asking(market))
    market.pass_time(minutes=10)
    after = numbers(asking(market))
    assert before["thoughtcloud_queue_rows mail waiting"] > 0
    assert after["thoughtcloud_queue_oldest_due_seconds mail"] >= 600
