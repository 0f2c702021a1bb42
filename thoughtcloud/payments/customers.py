"""Who pays, at Stripe: one customer for each person, made when they first pay, so that their card can be saved."""

from thoughtcloud.payments.failures import StripeRefused
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.store.tables import Person
from thoughtcloud.store.unit import Database


def known_customer(db: Database, gateway: Gateway, person: Person, occasion: str) -> str:
    """The person's customer id, made now if there is none; `occasion` names the key of the call that makes it.

    Two tabs that make one at once agree on whose was recorded first. Raises StripeUnavailable and StripeRefused.
    """
    if person.customer_id is not None:
        return person.customer_id
    made = gateway.create_customer(person.id, person.name, person.email, f"{occasion}-customer")
    with db.unit_of_work() as session:
        row = session.get_one(Person, person.id, with_for_update=True, populate_existing=True)
        if row.customer_id is None:
            row.customer_id = made
            session.add(row)
        return row.customer_id


def forget_customer(db: Database, person: Person, refusal: StripeRefused) -> bool:
    """Whether Stripe refused because the customer was deleted there: then one is made anew next time."""
    if refusal.code != "resource_missing" or refusal.parameter != "customer":
        return False
    with db.unit_of_work() as session:
        row = session.get_one(Person, person.id, with_for_update=True, populate_existing=True)
        if row.customer_id == person.customer_id:
            row.customer_id = None
            session.add(row)
    return True
