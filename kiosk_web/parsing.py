"""JSON as we take it: no NaN, no infinity, no half characters. Such a body is no JSON."""

import json
import math
from typing import Any

from flask.json.provider import DefaultJSONProvider


class StrictJson(DefaultJSONProvider):
    """Flask's JSON, refusing on the way in what could not be written out again."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the parsed value.

        Raises:
            ValueError: It is no JSON, holds a number that is none or half a character, or is nested
                thousands deep.
        """
        try:
            found = json.loads(s, parse_constant=_no_number, parse_float=_finite)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        text = s if isinstance(s, str) else s.decode("utf-8")
        if "\\u" in text:  # only an escape can smuggle in half a character
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large a number")
    return number
