"""Bookable times: eight weeks of a busy mentor, against slot libraries from npm and making the answer alone."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure
from tests.core.clock_changes import all_clocks
from tests.core.second_opinion import Onlooker
from thoughtcloud.commands import toolchain
from thoughtcloud.commands.project import HERE
from thoughtcloud.core.plans import DateException, Plan, Range, Rules, Span
from thoughtcloud.core.slots import EPOCH, Busy, starts

PEERS = ("slot-calculator", "time-slots-finder")
# The second of the peers does not run with any later release of what reads its calendars.
PACKAGES = ("slot-calculator@2.2.1", "time-slots-finder@0.5.5", "ical2json@3.0.0")
ROUNDS, PEER_ROUNDS, ROUNDS_IN_FULL = 300, 12, 60
MINUTE = timedelta(minutes=1)
# Peers know no limits, and one of them no step but the session's length: so all are asked for no more than that.
STEP = 15
# A Monday in Berlin, far ahead: one of the peers answers for the future only.
MONDAY = date(2030, 10, 7)
FIRST = datetime(2030, 10, 6, 22, tzinfo=UTC)
WEEKS = timedelta(weeks=8)
ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "America/Havana", "Africa/Cairo",
    "Asia/Beirut", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip
OPEN = ((0, 6 * 60), (13 * 60, 17 * 60))
YEAR = 2030


@dataclass(frozen=True, slots=True)
class Question:
    """What can be booked of a plan in a span, around what is booked."""

    plan: Plan
    first: datetime
    last: datetime
    booked: list[Busy] = field(default_factory=list)
    minutes: int = STEP

    def ours(self) -> tuple[datetime, ...]:
        """Our answer."""
        return starts(
            self.plan, self.booked, minutes=self.minutes, earliest=self.first, latest_end=self.last
        )

    def for_peers(self, rounds: int) -> dict[str, Any]:
        """The question as the script beside this file reads it."""
        return {
            "zone": self.plan.zone,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "minutes": self.minutes,
            "rounds": rounds,
            "hours": [[one.weekday, _clock(one.from_minute), _clock(one.to_minute)] for one in self.plan.hours],
            "booked": [self._span(one.starts_at, one.ends_at) for one in self.booked],
            "away": [self._span(*span) for span in self._exceptions()],
        }

    def _exceptions(self) -> Iterator[tuple[datetime, datetime]]:
        """Peers are told when the mentor is away: on those dates at all times but the hours that are left."""
        zone = ZoneInfo(self.plan.zone)
        for one in self.plan.exceptions:
            edges = [0, *(edge for span in one.spans for edge in (span.from_minute, span.to_minute)), 24 * 60]
            midnight = datetime(one.first.year, one.first.month, one.first.day, tzinfo=zone)
            for begin, end in zip(edges[::2], edges[1::2], strict=True):
                yield (midnight + begin * MINUTE).astimezone(UTC), (midnight + end * MINUTE).astimezone(UTC)

    def _span(self, begin: datetime, end: datetime) -> dict[str, Any]:
        walls = [at.astimezone(ZoneInfo(self.plan.zone)) for at in (begin, end)]
        wall = [
            {"year": at.year, "month": at.month - 1, "day": at.day, "hour": at.hour, "minute": at.minute}
            for at in walls
        ]
        return {"from": begin.isoformat(), "to": end.isoformat(), "wall": wall}


def measure(full: bool) -> Iterator[Figure]:
    """Asks all of them the same questions, in one run."""
    busy, changes = busy_mentor(), list(clock_changes())
    ours = _fastest(busy.ours, ROUNDS)
    rounds = ROUNDS_IN_FULL if full else PEER_ROUNDS
    answers = _peers([busy.for_peers(rounds), *(one.for_peers(1) for one in changes)])
    # Nobody is quicker for having answered something else.
    assert all(set(_instants(answers[name][0]["starts"])) == set(busy.ours()) for name in PEERS)
    truth = [Onlooker(one.plan).starts(minutes=STEP, earliest=one.first, latest_end=one.last) for one in changes]
    yield _right("ours", [one.ours() for one in changes], truth)
    right = {"ours": len(truth)}
    for name in PEERS:
        figure = _right(name, [_instants(answer["starts"]) for answer in answers[name][1:]], truth)
        right[name] = int(figure.value)
        yield figure
    yield from _speeds(busy, ours, {name: min(answers[name][0]["times"]) for name in PEERS}, right)


def _speeds(busy: Question, ours: float, peers: dict[str, float], right: dict[str, int]) -> Iterator[Figure]:
    what = f"{len(busy.booked)} bookings, {len(busy.plan.exceptions)} exceptions, {len(busy.ours())} starts"
    able = [name for name in peers if right[name] == right["ours"]]
    to_beat = min(able or peers, key=lambda name: peers[name])
    for name, spent in peers.items():
        promise = 0.1 if name == to_beat else None
        yield Figure(what=what, value=ours, unit="ms", against=name, other=spent, at_most=promise)
    yield Figure(what=what, value=ours, unit="ms", against="a millisecond", other=1.0, at_most=1)
    answer = [int(start.timestamp()) for start in busy.ours()]
    floor = _fastest(lambda: tuple(datetime.fromtimestamp(one, UTC) for one in answer), ROUNDS)
    yield Figure(what=what, value=ours, unit="ms", against="making those starts alone", other=floor)
    strict = Question(_strict(busy.plan), busy.first, busy.last, busy.booked, 60)
    whole = _fastest(strict.ours, ROUNDS)
    what = "an hour each, with buffers and limits"
    yield Figure(what=what, value=whole, unit="ms", against="a millisecond", other=1.0, at_most=1)


def busy_mentor() -> Question:
    """Six days a week from eight to eight with a break; bookings and exceptions by chance, always the same."""
    chance = Random(2026)
    hours = tuple(Range(day, begin * 60, end * 60) for day in range(6) for begin, end in ((8, 12), (13, 20)))
    days = sorted(chance.sample([day for day in range(56) if day % 7 != 6], 20))
    exceptions = tuple(
        DateException(day, day, (Span(600, 720), Span(840, 960)) if number % 2 else ())
        for number, day in enumerate(MONDAY + timedelta(days=one) for one in days)
    )
    plan = Plan("Europe/Berlin", hours, exceptions, Rules(step_minutes=STEP))
    return Question(plan, FIRST, FIRST + WEEKS, _bookings(plan, chance))


def _bookings(plan: Plan, chance: Random) -> list[Busy]:
    free = starts(plan, minutes=30, earliest=FIRST, latest_end=FIRST + WEEKS)
    taken: list[Busy] = []
    for start in chance.sample(free, len(free)):
        one = Busy(start, start + 30 * MINUTE)
        if all(other.ends_at <= one.starts_at or one.ends_at <= other.starts_at for other in taken):
            taken.append(one)
        if len(taken) == 300:
            break
    return sorted(taken)


def _strict(plan: Plan) -> Plan:
    rules = Rules(step_minutes=STEP, minutes_before=10, minutes_after=15, most_a_day=9, most_a_week=40)
    return Plan(plan.zone, plan.hours, plan.exceptions, rules)


def clock_changes() -> Iterator[Question]:
    """Each day on which one of some zones changes its clocks, open in the small hours and after lunch."""
    hours = tuple(Range(day, begin, end) for day in range(7) for begin, end in OPEN)
    for clocks in all_clocks():
        for name in sorted(set(clocks.zones) & set(ZONES)):
            zone = ZoneInfo(name)
            for change in (one for one in clocks.changes if one.year == YEAR):
                day = (change - MINUTE).astimezone(zone).date()
                midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
                plan = Plan(name, hours, rules=Rules(step_minutes=STEP))
                yield Question(plan, midnight, midnight + timedelta(hours=36))


def _right(name: str, answers: Sequence[Sequence[datetime]], truth: Sequence[Sequence[datetime]]) -> Figure:
    count = sum(set(answer) == set(true) for answer, true in zip(answers, truth, strict=True))
    return Figure(
        what=f"days with a clock change that {name} gets right",
        value=count,
        unit="days",
        against="all of them",
        other=len(truth),
        at_least=1 if name == "ours" else None,
    )


def _peers(questions: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Every peer's answers, and its times in milliseconds."""
    command = [str(HERE.program("node")), str(Path(__file__).with_name("slot_peers.mjs")), str(_installed())]
    env, asked = {**os.environ, "TZ": "UTC"}, json.dumps(questions)
    done = subprocess.run(command, input=asked, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def _installed() -> Path:
    """The folder with the peers in it; npm brings them once."""
    folder = HERE.data / "benchmarks" / "slots"
    if not all((folder / "node_modules" / name).exists() for name in PEERS):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        command = [str(HERE.program("npm")), "install", "--no-audit", "--no-fund", *PACKAGES]
        subprocess.run(command, cwd=folder, env=toolchain.environ(HERE), check=True, capture_output=True)
    return folder


def _instants(minutes: Sequence[float]) -> list[datetime]:
    return [EPOCH + one * MINUTE for one in minutes]


def _fastest(act: Callable[[], object], rounds: int) -> float:
    """Milliseconds of the quickest round: what the others took longer is what else the machine did."""
    samples = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        samples.append((time.perf_counter() - began) * 1_000)
    return min(samples)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
