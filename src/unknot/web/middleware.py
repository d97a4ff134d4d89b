"""What every request passes on its way in, and every response on its way out, in the order of `settings.MIDDLEWARE`.

1. `Compression`: text travels compressed.
2. `protective_headers`: the browser may load nothing from elsewhere and use no sensor.
3. `this_machine_alone`: only this machine asks, and it asks for this machine by name.
4. `own_pages_alone`: no page of another site, and no other program's page on this machine, sends anything.
5. `asset_files`: stylesheet, scripts and figures.
6. `unknot.web.locale.by_region`: days and numbers as people write them where the browser is at home.
7. Django's sessions, then `known_visitors`: only a browser with a session, a companion, or a calendar with its link.
8. Django's protection of forms, then `Troubles`: what a view raises becomes a page that says what to do.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import nullcontext

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware

from unknot.errors import UnknotError
from unknot.web import access, assets, calendar_feed
from unknot.web.settings import HOSTS
from unknot.web.views import trouble

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_SENSORS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{sensor}=()" for sensor in _SENSORS),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_COMPRESSIBLE = re.compile(
    r"text/|image/svg|model/gltf-binary|application/([\w.-]+\+)?(json|xml|javascript|yaml)", re.IGNORECASE
)
_HOST = re.compile(r"(?P<name>\[[0-9a-f:]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]+))?")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_FROM_HERE = ("same-origin", "none")


class Compression(GZipMiddleware):
    """Text and models are compressed where the browser takes it; pictures, which are so already, stay as they are.

    Compression can tell an eavesdropper about secrets in a page (the attack called BREACH). Nothing here travels over a
    network to be eavesdropped on; besides, the form token is masked anew in every response and Django adds a random
    number of bytes.
    """

    def process_response(self, request, response):
        is_text = _COMPRESSIBLE.match(response.get("Content-Type", ""))
        return super().process_response(request, response) if is_text and response.status_code != 206 else response


def protective_headers(get_response):
    """Every response forbids what Unknot does not need. Pages are looked up anew, so that "back" shows the truth.

    The length of a response is stated, so that the browser can keep its connection.
    """

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware


def this_machine_alone(get_response):
    """Only the loopback interface is answered, and only under its own names with the port that is served.

    The second condition holds off a web site whose name was made to point to this machine (DNS rebinding).
    """

    def middleware(request):
        served = request.META["SERVER_PORT"]
        asked = _HOST.fullmatch(request.META.get("HTTP_HOST", "").lower())
        if asked is None or asked["name"] not in HOSTS or (asked["port"] or "80") != served:
            return _plain(f"Unknot answers at http://127.0.0.1:{served}/ on this computer and nowhere else.", 421)
        if not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
            return _plain("Unknot answers this computer alone.", 403)
        return get_response(request)

    return middleware


def own_pages_alone(get_response):
    """A request that a page sends must come from a page of ours, at this very port; following a link is free.

    Cookies know no ports, so a page of another program on this machine would be let in by its cookie alone. A link
    from elsewhere shows nothing either, since the session's cookie stays back (`SameSite=Strict`).
    """

    def middleware(request):
        site = request.headers.get("Sec-Fetch-Site", "none")
        origin = request.headers.get("Origin")
        follows_a_link = (
            request.method == "GET"
            and request.headers.get("Sec-Fetch-Mode") == "navigate"
            and request.headers.get("Sec-Fetch-Dest") == "document"
        )
        foreign = site not in _FROM_HERE and not follows_a_link
        if origin is not None and request.method not in _SAFE_METHODS:
            foreign = foreign or origin != f"http://{request.META['HTTP_HOST']}"
        return trouble.foreign(request) if foreign else get_response(request)

    return middleware


def asset_files(get_response):
    """Assets are answered here, without a session: the page that asks for the link is styled as well."""

    def middleware(request):
        if request.path_info == "/favicon.ico":
            return HttpResponsePermanentRedirect(assets.shelf().url("unknot/icon.svg"))
        if not request.path_info.startswith(assets.PREFIX):
            return get_response(request)
        file = assets.shelf().find(request.path_info)
        if file is None:
            return _plain("There is no such file.", 404)
        found = file.get_response(request.method, request.META)
        with found.file or nullcontext() as opened:
            response = HttpResponse(opened.read() if opened else b"", status=int(found.status))
        for name, value in found.headers:
            response.headers[name] = value
        return response

    return middleware


def known_visitors(get_response):
    """Pages open for a browser with a session only; the API opens for such a browser or for a companion, the calendar
    for whoever has its link."""

    def middleware(request):
        if request.path_info.startswith("/enter/"):
            return get_response(request)
        if request.path_info == calendar_feed.PATH:
            return get_response(request) if calendar_feed.opens(request) else _plain("There is no such file.", 404)
        if request.path_info.startswith(access.API) and access.shows_token(request):
            if not access.is_companion(request):
                return trouble.unknown_companion(request)
            # There is no cookie that a foreign page could borrow.
            request._dont_enforce_csrf_checks = True
            return get_response(request)
        if not access.has_session(request):
            return trouble.closed(request)
        access.keep_session(request)
        return get_response(request)

    return middleware


class Troubles:
    """An error that Unknot raises on purpose reaches the person with its hint; anything else is Django's plain 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return trouble.named(request, error) if isinstance(error, UnknotError) else None


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
