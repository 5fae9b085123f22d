"""Logs for journald: one line an event, or one JSON object a line."""

import json
import logging
import sys


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def set_up_logs(*, as_json: bool = False, level: int = logging.INFO) -> None:
    """Send logs to stderr; journald adds the time, so it is left out."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_Json() if as_json else plain)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("apprise").setLevel(logging.WARNING)
