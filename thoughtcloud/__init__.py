"""Thoughtcloud: a marketplace for paid one-to-one mentorship where every cent is accounted for."""

import zoneinfo
from importlib.util import find_spec

# Countries change their clocks by decree, and every program and machine of ours has to know the same rules: those
# of the package that requirements.txt pins, and not those that a system happens to have. Where the package is not
# there yet (`manage.py` before it has installed anything), nothing asks for a zone.
if find_spec("tzdata"):
    zoneinfo.reset_tzpath(to=())
