"""The play: joins the people and the scenes of the demo marketplace and lets them happen in the order of time."""

import heapq
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from thoughtcloud.core.plans import DAY_MINUTES, Plan, Range
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs.demo.accounts import OPERATOR
from thoughtcloud.jobs.demo.cast import Mentor, mentees, mentors
from thoughtcloud.jobs.demo.scenes import COMING, DECLINED, OPENED, Ending, Scene, scenes
from thoughtcloud.jobs.demo.stage import Stage

# A worker looks at these times of day (UTC) in this play, after funds clear and after payouts are made; in life
# it looks every few seconds.
TICKS = (time(0, 20, tzinfo=UTC), time(6, 20, tzinfo=UTC))
# A worker also looks so long after a completion, when the share is looked at for the first time.
SET_OFF = timedelta(minutes=6)
# How long after a completion it is undone.
REGRET = timedelta(hours=19)
# How long after a completion somebody says that something went wrong; the answer comes as late as a regret.
SECOND_THOUGHTS = timedelta(hours=5)
COMPLAINT = "We spent the first half on another topic than the one I had sent, and then the time was over."
DEFENCE = "That is right, I misread the brief. I did answer the question by mail the same evening."
# The waiting session ended at least so long ago.
JUST_ENDED = timedelta(minutes=3)
# Nothing else ends as shortly before the present, so that one session stands out.
QUIET = timedelta(minutes=50)
# A mentee does not book at night: a start outside of these local hours counts as so much further from the wish.
AWAKE, NIGHT = range(7, 22), timedelta(hours=14)
# So long before the present, plans change.
TURN = timedelta(hours=2)
APOLOGY = "I have to be at my daughter's school that morning. Would one of these suit you too?"
LATEST_CATCHING_UP = timedelta(hours=21)

Span = tuple[datetime, datetime]


