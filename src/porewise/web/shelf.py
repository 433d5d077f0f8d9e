"""Between checked products and the shelf that the plan uses."""

from __future__ import annotations

from typing import Any

from porewise.io.profile import MOST_PRODUCTS, profile_from_dict
from porewise.values.errors import PorewiseError
from porewise.values.json import Json
from porewise.values.profile import Profile
from porewise.web.models import Bottle, Visit


def current_visit() -> Visit | None:
    """The visit whose shelf is meant: the newest of the person's own, else the newest example."""
    return Visit.objects.filter(example=False).first() or Visit.objects.first()


def shelf_id(bottle: Bottle) -> str:
    """The product's id in a profile."""
    return f"label-{bottle.id.hex[:12]}"


def profile_without(bottle: Bottle) -> Profile | None:
    """Whom to check for, and beside what they own: the current profile without this very product."""
    visit = current_visit()
    if visit is None:
        return None
    others = [p for p in visit.profile.get("product", ()) if p["id"] != shelf_id(bottle)]
    return profile_from_dict({**visit.profile, "product": others})


def is_on_shelf(bottle: Bottle) -> bool:
    """Whether the plan uses it: it stands in the current profile, or waits for the first visit."""
    visit = current_visit()
    if visit is None:
        return bottle.product is not None
    return any(p["id"] == shelf_id(bottle) for p in visit.profile.get("product", ()))


def put_on_shelf(bottle: Bottle, product: Json) -> None:
    """
    Put a checked product on the shelf of the current visit, and keep it for those to come.

    Raises ``PorewiseError`` where the shelf is full or the product does not fit a profile.
    """
    whole = {**product, "id": shelf_id(bottle)}
    visit = current_visit()
    others = [p for p in (visit.profile.get("product", ()) if visit else ()) if p["id"] != whole["id"]]
    if len(others) >= MOST_PRODUCTS:
        raise PorewiseError(f"The shelf holds {MOST_PRODUCTS} products at most; take one away first.")
    profile = {**(visit.profile if visit else {}), "product": [*others, whole]}
    profile_from_dict(profile, "Your products")
    if visit is not None:
        visit.profile = profile
        visit.save(update_fields=["profile"])
    bottle.product, bottle.name, bottle.category = whole, whole["name"], whole["category"]
    bottle.save(update_fields=["product", "name", "category"])


def take_off_shelf(bottle: Bottle) -> None:
    """Take a product off the current shelf; what was read of its label stays."""
    visit = current_visit()
    if visit is not None:
        kept = [p for p in visit.profile.get("product", ()) if p["id"] != shelf_id(bottle)]
        visit.profile = {**visit.profile, "product": kept}
        visit.save(update_fields=["profile"])
    bottle.product = None
    bottle.save(update_fields=["product"])


def first_profile() -> dict[str, Any]:
    """What a first visit starts from: the products that were put on the shelf before it."""
    products = [b.product for b in Bottle.objects.order_by("created") if b.product]
    return {"product": products[:MOST_PRODUCTS]} if products else {}
