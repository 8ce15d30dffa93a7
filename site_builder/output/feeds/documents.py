"""Which feeds there are, of one language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from itertools import chain, islice

from markupsafe import Markup

from site_builder.model import Component
from site_builder.output import site_map
from site_builder.output.feeds.archive import Month, months
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry, entry_from_text, entry_to_text, incident_entry
from site_builder.output.feeds.formats import written
from site_builder.output.feeds.ids import history_feed_id, updates_feed_id
from site_builder.output.keeping import noting
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document
from site_builder.output.story import Said
from site_builder.output.work import Works
from site_builder.overview import IncidentState

UPDATE_FORMATS = ("atom", "rss", "json")
"""The endings of the feeds of all updates, and of a component's."""

HISTORY_FORMATS = ("atom", "rss")
"""The endings of the feed with one entry for each incident: those that hosted status pages have."""


def feed_documents(pages: LanguagePages, works: Works) -> Iterator[Document]:
    """Every feed of one language but for those of single incidents."""
    feeds = _SharedFeeds(pages, works)
    yield from feeds.of_updates()
    yield from feeds.of_history()
    yield from feeds.of_kinds()
    for component in pages.site.components:
        yield from feeds.of_component(component)


def incident_feed(pages: LanguagePages, state: IncidentState, oldest_first: Sequence[Entry]) -> Document:
    """The feed of one incident."""
    incident = state.incident
    channel = Channels(pages).narrow(
        "incident",
        incident.id,
        subject=pages.incidents[incident.name].title.text,
        entries=oldest_first[::-1],
        home=pages.map.incident(incident.name),
    )
    return _document(pages, pages.map.incident_feed(incident.name), channel)


class _SharedFeeds:
    """Makes the feeds of one language that list the updates of several incidents."""

    def __init__(self, pages: LanguagePages, works: Works) -> None:
        self._pages = pages
        self._works = works
        self._site = pages.site
        self._map = pages.map
        self._channels = Channels(pages)

    def of_updates(self) -> Iterator[Document]:
        """The feeds of all updates, and the archive of the Atom one."""
        chronicle = self._pages.chronicle
        archive = months(chronicle.said_in, self._pages.overview.now, self._site.timezone)
        over = [month for month in archive if month.is_over]
        # Besides the newest they hold all that is in no archive yet: who follows `prev-archive` misses nothing.
        waiting = sum(len(month.said) for month in archive if not month.is_over)
        newest = chronicle.newest(max(self._site.feed_entries, waiting))
        links = ArchiveLinks(previous=self._address(self._map.archive(over[-1].name)) if over else None)

        def channel(ending: str) -> Channel:
            feed = self._channels.updates("updates", entries=self._entries(newest), home=self._map.home)
            return replace(feed, archive=links) if ending == "atom" else feed

        for ending in UPDATE_FORMATS:
            yield self._kept(self._map.feed(ending), newest, links, partial(channel, ending))
        yield from self._archive(archive)

    def of_history(self) -> Iterator[Document]:
        """The feeds with one entry for each incident."""
        newest = self._pages.chronicle.revised_last(self._site.feed_entries)

        @cache
        def made() -> tuple[Channel, set[str]]:
            with noting(self._pages.templates) as asked:
                feed = self._channels.channel(
                    "history",
                    id=history_feed_id(self._site, self._pages.language),
                    entries=[self._revised(state, changed) for state, changed in newest],
                    home=self._map.home,
                )
            return feed, asked

        def channel() -> Channel:
            feed, asked = made()
            self._pages.templates.asked.update(asked)  # each of the formats depends on it
            return feed

        for ending in HISTORY_FORMATS:
            inputs = [(self._pages.identity(state.incident.name), at.isoformat()) for state, at in newest]
            yield self._made(self._map.history_feed(ending), inputs, channel)

    def of_kinds(self) -> Iterator[Document]:
        """The feed without planned maintenance, and the one of planned maintenance alone."""
        said_in = self._pages.chronicle.said_in
        for of, path, by_month in (
            ("incidents", self._map.incidents_feed, (month.unplanned for month in said_in)),
            ("maintenance", self._map.maintenance_feed, (month.planned for month in said_in)),
        ):
            newest = self._newest(by_month)

            def channel(of: str = of, newest: Sequence[Said] = newest) -> Channel:
                return self._channels.narrow(of, entries=self._entries(newest), home=self._map.home)

            yield self._kept(path, newest, None, channel)

    def of_component(self, component: Component) -> Iterator[Document]:
        """The updates of incidents that had affected it when they were said."""
        newest = self._newest(month.concerning(component.id) for month in self._pages.chronicle.said_in)

        def channel() -> Channel:
            return self._channels.narrow(
                "component",
                component.id,
                subject=component.name.pick(self._pages.language).text,
                entries=self._entries(newest),
                home=self._map.component(component.id),
            )

        for ending in UPDATE_FORMATS:
            yield self._kept(self._map.component_feed(component.id, ending), newest, None, channel)

    def _archive(self, archive: tuple[Month, ...]) -> Iterator[Document]:
        for index, month in enumerate(archive):
            older = archive[index - 1] if index else None
            newer = archive[index + 1] if index + 1 < len(archive) else None
            links = ArchiveLinks(
                is_archive=month.is_over,
                previous=self._address(self._map.archive(older.name)) if older else None,
                next=self._address(self._map.archive(newer.name)) if newer else None,
                current=self._address(self._map.feed("atom")),
            )

            def channel(month: Month = month, links: ArchiveLinks = links) -> Channel:
                feed = self._channels.updates(
                    "archive", subject=month.name, entries=self._entries(month.said), home=self._map.home
                )
                # A hub tells of changes, and an archive has none; what may change about the site is left out.
                return replace(feed, archive=links, begins=month.begins, hub=None, description="")

            yield self._kept(self._map.archive(month.name), month.said, links, channel)

    # -- entries ---------------------------------------------------------------------------------

    def _newest(self, by_month: Iterable[Sequence[Said]]) -> list[Said]:
        """As many as a feed holds."""
        return list(islice(chain.from_iterable(by_month), self._site.feed_entries))

    def _entries(self, updates: Iterable[Said]) -> list[Entry]:
        return [self._entry(said) for said in updates]

    def _entry(self, said: Said) -> Entry:
        return self._works(said.state.incident.name).entries[said.index]

    def _revised(self, state: IncidentState, changed: datetime) -> Entry:
        """The entry of an incident: when another one is revised, it need not be rendered again."""
        pages, name = self._pages, state.incident.name

        def made() -> str:
            return entry_to_text(incident_entry(pages, state, changed))

        if pages.keeper is None:
            return entry_from_text(made())
        inputs = (pages.identity(name), changed.isoformat())
        slot = f"history:{pages.language}"
        return entry_from_text(pages.keeper.part(name, slot, pages.language, inputs, pages.templates, made))

    # -- documents -------------------------------------------------------------------------------

    def _kept(
        self, path: str, updates: Sequence[Said], links: ArchiveLinks | None, channel: Callable[[], Channel]
    ) -> Document:
        """A feed of these updates: made, unless an earlier build made it from the same."""

        def identities() -> list[str]:
            # When each of them changed is a part of what its incident's work was made from.
            return [self._pages.identity(each.state.incident.name) for each in updates]

        def told(identities: Sequence[str]) -> object:
            return [(identity, each.index) for identity, each in zip(identities, updates, strict=True)]

        return self._made(path, (self._pages.digest_of_list(path, updates, identities, told), links), channel)

    def _made(self, path: str, inputs: object, channel: Callable[[], Channel]) -> Document:
        return self._pages.kept(path, inputs, lambda: self._document(path, channel()).content)

    def _document(self, path: str, channel: Channel) -> Document:
        return _document(self._pages, path, channel)

    def _address(self, path: str) -> str:
        return site_map.address(self._site, path)