class Play:
    """Everything that happened up to `present` (aware UTC), to be performed on a stage."""

    def __init__(self, stage: Stage, present: datetime, say: Callable[[str], None]) -> None:
        self._stage = stage
        self._present = present
        self._say = say
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._busy: dict[str, list[Span]] = {}
        self._bookings = 0

    def perform(self) -> None:
        """Let everything happen, in the order of time."""
        ended_at = waiting_session_end(self._present)
        host = mentors()[0]
        span = (ended_at - timedelta(minutes=host.services[1].minutes), ended_at)
        for email in (host.person.email, mentees()[0].email):
            self._busy.setdefault(email, []).append(span)
        self._people_join(span)
        self._at(self._present + OPENED + timedelta(days=2.5), self._tell_joined)
        for scene in scenes(self._present, span[0]):
            self._at(scene.booked_at, partial(self._book, scene))
        self._plan_ticks()
        self._run()

    def _run(self) -> None:
        week = 1
        while self._queue:
            at, _, act = heapq.heappop(self._queue)
            if at > self._present + OPENED + week * timedelta(days=7):
                self._say(f"week {week} of 4: {self._bookings} sessions booked so far")
                week += 1
            self._stage.go_to(at)
            act()

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (min(at, self._present), next(self._numbers), act))

    def _plan_ticks(self) -> None:
        first = (self._present + OPENED).astimezone(UTC).date()
        days = [first + timedelta(days=day) for day in range(-OPENED.days + 1)]
        for at in (datetime.combine(day, tick) for day in days for tick in TICKS):
            if at < self._present:
                self._at(at, self._stage.tick)

    # -- people ------------------------------------------------------------------------------------------------

    def _people_join(self, waiting: Span) -> None:
        opened = self._present + OPENED
        self._at(opened, partial(self._stage.appoint_operator, OPERATOR))
        for number, mentor in enumerate(mentors()):
            hours = mentor.hours
            if number == 0:
                hours = with_span(hours, mentor.person.zone, waiting)
            plan = self._plan(mentor, hours)
            self._at(opened + timedelta(hours=1 + 2 * number), partial(self._stage.open_page, mentor, plan))
        for number, person in enumerate(mentees()):
            self._at(opened + timedelta(hours=2.5 + 3 * number), partial(self._stage.join, person))

    def _plan(self, mentor: Mentor, hours: tuple[Range, ...]) -> Plan:
        zone = mentor.person.zone
        today = self._present.astimezone(ZoneInfo(zone)).date()
        return Plan(zone, hours, tuple(away.exception(today) for away in mentor.away), mentor.rules)

    def _tell_joined(self) -> None:
        self._say(f"{len(mentors())} mentors and {len(mentees())} mentees have joined")

    # -- scenes ------------------------------------------------------------------------------------------------

    def _book(self, scene: Scene) -> None:
        starts_at = self._chosen(scene)
        if starts_at is None:
            return
        ends_at = starts_at + self._length(scene)
        booking_id = self._stage.hold(scene.mentee, scene.mentor, scene.service, starts_at, scene.brief)
        if scene.ending in (Ending.DECLINED, Ending.RETRIED):
            self._stage.pay(booking_id, DECLINED)
        if scene.ending in (Ending.DECLINED, Ending.LEFT):
            self._stage.leave(scene.mentee, booking_id)
            return
        self._stage.pay(booking_id, scene.card)
        self._bookings += 1
        for email in (scene.mentee, scene.mentor):
            self._busy.setdefault(email, []).append((starts_at, ends_at))
        self._plan_ending(scene, booking_id, starts_at, ends_at)

    def _plan_ending(self, scene: Scene, booking_id: str, starts_at: datetime, ends_at: datetime) -> None:
        stage, ahead = self._stage, starts_at - self._stage.now
        soon = ends_at + timedelta(minutes=8 + 13 * scene.service)
        match scene.ending:
            case Ending.COMPLETED | Ending.RETRIED:
                self._plan_completion(scene, booking_id, soon)
            case Ending.CAUGHT_UP:
                self._plan_completion(scene, booking_id, self._present)
            case Ending.SILENT:
                self._plan_tick(ends_at + SILENCE)
            case Ending.CALLED_OFF_BY_MENTEE:
                self._at(stage.now + ahead / 2, partial(stage.call_off, scene.mentee, booking_id, Actor.MENTEE))
            case Ending.CALLED_OFF_BY_MENTOR:
                self._at(stage.now + ahead / 3, partial(stage.call_off, scene.mentor, booking_id, Actor.MENTOR))
            case Ending.REFUNDED_BY_MENTOR:
                self._plan_completion(scene, booking_id, soon)
                self._at(soon + REGRET, partial(stage.call_off, scene.mentor, booking_id, Actor.MENTOR))
            case Ending.REFUNDED_BY_OPERATOR:
                self._plan_completion(scene, booking_id, soon)
                self._at(soon + REGRET, partial(stage.call_off, OPERATOR.email, booking_id, Actor.OPERATOR))
            case Ending.COMPLAINED:
                self._plan_completion(scene, booking_id, soon)
                self._at(soon + SECOND_THOUGHTS, partial(stage.complain, scene.mentee, booking_id, COMPLAINT))
                self._at(soon + REGRET, partial(stage.answer, scene.mentor, booking_id, DEFENCE))
            case Ending.MOVED:
                self._at(self._present - TURN, partial(self._move, scene, booking_id))
            case Ending.PROPOSED:
                self._at(self._present - TURN, partial(self._propose, scene, booking_id))
            case _:
                pass

    def _move(self, scene: Scene, booking_id: str) -> None:
        for start in self._others(scene, booking_id)[:1]:
            self._stage.move(scene.mentee, booking_id, start)

    def _propose(self, scene: Scene, booking_id: str) -> None:
        times = self._others(scene, booking_id)[:2]
        if times:
            self._stage.propose(scene.mentor, booking_id, times, APOLOGY)

    def _others(self, scene: Scene, booking_id: str) -> list[datetime]:
        """Where the session can be moved to, the best first: a day later, and when nobody sleeps."""
        zone, wish = ZoneInfo(self._zone(scene.mentee)), scene.wished + timedelta(days=1)
        suiting = (one for one in self._stage.other_starts(scene.mentee, booking_id) if self._suits(scene, one))
        return sorted(suiting, key=lambda start: abs(start - wish) + _at_night(start, zone))

    def _plan_completion(self, scene: Scene, booking_id: str, at: datetime) -> None:
        self._at(at, partial(self._stage.complete, scene.mentor, booking_id))
        self._plan_tick(at)

    def _plan_tick(self, after: datetime) -> None:
        """Let a worker look when what happens at `after` has set something off."""
        if after + SET_OFF < self._present:
            self._at(after + SET_OFF, self._stage.tick)

    # -- choosing a time ---------------------------------------------------------------------------------------

    def _chosen(self, scene: Scene) -> datetime | None:
        """The free start nearest to the scene's wish; None when there is none that suits both."""
        wish = scene.wished
        free = self._stage.free_starts(scene.mentor, scene.service)
        if scene.exact:
            return wish if wish in free else None
        zone = ZoneInfo(self._zone(scene.mentee))
        suiting = (start for start in free if self._suits(scene, start))
        return min(suiting, key=lambda start: abs(start - wish) + _at_night(start, zone), default=None)

    def _suits(self, scene: Scene, start: datetime) -> bool:
        end = start + self._length(scene)
        taken = [*self._busy.get(scene.mentor, ()), *self._busy.get(scene.mentee, ())]
        if any(start < busy_end and busy_start < end for busy_start, busy_end in taken):
            return False
        if scene.ending in COMING:
            return start > self._present + timedelta(hours=3)
        if scene.ending is Ending.CAUGHT_UP and end < self._present - LATEST_CATCHING_UP:
            return False
        return end < self._present - QUIET

    @staticmethod
    def _length(scene: Scene) -> timedelta:
        mentor = next(one for one in mentors() if one.person.email == scene.mentor)
        return timedelta(minutes=mentor.services[scene.service].minutes)

    @staticmethod
    def _zone(email: str) -> str:
        everybody = [*mentees(), *(mentor.person for mentor in mentors())]
        return next(person.zone for person in everybody if person.email == email)


def _at_night(start: datetime, zone: ZoneInfo) -> timedelta:
    return timedelta(0) if start.astimezone(zone).hour in AWAKE else NIGHT


def waiting_session_end(present: datetime) -> datetime:
    """The last full or half hour that is a few minutes past."""
    latest = (present - JUST_ENDED).astimezone(UTC)
    return latest.replace(minute=latest.minute // 30 * 30, second=0, microsecond=0)


def with_span(hours: Iterable[Range], zone: str, span: Span) -> tuple[Range, ...]:
    """Weekly hours that also hold the span, ranges that touch being one."""
    start, end = (at.astimezone(ZoneInfo(zone)) for at in span)
    begin_minute, end_minute = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if start.date() == end.date():
        more = [Range(start.weekday(), begin_minute, end_minute)]
    else:
        more = [Range(start.weekday(), begin_minute, DAY_MINUTES)]
        more += [Range(end.weekday(), 0, end_minute)] if end_minute else []
    return _joined([*hours, *more])


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for one in sorted(ranges):
        last = joined[-1] if joined else None
        if last is not None and last.weekday == one.weekday and one.from_minute <= last.to_minute:
            joined[-1] = Range(last.weekday, last.from_minute, max(last.to_minute, one.to_minute))
        else:
            joined.append(one)
    return tuple(joined)
