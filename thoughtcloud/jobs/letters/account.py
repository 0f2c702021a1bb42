"""Mails about an account and not about a booking."""

from urllib.parse import urlencode

from thoughtcloud.jobs.letters import paper
from thoughtcloud.jobs.letters.paper import Letter
from thoughtcloud.jobs.letters.parts import Link
from thoughtcloud.jobs.letters.reader import Reader


def write_recovery(token: str, reader: Reader, lasts_minutes: int) -> Letter:
    """The mail with the link by which a forgotten password is replaced."""
    return paper.letter(
        reader,
        reader.say("Choose a new password"),
        reader.say(
            "Somebody, probably you, asked for a new password for this account. The link works once and for "
            "{minutes} minutes.",
            minutes=str(lasts_minutes),
        ),
        Link(reader.say("Choose it here"), f"{reader.site}/reset-password?{urlencode({'token': token})}"),
        reader.say("If it was not you, there is nothing to do: your password stays as it is."),
    )