def _document(pages: LanguagePages, path: str, channel: Channel) -> Document:
    ending = path.rpartition(".")[2]
    kept = pages.keeper.entries if pages.keeper else None
    return Document(path, written(replace(channel, address=site_map.address(pages.site, path)), ending, kept))


class Channels:
    """Feeds of one language before they have an address."""

    def __init__(self, pages: LanguagePages) -> None:
        self._pages = pages
        self._site = pages.site

    def updates(self, of: str, *, subject: str = "", entries: Iterable[Entry], home: str) -> Channel:
        """The feed of all updates, or a part of its archive, which is the same feed (RFC 5005 §4)."""
        id = updates_feed_id(self._site, self._pages.language)
        return self.channel(of, id=id, subject=subject, entries=entries, home=home)

    def narrow(self, of: str, *narrowed: str, subject: str = "", entries: Sequence[Entry], home: str) -> Channel:
        """The newest of a part of the updates."""
        id = updates_feed_id(self._site, self._pages.language, of, *narrowed)
        newest = entries[: self._site.feed_entries]
        return self.channel(of, id=id, subject=subject, entries=newest, home=home)

    def channel(self, of: str, *, id: str, subject: str = "", entries: Iterable[Entry], home: str) -> Channel:
        """A feed that has no address yet. `of` and `subject` are what `feed/channel.txt` makes its title of."""
        site, language = self._site, self._pages.language
        title = self._pages.render_for_feed("feed/channel.txt", self._pages.map.feed("atom"), of=of, subject=subject)
        name = site.name.pick(language).text
        return Channel(
            id=id,
            title=Markup(title).unescape().strip(),  # noqa: S704 - it is unescaped, not trusted
            description=site.description.pick(language).text if site.description else name,
            language=language,
            address="",
            home=site_map.address(site, home),
            author=name,
            entries=tuple(entries),
            hub=site.hub,
        )
