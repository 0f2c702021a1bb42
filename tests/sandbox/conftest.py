"""A sandbox process, the official SDK against it, and Stripe's contract over every word they exchange."""

from collections.abc import Iterator, Mapping

import pytest
import stripe

from tests.contract.recording import RecordingClient
from tests.contract.stripe_contract import stripe_contract
from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console, SandboxProcess, running_sandbox

KEY = "sk_test_contract"


@pytest.fixture(scope="session")
def process() -> Iterator[SandboxProcess]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def console(process: SandboxProcess) -> Console:
    process.console.reset()
    return process.console


@pytest.fixture
def recording() -> RecordingClient:
    return RecordingClient()


@pytest.fixture
def client(process: SandboxProcess, console: Console, recording: RecordingClient) -> Iterator[stripe.StripeClient]:
    """The SDK; at the end of the test everything said and every event is checked against the contract."""
    addresses: Mapping[str, str] = {"api": process.base_url}
    sdk = stripe.StripeClient(
        KEY,
        base_addresses=addresses,  # type: ignore[arg-type]
        http_client=recording,
        max_network_retries=0,
    )
    yield sdk
    assert recording.findings() == []
    assert _event_findings(console) == []
    assert console.state()["discrepancies"] == []


def _event_findings(console: Console) -> list[str]:
    contract = stripe_contract()
    return [f"{event['type']}: {finding}" for event in console.events() for finding in contract.check_event(event)]


@pytest.fixture
def merchant(client: stripe.StripeClient, process: SandboxProcess, console: Console) -> Merchant:
    return Merchant(client, process.base_url, console)
