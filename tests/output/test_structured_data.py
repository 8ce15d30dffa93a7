"""JSON-LD: what programs learn of a page, and that nothing a writer writes gets out of its block."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Page

from site_builder.model import Edit, Incident, Link
from site_builder.pipeline import build, plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition, Status
from tests import shop
from tests.factories import a_maintenance, a_notice, a_site, an_incident, an_update, at, text
from tests.output.building import pages, select
from tests.program import make_site

STORY = "incidents/online-orders/index.html"
HOSTILE = '</script><script>alert(1)</script><!-- <script> "quoted" & \u2028 ]]>'


def blocks(page: bytes) -> list[Any]:
    root = lxml_html.fromstring(page.decode())
    scripts = [one for one in select(root, "script") if one.get("type") == "application/ld+json"]
    return [json.loads(script.text or "") for script in scripts]


def block(path: str, *incidents: Incident, **options: Any) -> Any:
    (found,) = blocks(pages(*incidents, **options)[path])
    return found


# -- what it says --------------------------------------------------------------------------------


def test_the_home_page_says_whose_site_it_is() -> None:
    site = a_site(
        "orders",
        description=text("What works"),
        support=Link(label=text("Help"), url="tel:+44-1632-960000"),
        official_channels=(
            Link(label=text("Web"), url="https://www.example.com"),
            Link(label=text("Mail"), url="mailto:a@b.c"),
        ),
    )
    organization = {"@type": "Organization", "name": "Harbour Stores", "url": "https://status.example.com/"}
    assert block("index.html", site=site) == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Harbour Stores",
        "url": "https://status.example.com/",
        "description": "What works",
        "inLanguage": "en",
        "publisher": organization
        | {
            "sameAs": ["https://www.example.com"],
            "contactPoint": {
                "@type": "ContactPoint",
                "contactType": "customer support",
                "telephone": "+44-1632-960000",
            },
        },
    }


def test_the_logo_has_its_public_address() -> None:
    logo = blocks(shop.documents()["cy/index.html"])[0]["publisher"]["logo"]
    assert logo.startswith(f"{shop.URL}/assets/logo.")
    assert logo.removeprefix(f"{shop.URL}/") in shop.documents()


def test_an_incident_is_a_story_told_by_its_updates() -> None:
    corrected = an_update(edited=(Edit(date=at("2026-04-24 08:00"), reason=text("A typo.")),))
    story = an_incident(
        corrected,
        an_update(
            "2026-04-23 09:00", Status.RESOLVED, body="It *works* again. See [the map](https://e.example/a?b&c)."
        ),
    )
    found = block(STORY, story)
    assert found == {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Online orders are down",
        "url": "https://status.example.com/incidents/online-orders/",
        "inLanguage": "en",
        "datePublished": "2026-04-22T09:00:00Z",
        "dateModified": "2026-04-24T08:00:00Z",
        "author": {"@type": "Organization", "name": "Harbour Stores", "url": "https://status.example.com/"},
        "coverageStartTime": "2026-04-22T09:00:00Z",
        "coverageEndTime": "2026-04-23T09:00:00Z",
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "url": "https://status.example.com/incidents/online-orders/#update-2026-04-23-0900",
                "inLanguage": "en",
                "datePublished": "2026-04-23T09:00:00Z",
                "articleBody": "It works again. See the map (https://e.example/a?b&c).",
            },
            {
                "@type": "BlogPosting",
                "url": "https://status.example.com/incidents/online-orders/#update-opened",
                "inLanguage": "en",
                "datePublished": "2026-04-22T09:00:00Z",
                "articleBody": "We are looking into it.",
            },
        ],
    }


def test_an_open_incident_has_no_end_and_a_planned_maintenance_has_its_window() -> None:
    assert "coverageEndTime" not in block(STORY, an_incident())
    work = block("incidents/new-tills/index.html", a_maintenance(), now="2026-04-23 00:00")
    assert (work["coverageStartTime"], work["coverageEndTime"]) == ("2026-04-25T22:00:00Z", "2026-04-26T02:00:00Z")


def test_a_notice_is_one_text() -> None:
    found = block("incidents/phishing/index.html", a_notice())
    assert (found["@type"], found["articleBody"]) == ("Article", "We are looking into it.")
    assert "liveBlogUpdate" not in found


def test_a_long_story_stays_short() -> None:
    updates = [an_update(f"2026-04-{day} 09:00", body="word " * 500) for day in range(10, 30)]
    found = block(STORY, an_incident(*updates))
    assert len(found["liveBlogUpdate"]) == 10
    assert found["liveBlogUpdate"][0]["datePublished"] == "2026-04-29T09:00:00Z"
    assert max(len(one["articleBody"]) for one in found["liveBlogUpdate"]) <= 200


def test_a_text_that_is_not_translated_says_its_language() -> None:
    site = a_site("orders", languages=("en", "cy"))
    story = an_incident(title=text("Orders are down", cy="Nid yw archebion ar gael"))
    found = block(f"cy/{STORY}", story, site=site)
    assert (found["inLanguage"], found["liveBlogUpdate"][0]["inLanguage"]) == ("cy", "en")


def test_pages_that_tell_no_story_have_none() -> None:
    documents = pages(an_incident())
    with_data = {path for path, page in documents.items() if path.endswith(".html") and blocks(page)}
    assert with_data == {"index.html", STORY}


def test_a_preview_has_none(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    documents = plan(Request(folder=site, now=at("2026-05-01 12:00"), edition=Edition.DRAFTS)).documents
    assert not [each.path for each in documents if each.path.endswith(".html") and blocks(each.content)]


# -- nothing gets out of it ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["index.html", STORY])
def test_whatever_is_written_stays_inside_of_the_block(path: str) -> None:
    site = a_site("orders", name=HOSTILE, description=text(HOSTILE))
    page = pages(an_incident(title=HOSTILE), site=site)[path]
    inside = page.split(b'<script type="application/ld+json">')[1].split(b"</script>")[0]
    assert not set("<>&\u2028") & set(inside.decode())
    found = json.loads(inside)
    assert HOSTILE in (found.get("name"), found.get("headline"))
    assert b"<script>alert" not in page


@pytest.mark.browser
def test_the_policy_of_the_page_has_nothing_against_it(tmp_path: Path, page: Page) -> None:
    """A block of data is never run, so no script-src has a say in it: the browser reports nothing."""
    site = make_site(tmp_path / "site")
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f"description: {json.dumps(HOSTILE.replace(chr(0x2028), ''))}\n")
    build(Request(folder=site, now=at("2026-05-01 12:00")), tmp_path / "public")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event => console.log(event.violatedDirective))"
    )
    for path in ("index.html", "incidents/slow-orders/index.html"):
        page.goto((tmp_path / "public" / path).as_uri())
        assert page.locator('script[type="application/ld+json"]').count() == 1
        assert page.locator("h1").count() == 1
    assert said == []
    # And it would have been reported: a script that does run is.
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'alert(1)'}))")
    page.wait_for_timeout(200)
    assert any("script-src" in one for one in said)
