"""Words in the language of the page that is asked for."""

from kiosk_web.i18n import language
from kiosk_web.views.words import Tongue


def _(message: str, **values: object) -> str:
    """Return the message in this page's language, `%(name)s` filled in."""
    return Tongue.of(language())._(message, **values)


def n(one: str, many: str, count: int, **values: object) -> str:
    """Return the message for a count in this page's language; `%(num)s` is the count."""
    return Tongue.of(language()).n(one, many, count, num=count, **values)
