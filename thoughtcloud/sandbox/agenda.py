"""A calendar such as somebody keeps elsewhere, to try out what busy times do; the console changes it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

PATH = "/calendar/busy.ics"
CONSOLE = "/_console/api/calendar"
FIRST = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Thoughtcloud//Sandbox//EN
X-WR-CALNAME:Sandbox
BEGIN:VEVENT
UID:lunch@sandbox
DTSTART:20260105T120000
DTEND:20260105T130000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
SUMMARY:Lunch
END:VEVENT
BEGIN:VEVENT
UID:team@sandbox
DTSTART:20260106T093000
DTEND:20260106T110000
RRULE:FREQ=WEEKLY;BYDAY=TU,TH
SUMMARY:Team
END:VEVENT
END:VCALENDAR
"""


@dataclass
class Agenda:
    """What stands at the address, and with which status it is answered; kept in memory."""

    text: str = FIRST
    status: int = 200

    async def show(self, _: Request) -> Response:
        """The calendar."""
        return PlainTextResponse(self.text, self.status, media_type="text/calendar; charset=utf-8")

    async def change(self, request: Request) -> Response:
        """{"text": "BEGIN:VCALENDAR…", "status": 200}: what is given changes; {} makes it as it was at first."""
        try:
            body = dict(await request.json())
            text, status = str(body.get("text", self.text)), int(body.get("status", self.status))
        except (TypeError, ValueError):
            return JSONResponse({"error": "Give text or status as JSON."}, 400)
        if not 200 <= status <= 599:
            return JSONResponse({"error": "status must be from 200 to 599."}, 400)
        self.text, self.status = (text, status) if body else (FIRST, 200)
        return JSONResponse({"status": self.status, "length": len(self.text)})


def routes() -> list[BaseRoute]:
    """The calendar's address, and the console's."""
    agenda = Agenda()
    return [Route(PATH, agenda.show, methods=["GET"]), Route(CONSOLE, agenda.change, methods=["POST"])]
