"""What can go wrong between us and Stripe: no answer, a refusal, an answer that is not ours, our coming late."""


class StripeUnavailable(Exception):
    """No definite answer: the connection, Stripe's own trouble, or too many calls. Whether the call was carried
    out is not known; asking again under the same key is safe."""


class StripeRefused(Exception):
    """A definite no: nothing was done under this key and nothing will be. `code` is Stripe's, `text` its sentence
    for developers and operators, `decline` the bank's word when a card was the reason. `remembered`: this is what
    the key was used for before, and not what Stripe thinks of the present call. `parameter`: what it is about.
    `card_error`: Stripe says that the card is to blame."""

    def __init__(
        self,
        code: str,
        text: str,
        decline: str = "",
        *,
        parameter: str = "",
        remembered: bool = False,
        card_error: bool = False,
    ) -> None:
        super().__init__(f"{code}: {text}" if code else text)
        self.code = code
        self.text = text
        self.decline = decline
        self.parameter = parameter
        self.remembered = remembered
        self.card_error = card_error


class LeaseLost(Exception):
    """The runner was away for so long that its lease ended or a rival has the effect: it does nothing any more."""


class Mismatch(Exception):
    """Stripe's object names our booking but not the sum agreed: nothing is recorded, an operator looks."""
