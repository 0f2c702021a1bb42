"""The forms that a browser posts by itself, because only an HTTP answer can set the sign-in's HttpOnly cookie.

A post is believed only if the browser says that it comes from a page of our own; see docs/decisions/0006.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import accounts, inputs, recovery
from thoughtcloud.settings import Settings
from thoughtcloud.ui import backstage, routes
from thoughtcloud.ui.states.viewer import zone_told

log = logging.getLogger(__name__)

# The largest of our forms has five short fields.
LARGEST_BODY = 16_384
MOST_FIELDS = 20
# The longest that browsers keep a cookie; when a sign-in ends is decided by the database.
COOKIE_LASTS = 400 * 24 * 3600
SEE_OTHER, FORBIDDEN, TOO_LARGE, WRONG_TYPE = 303, 403, 413, 415

Fields = Mapping[str, str]


class _Refused(Exception):
    """A post that no form of ours sends; the answer says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.answer = PlainTextResponse(text, status)


def form_routes() -> list[Route]:
    """The routes of the native forms, for the composition root."""
    return [
        Route(routes.API_SIGN_IN, _posted(sign_in), methods=["POST"]),
        Route(routes.API_SIGN_UP, _posted(sign_up), methods=["POST"]),
        Route(routes.API_SIGN_OUT, _posted(sign_out), methods=["POST"]),
        Route(routes.API_FORGOT, _posted(forgot), methods=["POST"]),
        Route(routes.API_RESET, _posted(reset_password), methods=["POST"]),
    ]


async def sign_in(request: Request, fields: Fields) -> Response:
    """Fields `email`, `password`, `next`: on to `next` with the cookie, or back with what was wrong."""
    then, address = _next(request, fields), source(request)
    email, password = fields.get("email", ""), fields.get("password", "")
    try:
        await backstage.act(accounts.admit_try, email=email, source=address)
        person_id = await backstage.ask(accounts.recognise, email=email, password=password)
    except Problem as problem:
        return _back(routes.sign_in(then), problem)
    token = await backstage.act(accounts.open_sign_in, person_id, password=password, source=address)
    return await _entered(request, token, then)


async def sign_up(request: Request, fields: Fields) -> Response:
    """Fields `name`, `email`, `password`, `zone`, `next`: signed in at once, or back with what was wrong."""
    then, password = _next(request, fields), fields.get("password", "")
    try:
        await backstage.act(accounts.admit_sign_up, source=source(request))
        person_id = await backstage.act(
            accounts.sign_up,
            name=fields.get("name", ""),
            email=fields.get("email", ""),
            password=password,
            zone=_zone(request, fields),
            locale=_locale(request),
        )
    except Problem as problem:
        return _back(routes.sign_up(then), problem)
    token = await backstage.act(accounts.open_sign_in, person_id, password=password, source="")
    return await _entered(request, token, then)


async def sign_out(request: Request, fields: Fields) -> Response:
    """End the sign-in of this browser."""
    await backstage.act(accounts.sign_out, backstage.token_from(request.headers.get("cookie")))
    answer = RedirectResponse(routes.HOME, SEE_OTHER)
    answer.delete_cookie(accounts.COOKIE, path="/", httponly=True, samesite="lax")
    return answer


async def forgot(request: Request, fields: Fields) -> Response:
    """Field `email`: the same answer whether or not somebody has an account with it."""
    email = fields.get("email", "")
    try:
        await backstage.act(recovery.admit, email=email, source=source(request))
    except Problem as problem:
        return _back(routes.FORGOT, problem)
    await backstage.act(recovery.ask, email=email)
    return RedirectResponse(routes.forgot_password_asked(), SEE_OTHER)


async def reset_password(request: Request, fields: Fields) -> Response:
    """Fields `token`, `password`: the new password holds and this browser is signed in, every other one is not."""
    token, password = _told(request, fields, "token", routes.RESET), fields.get("password", "")
    try:
        person_id = await backstage.act(recovery.choose_password, token, password=password)
    except Problem as problem:
        return _back(routes.reset_password(token), problem)
    entered = await backstage.act(accounts.open_sign_in, person_id, password=password, source="")
    return await _entered(request, entered, routes.BOOKINGS)


