"""The configuration of Reflex: which origins may connect, what builds the screens, where state lives."""

import reflex as rx
from reflex.plugins.sitemap import SitemapPlugin

from thoughtcloud import settings
from thoughtcloud.ui.theme import TAILWIND

_values = settings.merged()
_port = int(_values.get("PORT", "3000"))
_public_url = _values.get("PUBLIC_URL", f"http://localhost:{_port}")

config = rx.Config(
    app_name="thoughtcloud",
    frontend_port=_port,
    backend_port=_port,
    # The built frontend talks to the address it was loaded from; see thoughtcloud/commands/frontend.py.
    api_url=f"http://localhost:{_port}",
    deploy_url=_public_url,
    # A page of another origin may not open our websocket with the visitor's cookies.
    cors_allowed_origins=list(settings.allowed_origins(_public_url, _port)),
    trusted_proxy_hops=int(_values.get("TRUSTED_PROXY_HOPS", "0")),
    redis_url=_values.get("REDIS_URL"),
    plugins=[rx.plugins.TailwindV4Plugin(TAILWIND)],
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[SitemapPlugin],
    default_color_mode="system",
    show_built_with_reflex=False,
    telemetry_enabled=False,
)
