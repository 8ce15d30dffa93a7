"""A form that is filled in is what feedgen would write."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.cache import Cache
from site_builder.output.feeds import forms
from site_builder.output.feeds.by_feedgen import feed_by_feedgen
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry
from site_builder.output.feeds.forms import xml_feed
from tests.output.feeds.test_formats import LINES, TIMES, a_channel, an_entry

# A mark of a blank, and what could be taken for one, for a moment that stands for one, or for the end of the entries.
TEXTS = LINES | st.sampled_from(
    (
        "\ue000title\ue000",
        "%(title)s",
        "{title}",
        "2001-01-01T00:00:00+00:00",
        "\n  <entry>",
        "</feed>",
        "a\tb\nc\rd",
        " ",
    )
)
GIVEN = TEXTS.filter(bool)
MAYBE: Any = st.none() | GIVEN
CATEGORIES = st.lists(TEXTS, max_size=3)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return Entry(
        id=draw(GIVEN),
        title=draw(GIVEN),
        html=draw(GIVEN),
        link=draw(GIVEN),
        language=draw(st.sampled_from(["en", "cy", "ar"])),
        published=draw(TIMES),
        updated=draw(TIMES),
        categories=tuple(draw(CATEGORIES)),
    )


ENTRIES = st.lists(entries(), max_size=3)


@st.composite
def channels(draw: st.DrawFn) -> Channel:
    return Channel(
        id=draw(GIVEN),
        title=draw(GIVEN),
        description=draw(GIVEN),
        language=draw(st.sampled_from(["en", "cy"])),
        address=draw(GIVEN),
        home=draw(GIVEN),
        author=draw(GIVEN),
        entries=tuple(draw(ENTRIES)),
        begins=draw(TIMES),
        hub=draw(MAYBE),
        archive=ArchiveLinks(
            is_archive=draw(st.booleans()), previous=draw(MAYBE), next=draw(MAYBE), current=draw(MAYBE)
        ),
    )


@given(channels(), st.sampled_from(["atom", "rss"]))
@settings(max_examples=200, deadline=None)
def test_a_feed_is_what_feedgen_makes_of_it(channel: Channel, ending: str) -> None:
    assert xml_feed(channel, ending).decode() == feed_by_feedgen(channel, ending)


def test_an_atom_feed_needs_no_description() -> None:
    channel = replace(a_channel(an_entry()), description="")
    assert xml_feed(channel, "atom").decode() == feed_by_feedgen(channel, "atom")


@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_a_moment_is_written_as_it_was_given(ending: str) -> None:
    channel = a_channel(an_entry(when=datetime.fromisoformat("2026-04-22T09:00:00+01:00")))
    assert xml_feed(channel, ending).decode() == feed_by_feedgen(channel, ending)


@pytest.mark.parametrize("write", [feed_by_feedgen, xml_feed])
def test_what_feedgen_refuses_is_refused(write: Callable[[Channel, str], object]) -> None:
    with pytest.raises(ValueError, match=r"Required fields not set \(title\)"):
        write(a_channel(an_entry(), title=""), "atom")
    with pytest.raises(ValueError, match="Required fields not set"):
        write(a_channel(an_entry(title="")), "atom")


@pytest.mark.parametrize("text", ["\x07", "a\x0bb", "\ud800", "\ufffe", "\uffff"])
def test_what_no_xml_may_hold_is_refused(text: str) -> None:
    channel = a_channel(an_entry(html=text))
    with pytest.raises(ValueError, match=r"XML|surrogates"):
        feed_by_feedgen(channel, "atom")
    with pytest.raises(ValueError, match=r"control|surrogates"):
        xml_feed(channel, "atom")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    """A cache, for a program that knows no form yet."""
    monkeypatch.setattr(forms, "_known", {})
    with closing(Cache(None, "this version")) as cache:
        yield cache


def in_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no form is known, and feedgen is not there."""
    monkeypatch.setattr(forms, "_known", {})
    monkeypatch.setitem(sys.modules, "site_builder.output.feeds.by_feedgen", None)


@pytest.mark.parametrize("ending", ["atom", "rss"])
def test_another_program_writes_the_same_without_feedgen(
    ending: str, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = a_channel(an_entry(), replace(an_entry(), categories=()))
    written = xml_feed(channel, ending, kept)
    in_another_program(monkeypatch)
    assert xml_feed(channel, ending, kept) == written
    with pytest.raises(ImportError):
        xml_feed(replace(channel, hub="https://hub.example/"), ending, kept)


@pytest.mark.parametrize("wrong", [5, [], ["only one"], ["\ue00099\ue000", ""]])
def test_a_form_that_somebody_wrote_is_not_filled_in(
    wrong: object, kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = a_channel(an_entry())
    written = xml_feed(channel, "atom", kept)
    for shape in list(forms._known):
        kept.put("", f"form {' '.join(shape)}", "", wrong)
    monkeypatch.setattr(forms, "_known", {})
    assert xml_feed(channel, "atom", kept) == written
