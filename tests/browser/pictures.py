"""The pictures of README.md, taken of a running demo office: `make screenshots`."""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.demo.office import DemoOffice, DemoOptions
from tests.browser.screenshots import readme

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"


@contextmanager
def demo_office() -> Iterator[str]:
    """Run the demo office on a free port, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="office-pictures-") as folder:
        office = DemoOffice(DemoOptions(data=Path(folder), port=0))
        office.start()
        loop = threading.Thread(target=office.app.run, name="pictures-loop")
        loop.start()
        try:
            yield f"http://{office.host}:{office.app.web.port}"
        finally:
            office.app.stop()
            loop.join()
            office.stop()


if __name__ == "__main__":
    with demo_office() as url:
        readme(url, Path(sys.argv[1]) if sys.argv[1:] else OUT)
