"""The sandbox's own web pages: Checkout with 3-D Secure, Connect onboarding, express dashboard, console."""

from thoughtcloud.sandbox.pages.site import routes

__all__ = ["routes"]