def _posted(
    handle: Callable[[Request, Fields], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """A route that looks where the post comes from and reads its fields before `handle` sees it."""

    async def answer(request: Request) -> Response:
        try:
            _check_origin(request, backstage.platform().settings)
            fields = await _fields(request)
        except _Refused as refusal:
            log.warning("form_refused path=%s reason=%s", request.url.path, refusal)
            return refusal.answer
        response = await handle(request, fields)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _check_origin(request: Request, settings: Settings) -> None:
    """Refuse what did not come from a page of ours. Every browser names the origin of a page that posts a form."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.headers.get("origin") not in settings.allowed_origins or site != "same-origin":
        raise _Refused(FORBIDDEN, f"This form may only be sent from {settings.public_url}. Please open it there.")


async def _fields(request: Request) -> Fields:
    body = await _body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if body and kind != "application/x-www-form-urlencoded":
        raise _Refused(WRONG_TYPE, "Please send the form as it is.")
    try:
        read = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise _Refused(WRONG_TYPE, "Please send the form as it is.") from error
    return {name: values[-1] for name, values in read.items()}


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_BODY:
                raise _Refused(TOO_LARGE, "That is more than this form can take.")
    except ClientDisconnect as error:
        raise _Refused(WRONG_TYPE, "The form did not arrive whole.") from error
    return bytes(body)


async def _entered(request: Request, token: str, then: str) -> Response:
    """Go on with a new cookie; the one that the browser came with is worth nothing any more."""
    await backstage.act(accounts.sign_out, backstage.token_from(request.headers.get("cookie")))
    answer = RedirectResponse(then, SEE_OTHER)
    answer.set_cookie(
        accounts.COOKIE,
        token,
        max_age=COOKIE_LASTS,
        path="/",
        secure=backstage.platform().settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


def _back(form: str, problem: Problem) -> Response:
    """To the form again; its address keeps where to go afterwards, and nothing that was typed."""
    sign = "&" if "?" in form else "?"
    return RedirectResponse(f"{form}{sign}{urlencode({'problem': problem.code})}", SEE_OTHER)


def _next(request: Request, fields: Fields) -> str:
    """Where to go afterwards."""
    wished = _told(request, fields, "next", routes.SIGN_IN, routes.SIGN_UP)
    return wished if routes.is_local(wished) else routes.BOOKINGS


def _told(request: Request, fields: Fields, name: str, *pages: str) -> str:
    """What the form's own address says, as it does even before the page is filled in; else what its field says."""
    page = urlsplit(request.headers.get("referer", ""))
    named = parse_qs(page.query).get(name) if page.path.rstrip("/") in pages else None
    return named[-1] if named else fields.get(name, "")


def _zone(request: Request, fields: Fields) -> str:
    """The browser's zone; one that we do not know is no reason to turn somebody away."""
    for wished in (zone_told(request.headers.get("cookie", "")), fields.get("zone")):
        try:
            return inputs.zone(wished)
        except Problem:
            continue
    return "UTC"


def _locale(request: Request) -> str:
    first = request.headers.get("accept-language", "").split(",")[0].partition(";")[0].strip()
    return first if 2 <= len(first) <= 16 and first.replace("-", "").isalnum() and first.isascii() else "en"


def source(request: Request) -> str:
    """The browser's network address: what the outermost proxy of ours has seen, or the connection itself."""
    hops = backstage.platform().settings.trusted_proxy_hops
    # A proxy may add a line of its own beside the one that the browser sent: all of them are one list.
    lines = ",".join(request.headers.getlist("x-forwarded-for"))
    forwarded = [part.strip() for part in lines.split(",")]
    if 0 < hops <= len(forwarded) and forwarded[-hops]:
        return forwarded[-hops][:64]
    return request.client.host if request.client else ""
