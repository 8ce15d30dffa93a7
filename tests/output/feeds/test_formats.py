"""Whatever text there is, every format of a feed gives it back unchanged."""

import json
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.door.text_file import forbidden_character
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.formats import written
from tests.factories import at
from tests.output.building import SCHEMA
from tests.output.feeds.reading import ATOM, HISTORY, json_feed, links, parse

# Whatever the door lets in, and what XML, HTML and JSON are known to trip over.
_TRAPS = st.sampled_from(
    [
        "]]>",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "&nbsp;",
        "<",
        "-->",
        "\\",
        '"',
        "\u202e",
        "\u0634",
        "\u2028",
        "\ufeff",
        "e\u0301",
    ]
)
LINES = (
    st.lists(_TRAPS | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), max_size=6)
    .map("".join)
    .filter(lambda line: forbidden_character(line) is None)
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)).map(lambda when: at(f"{when:%Y-%m-%d %H:%M:%S}"))  # noqa: DTZ001 - `at` adds the zone


def an_entry(
    title: str = "t", html: str = "<p>h</p>", category: str = "c", when: str | datetime = "2026-04-22"
) -> Entry:
    moment = at(when) if isinstance(when, str) else when
    return Entry(
        id="tag:e.example,2026:incidents/a/b",
        title=title,
        html=html,
        link="https://e.example/",
        language="en",
        published=moment,
        updated=moment,
        categories=(category,),
    )


def a_channel(
    *entries: Entry, title: str = "t", hub: str | None = None, archive: ArchiveLinks | None = None
) -> Channel:
    return Channel(
        id="tag:e.example,2026:updates/en",
        title=title,
        description=title,
        language="en",
        address="https://e.example/feed.atom",
        home="https://e.example/",
        author="e",
        entries=entries,
        hub=hub,
        archive=archive or ArchiveLinks(),
    )


@given(title=LINES, html=st.lists(LINES).map("\n".join), category=LINES.filter(str.strip), when=TIMES)
@settings(max_examples=60, deadline=None)
def test_any_text_that_the_door_lets_in_comes_back_the_same(
    title: str, html: str, category: str, when: datetime
) -> None:
    entry = an_entry(title or "-", html or "-", category, when)
    channel = a_channel(entry, title=title or "-")
    atom = etree.fromstring(written(channel, "atom"))
    SCHEMA.assertValid(atom)
    rss = etree.fromstring(written(channel, "rss"))
    (item,) = json_feed(written(channel, "json"))["items"]
    assert (
        atom.findtext(f"{ATOM}entry/{ATOM}title") == rss.findtext("channel/item/title") == item["title"] == entry.title
    )
    assert atom.findtext(f"{ATOM}entry/{ATOM}content") == rss.findtext("channel/item/description") == entry.html
    assert item["content_html"] == entry.html
    assert [each.attrib["term"] for each in atom.iter(f"{ATOM}category")] == item["tags"] == [category]
    assert atom.findtext(f"{ATOM}title") == rss.findtext("channel/title") == channel.title
    read = parse(written(channel, "atom")).entries[0], parse(written(channel, "rss")).entries[0]
    assert [each.id for each in read] == [item["id"]] * 2 == [entry.id] * 2
    assert [each.published_parsed for each in read] == [when.utctimetuple()] * 2
    assert datetime.fromisoformat(item["date_published"]) == when


@given(st.lists(st.tuples(LINES, st.lists(LINES).map("\n".join), LINES), max_size=3), st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_json_feed_is_laid_out_as_json_is(told: list[tuple[str, str, str]], has_hub: bool) -> None:
    entries = [an_entry(title, html, category) for title, html, category in told]
    channel = a_channel(*entries, hub="https://hub.example/" if has_hub else None)
    content = written(channel, "json").decode()
    assert content == json.dumps(json.loads(content), ensure_ascii=False, indent=1) + "\n"
    assert [item["content_html"] for item in json.loads(content)["items"]] == [html for _, html, _ in told]


def test_the_link_of_an_rss_channel_is_its_home_page_whatever_other_links_there_are() -> None:
    channel = a_channel(an_entry(), hub="https://hub.example/", archive=ArchiveLinks(previous="https://e.example/old"))
    rss = etree.fromstring(written(channel, "rss"))
    assert [link.text for link in rss.findall("channel/link")] == ["https://e.example/"]
    assert [(link.get("rel"), link.get("href")) for link in rss.iter(f"{ATOM}link")] == [
        ("self", "https://e.example/feed.atom"),
        ("hub", "https://hub.example/"),
    ]


def test_an_archive_says_so_and_names_its_neighbours() -> None:
    archive = ArchiveLinks(
        is_archive=True, previous="https://e.example/1", next="https://e.example/3", current="https://e.example/"
    )
    content = written(a_channel(archive=archive), "atom")
    SCHEMA.assertValid(etree.fromstring(content))
    assert etree.fromstring(content).find(f"{HISTORY}archive") is not None
    assert links(content).items() >= {
        ("current", "https://e.example/"),
        ("prev-archive", "https://e.example/1"),
        ("next-archive", "https://e.example/3"),
    }


def test_the_last_build_of_an_rss_feed_is_its_last_change() -> None:
    rss = etree.fromstring(written(a_channel(an_entry(when="2026-04-22 09:00")), "rss"))
    assert (
        rss.findtext("channel/lastBuildDate")
        == rss.findtext("channel/item/pubDate")
        == "Wed, 22 Apr 2026 09:00:00 +0000"
    )
