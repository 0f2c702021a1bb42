"""Why a native form came back: codes in the address to sentences for the reader. The codes are never shown."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "wrong_credentials": "This e-mail and password do not belong together. Please check both and try again.",
    "too_many_tries": "Too many tries. Please wait a while, then try again.",
    "email_taken": "There is already an account with this e-mail. Please sign in.",
    "email_invalid": "Please check the e-mail address.",
    "link_stale": "This link has been used or is older than an hour. Please ask for a new one.",
    "password_weak": "Please choose a longer password that is hard to guess.",
    "bad_text": "Please tell us your name.",
    "too_short": "Please tell us your name.",
    "too_long": "Please use a shorter name.",
    "stale_form": "This page had grown too old to be sent. Please try once more.",
    "signed_out": "Please sign in to continue.",
}

OUR_FAULT: Final = "Something went wrong on our side. Nothing was lost; please try again."
OTHERWISE: Final = "That did not work. Please check what you wrote and try again."


def sentence(code: str) -> str:
    """What to tell the reader about `code`; empty for none."""
    return SENTENCES.get(code, OTHERWISE) if code else ""
