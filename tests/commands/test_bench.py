"""`manage.py bench`: what it hands on."""

import manage


def test_bench_hands_on_names_and_size() -> None:
    assert manage.parsed(["bench", "sandbox", "--full"]).arguments == ["sandbox", "--full"]
