"""The sandbox is killed in the middle of its work: what it answered is there, the rest is whole or nothing."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.sandbox.process import SandboxProcess, free_port, start_sandbox

ROUNDS, SEED = 4, 7
WORKERS = 3
PATIENCE_SECONDS = 60.0
HEADERS = {"Authorization": "Bearer sk_test_power"}


@dataclass
class Worker:
    """Pays one payment after another and keeps what it asked for, and what it was told."""

    url: str
    name: str
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    def work(self) -> None:
        """Goes on until nobody answers any more."""
        with httpx.Client(base_url=self.url, headers=HEADERS, timeout=10, trust_env=False) as client:
            try:
                while True:
                    self._pay(client, len(self.asked))
            except httpx.HTTPError:
                return

    def _pay(self, client: httpx.Client, number: int) -> None:
        form = {"amount": "8000", "currency": "eur", "capture_method": "manual", "confirm": "true"}
        form["return_url"] = "https://shop.test/back"
        form |= {"payment_method": "pm_card_bypassPending", "metadata[of]": f"{self.name}-{number}"}
        intent = self.ask(client, "/v1/payment_intents", form, f"{self.name}-{number}-hold")
        self.ask(client, f"/v1/payment_intents/{intent['id']}/capture", {}, f"{self.name}-{number}-capture")
        form = {"payment_intent": intent["id"], "amount": "500"}
        self.ask(client, "/v1/refunds", form, f"{self.name}-{number}-refund")

    def ask(self, client: httpx.Client, path: str, form: dict[str, str], key: str) -> Any:
        """One call under its own key; noted before it is sent, and when it is answered."""
        self.asked.append((path, form, key))
        answer = client.post(path, data=form, headers={"Idempotency-Key": key})
        assert answer.status_code == 200, answer.text
        self.told[key] = answer.text
        return answer.json()


def paid_until_killed(sandbox: SandboxProcess, round: int, answers: int, seconds: float) -> list[Worker]:
    """Several workers at once, and the power cut so many seconds after so many answers."""
    workers = [Worker(sandbox.base_url, f"r{round}w{number}") for number in range(WORKERS)]
    threads = [threading.Thread(target=worker.work) for worker in workers]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while sum(len(worker.told) for worker in workers) < answers:
        assert time.monotonic() < until
        time.sleep(0.001)
    time.sleep(seconds)
    sandbox.kill()
    for thread in threads:
        thread.join(30)
    return workers


def test_a_kill_at_any_moment_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    chance, port, workers = Random(SEED), free_port(), list[Worker]()
    for round in range(ROUNDS):
        sandbox = start_sandbox(str(tmp_path), port)
        workers += paid_until_killed(sandbox, round, chance.randrange(3, 15), chance.random() / 20)
    sandbox = start_sandbox(str(tmp_path), port)
    try:
        with httpx.Client(base_url=sandbox.base_url, headers=HEADERS, trust_env=False) as client:
            for worker in workers:
                check_answers(client, worker)
            check_whole(client, sandbox, workers)
    finally:
        sandbox.stop()


def check_answers(client: httpx.Client, worker: Worker) -> None:
    """What was answered is answered the same again; what was cut off is carried out now, once."""
    for path, form, key in worker.asked:
        again = client.post(path, data=form, headers={"Idempotency-Key": key})
        assert again.status_code == 200, again.text
        if key in worker.told:
            assert (again.text, again.headers["Idempotent-Replayed"]) == (worker.told[key], "true")


def check_whole(client: httpx.Client, sandbox: SandboxProcess, workers: list[Worker]) -> None:
    """One intent for each wish, one event for each change, and a book that balances."""
    state = sandbox.console.state()
    keys = [key for worker in workers for _, _, key in worker.asked]
    count = {step: sum(key.endswith(step) for key in keys) for step in ("hold", "capture", "refund")}
    assert state["discrepancies"] == []
    assert (state["objects"]["payment_intent"], state["objects"]["refund"]) == (count["hold"], count["refund"])
    balance = client.get("/v1/balance").json()
    gained = count["capture"] * (8000 - 262) - count["refund"] * 500
    assert sum(each["amount"] for each in [*balance["available"], *balance["pending"]]) == gained
    told = [event["type"] for event in sandbox.console.events()]
    steps = {"payment_intent.created": "hold", "charge.captured": "capture", "refund.created": "refund"}
    assert {kind: told.count(kind) for kind in steps} == {kind: count[step] for kind, step in steps.items()}
