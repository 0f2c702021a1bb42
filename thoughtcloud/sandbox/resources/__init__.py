"""Stripe's objects: one module for each resource, named as the API reference names them."""

import importlib
import pkgutil


def load() -> None:
    """Imports every resource, so that its operations, due work and inclusions are registered."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
