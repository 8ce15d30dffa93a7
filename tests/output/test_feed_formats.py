"""Whatever text there is, every format of a feed gives it back unchanged."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from site_builder.door.text_file import forbidden_character
from site_builder.output.feed_entries import Entry
from site_builder.output.feed_formats import FORMATS, Channel
from tests.factories import at
from tests.output.building import SCHEMA

ATOM = "{http://www.w3.org/2005/Atom}"

# Whatever the door lets in.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(
    lambda line: forbidden_character(line) is None
)


@given(title=LINES, html=st.lists(LINES).map("\n".join), category=LINES.filter(str.strip))
@settings(max_examples=40, deadline=None)
def test_any_text_that_the_door_lets_in_comes_back_the_same(title: str, html: str, category: str) -> None:
    entry = Entry(
        id="tag:e.example,2026:incidents/a/b",
        title=title or "-",
        html=html or "-",
        link="https://e.example/",
        published=at("2026-04-22 09:00"),
        updated=at("2026-04-22 09:00"),
        categories=(category,),
    )
    channel = Channel(
        id="tag:e.example,2026:updates/en",
        title=title or "-",
        description=title or "-",
        language="en",
        address="https://e.example/feed.atom",
        home="https://e.example/",
        author="e",
        entries=(entry,),
    )
    atom = etree.fromstring(FORMATS["atom"](channel))
    SCHEMA.assertValid(atom)
    rss = etree.fromstring(FORMATS["rss"](channel))
    assert atom.findtext(f"{ATOM}entry/{ATOM}title") == rss.findtext("channel/item/title") == entry.title
    assert atom.findtext(f"{ATOM}entry/{ATOM}content") == rss.findtext("channel/item/description") == entry.html
    assert [each.attrib["term"] for each in atom.iter(f"{ATOM}category")] == [category]
    assert atom.findtext(f"{ATOM}title") == rss.findtext("channel/title") == channel.title
