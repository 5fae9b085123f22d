"""The site file beside the data: kept for reports, and never in anybody's way."""

import logging

import pytest

from gateway.cli import run
from gateway.errors import GatewayError
from gateway.sitecopy import keep_site, site_of


def test_the_site_file_last_used_is_found_beside_the_data(tmp_path):
    """A change of it is kept as well."""
    config = tmp_path / "hq.toml"
    data = tmp_path / "data"
    data.mkdir()
    with pytest.raises(GatewayError, match="--config"):
        site_of(data)
    for text in ("one", "two"):
        config.write_text(text, "utf-8")
        keep_site(config, data)

        assert site_of(data).read_text("utf-8") == text


def test_a_disk_that_refuses_the_copy_stops_no_gateway(tmp_path, caplog):
    """Rooms have to obey; a report can be given the site file by hand."""
    config = tmp_path / "hq.toml"
    config.write_text("one", "utf-8")
    (tmp_path / "site.toml").mkdir()

    with caplog.at_level(logging.WARNING):
        run._keep_site(config, tmp_path)

    assert "--config" in caplog.text
