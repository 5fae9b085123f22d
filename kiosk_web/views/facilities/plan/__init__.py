"""A floor's picture: from metres to a drawing for a desk and one for a phone."""

from kiosk_web.views.facilities.plan.draw import Drawing, FloorView, floors_view
from kiosk_web.views.facilities.plan.layout import spots_in

__all__ = ["Drawing", "FloorView", "floors_view", "spots_in"]
