"""The site `tests/sites/bilingual`: a bit of everything, in English and in Arabic, for tests in a browser."""

from datetime import datetime
from functools import cache
from pathlib import Path

from site_builder.pipeline import plan
from site_builder.survey import Request

SITE = Path(__file__).parent / "sites" / "bilingual"
NOW = datetime.fromisoformat("2026-05-05T12:00:00+04:00")
ZONE = "Asia/Dubai"

KINDS = {
    "home": "index.html",
    "open incident": "incidents/2026-05-01-orders/index.html",
    "notice": "incidents/2026-05-03-fake-messages/index.html",
    "planned maintenance": "incidents/2026-05-20-new-tills/index.html",
    "component": "components/online-orders/index.html",
    "retired component": "components/fax/index.html",
    "history": "history/index.html",
    "month": "history/2026-05/index.html",
    "subscribe": "subscribe/index.html",
    "poster": "poster/index.html",
}
"""A page of each kind; the 404 page is the same in all languages."""

PAGES = [f"{root}{path}" for root in ("", "ar/") for path in KINDS.values()] + ["404.html"]


@cache
def documents() -> dict[str, bytes]:
    """Every file of the site as of `NOW`, by path."""
    return {document.path: document.content for document in plan(Request(folder=SITE, now=NOW)).documents}
