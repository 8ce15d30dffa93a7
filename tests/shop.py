"""The golden site `tests/sites/shop`: small, and rich in everything that a site can hold."""

from datetime import datetime
from functools import cache
from pathlib import Path

from site_builder.pipeline import Plan, plan
from site_builder.survey import Request

FOLDER = Path(__file__).parent / "sites" / "shop"
SITE = FOLDER / "site"
EXPECTED = FOLDER / "expected"
NOW_TEXT = "2026-05-06T10:00:00+01:00"
NOW = datetime.fromisoformat(NOW_TEXT)
URL = "https://shop.example/status"


@cache
def planned() -> Plan:
    """The plan of the shop as of `NOW`."""
    return plan(Request(folder=SITE, now=NOW))


@cache
def documents() -> dict[str, bytes]:
    """Every file of the shop as of `NOW`, by path."""
    return {document.path: document.content for document in planned().documents}
