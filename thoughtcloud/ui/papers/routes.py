"""Receipts, statements and spending over HTTP: for those whose money they tell of, kept by nobody between."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.services import statements
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import receipt as receipts
from thoughtcloud.store.views import spending as spendings
from thoughtcloud.ui import backstage, routes
from thoughtcloud.ui.papers import paper, receipt, spending, statement
from thoughtcloud.ui.wording import Reader, region

SEE_OTHER, FORBIDDEN, NOT_FOUND = 303, 403, 404
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}

Answer = Callable[[Request, Caller | None, Reader], Awaitable[Response]]


def paper_routes() -> list[Route]:
    """The routes of the printed pages, for the composition root; before the pages, whose addresses are wider."""
    return [
        Route(routes.RECEIPT, _private(_receipt), methods=["GET"]),
        Route(routes.SPENDING_CSV, _private(_spending_csv), methods=["GET"]),
        Route(routes.DESK_STATEMENTS, _private(_statements), methods=["GET"]),
        Route(routes.DESK_STATEMENT_CSV, _private(_statement_csv), methods=["GET"]),
        Route(routes.DESK_STATEMENT, _private(_statement), methods=["GET"]),
    ]


async def _receipt(request: Request, caller: Caller | None, reader: Reader) -> Response:
    found = await backstage.ask(receipts.of, caller, request.path_params["reference"])
    return HTMLResponse(paper.html(receipt.paper(found, reader)), headers=PRIVATE)


async def _statements(_request: Request, caller: Caller | None, reader: Reader) -> Response:
    found = await backstage.ask(statements.months, caller)
    return HTMLResponse(paper.html(statement.overview(found, reader.locale)), headers=PRIVATE)


async def _statement(request: Request, caller: Caller | None, reader: Reader) -> Response:
    found = await backstage.ask(statements.month, caller, request.path_params["month"])
    return HTMLResponse(paper.html(statement.paper(found, reader)), headers=PRIVATE)


async def _statement_csv(request: Request, caller: Caller | None, _reader: Reader) -> Response:
    found = await backstage.ask(statements.month, caller, request.path_params["month"])
    return _csv(statement.as_csv(found), f"thoughtcloud-{found.month}")


async def _spending_csv(_request: Request, caller: Caller | None, reader: Reader) -> Response:
    found = await backstage.ask(spendings.movements, caller)
    return _csv(spending.as_csv(found, reader.zone), "thoughtcloud-paid")


def _csv(text: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    # The mark at the beginning tells a spreadsheet that this is UTF-8.
    return Response("\ufeff" + text, headers=PRIVATE | named, media_type="text/csv; charset=utf-8")


def _private(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """The answer for whoever is signed in; the way to sign in for nobody, and nothing for everybody else."""

    async def answered(request: Request) -> Response:
        caller = await backstage.caller_from(request.headers.get("cookie"))
        try:
            return await answer(request, caller, _reader(request, caller))
        except Problem as problem:
            if problem.kind is Kind.SIGNED_OUT:
                return RedirectResponse(routes.sign_in(request.url.path), SEE_OTHER, headers=PRIVATE)
            status = FORBIDDEN if problem.kind is Kind.FORBIDDEN else NOT_FOUND
            return PlainTextResponse(problem.text, status, headers=PRIVATE)

    return answered


def _reader(request: Request, caller: Caller | None) -> Reader:
    locale = region(request.headers.get("accept-language", ""))
    return Reader(caller.zone if caller else "UTC", locale, backstage.platform().now())
