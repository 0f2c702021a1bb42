"""The tests notice when the sandbox is broken; `mutations.py` does this in every way and with every test."""

import pytest

from tests.sandbox.mutations import MUTATIONS, ROOT, SOURCE, SUITE, Mutation, copied, first_failure, known_test

REPRESENTATIVE = (
    "a hold is shown as money",
    "a capture is not told",
    "a reversal may take one cent more than was sent",
    "the signature is over the wrong text",
)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.what)
def test_every_mutation_still_applies(mutation: Mutation) -> None:
    file = ROOT / SOURCE / mutation.path
    compile(mutation.broken(file.read_text()), mutation.path, "exec")
    test_file, _, name = mutation.noticed_by.partition("::")
    assert f"def {name}(" in (ROOT / SUITE / test_file).read_text()


def test_representative_ones_are_noticed() -> None:
    with copied() as copy:
        for mutation in MUTATIONS:
            if mutation.what in REPRESENTATIVE:
                assert first_failure(copy, mutation, [known_test(mutation)]), mutation.what
