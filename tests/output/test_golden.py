"""The golden site, byte for byte. After an intended change: `pytest tests/output/test_golden.py --update-golden`."""

import shutil

from tests import shop
from tests.program import tree


def test_the_shop_comes_out_byte_for_byte(update_golden: bool) -> None:
    found = shop.documents()
    if update_golden:
        shutil.rmtree(shop.EXPECTED, ignore_errors=True)
        for path, content in found.items():
            file = shop.EXPECTED / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    expected = tree(shop.EXPECTED)
    assert sorted(found) == sorted(expected)
    changed = {path: content.decode(errors="replace") for path, content in found.items() if content != expected[path]}
    assert changed == {path: expected[path].decode(errors="replace") for path in changed}


def test_no_document_stands_twice() -> None:
    paths = [document.path for document in shop.planned().documents]
    assert len(paths) == len(set(paths))


def test_nothing_held_back_or_drafted_shows_anywhere() -> None:
    everything = b"\n".join(path.encode() + b"\n" + content for path, content in shop.documents().items()).lower()
    sources = b"\n".join(path.encode() + content for path, content in tree(shop.SITE).items()).lower()
    assert sources.count(b"unreleased") > 15
    for word in (b"unreleased", b"2026-05-06-1700", b"2026-05-06-0800", b"merger"):
        assert word not in everything


def test_an_attachment_that_no_public_text_links_to_stays_unpublished() -> None:
    attachments = {path for path in shop.documents() if path.endswith((".svg", ".csv", ".txt"))}
    assert {path for path in attachments if path.startswith("incidents/") and not path.endswith("/summary.txt")} == {
        "incidents/2026-04-22-online-orders/collection-points.svg",
        "incidents/2026-04-22-online-orders/shops.csv",
    }


def test_content_is_never_run_as_a_template() -> None:
    page = shop.documents()["incidents/2026-04-22-online-orders/index.html"].decode()
    assert "{{ 7*7 }} {% raw %}" in page
    assert "Online orders are down: {{ 7*7 }} &amp; &lt;b&gt;why&lt;/b&gt;" in page
    assert "49" not in page.partition("<main")[2].partition("</main>")[0].replace("-49", "")
