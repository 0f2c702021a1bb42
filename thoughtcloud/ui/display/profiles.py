"""A mentor's page as its owner edits it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing on the way to a published page: whether it is there, and where it is done."""

    text: str
    done: bool
    hint: str = ""
    path: str = ""


@dataclass(frozen=True)
class ProfileForm:
    """A mentor's page as typed; topics and languages are written with commas between."""

    name: str = ""
    headline: str = ""
    about: str = ""
    topics: str = ""
    languages: str = ""
    country: str = ""
    zone: str = ""
    room_url: str = ""


@dataclass(frozen=True)
class ProfileErrors:
    """What is wrong with each field of the form; empty where nothing is."""

    name: str = ""
    headline: str = ""
    about: str = ""
    topics: str = ""
    languages: str = ""
    country: str = ""
    zone: str = ""
    room_url: str = ""
