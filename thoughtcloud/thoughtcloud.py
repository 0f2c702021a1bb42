"""The composition root: the application, its pages and its HTTP routes."""

import reflex as rx


def index() -> rx.Component:
    """The front page."""
    return rx.el.main(rx.el.h1("Thoughtcloud", class_name="text-2xl font-semibold"), class_name="p-8")


app = rx.App(html_lang="en")
app.add_page(index, route="/", title="Thoughtcloud")
