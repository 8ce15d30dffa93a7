"""Which feeds there are, of one language."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup

from site_builder.model import Component, Incident
from site_builder.output import site_map
from site_builder.output.feeds.archive import Month, months
from site_builder.output.feeds.channel import ArchiveLinks, Channel
from site_builder.output.feeds.entries import Entry, UpdateEntry, incident_entries, update_entries
from site_builder.output.feeds.formats import FeedWriter
from site_builder.output.feeds.ids import history_feed_id, updates_feed_id
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document
from site_builder.vocabulary import Kind

UPDATE_FORMATS = ("atom", "rss", "json")
"""The endings of the feeds of all updates, and of a component's."""

HISTORY_FORMATS = ("atom", "rss")
"""The endings of the feed with one entry for each incident: those that hosted status pages have."""


def feed_documents(pages: LanguagePages) -> Iterator[Document]:
    """Every feed of one language."""
    updates = update_entries(pages)
    feeds = _Feeds(pages)
    yield from feeds.of_updates(updates)
    yield from feeds.of_history()
    yield from feeds.of_kinds(updates)
    for component in pages.site.components:
        yield from feeds.of_component(component, updates)
    yield from feeds.of_incidents(updates)


class _Feeds:
    """Makes the feeds of one language."""

    def __init__(self, pages: LanguagePages) -> None:
        self._pages = pages
        self._site = pages.site
        self._map = pages.map
        self._writer = FeedWriter()

    def of_updates(self, updates: tuple[UpdateEntry, ...]) -> Iterator[Document]:
        """The feeds of all updates, and the archive of the Atom one."""
        entries = [update.entry for update in updates]
        archive = months(entries, self._pages.overview.now, self._site.timezone)
        over = [month for month in archive if month.is_over]
        # Besides the newest they hold all that is in no archive yet: who follows `prev-archive` misses nothing.
        waiting = sum(len(month.entries) for month in archive if not month.is_over)
        channel = self._updates_channel(
            "updates", entries=entries[: max(self._site.feed_entries, waiting)], home=self._map.home
        )
        links = ArchiveLinks(previous=self._address(self._map.archive(over[-1].name)) if over else None)
        for ending in UPDATE_FORMATS:
            feed = replace(channel, archive=links) if ending == "atom" else channel
            yield self._document(self._map.feed(ending), feed)
        yield from self._archive(archive)

    def of_history(self) -> Iterator[Document]:
        """The feeds with one entry for each incident."""
        channel = self._channel(
            "history",
            id=history_feed_id(self._site, self._pages.language),
            entries=incident_entries(self._pages, self._site.feed_entries),
            home=self._map.home,
        )
        for ending in HISTORY_FORMATS:
            yield self._document(self._map.history_feed(ending), channel)

    def of_kinds(self, updates: Iterable[UpdateEntry]) -> Iterator[Document]:
        """The feed without planned maintenance, and the one of planned maintenance alone."""
        planned: list[Entry] = []
        others: list[Entry] = []
        for update in updates:
            (planned if update.incident.kind is Kind.MAINTENANCE else others).append(update.entry)
        for of, path, entries in (
            ("incidents", self._map.incidents_feed, others),
            ("maintenance", self._map.maintenance_feed, planned),
        ):
            yield self._document(path, self._narrow_channel(of, entries=entries, home=self._map.home))

    def of_component(self, component: Component, updates: Iterable[UpdateEntry]) -> Iterator[Document]:
        """The updates of incidents that had affected it when they were said."""
        channel = self._narrow_channel(
            "component",
            component.id,
            subject=component.name.pick(self._pages.language).text,
            entries=[update.entry for update in updates if component.id in update.components],
            home=self._map.component(component.id),
        )
        for ending in UPDATE_FORMATS:
            yield self._document(self._map.component_feed(component.id, ending), channel)

    def of_incidents(self, updates: Iterable[UpdateEntry]) -> Iterator[Document]:
        """One feed for each incident."""
        said: dict[str, list[Entry]] = {}
        for update in updates:
            said.setdefault(update.incident.name, []).append(update.entry)
        for state in self._pages.overview.incidents:
            incident: Incident = state.incident
            channel = self._narrow_channel(
                "incident",
                incident.id,
                subject=self._pages.incidents[incident.name].title.text,
                entries=said[incident.name],
                home=self._map.incident(incident.name),
            )
            yield self._document(self._map.incident_feed(incident.name), channel)

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
            channel = self._updates_channel("archive", subject=month.name, entries=month.entries, home=self._map.home)
            # A hub tells of changes, and an archive has none; what may change about the site is left out.
            kept = replace(channel, archive=links, begins=month.begins, hub=None, description="")
            yield self._document(self._map.archive(month.name), kept)

    # -- channels --------------------------------------------------------------------------------

    def _updates_channel(self, of: str, *, subject: str = "", entries: Iterable[Entry], home: str) -> Channel:
        """The feed of all updates, or a part of its archive, which is the same feed (RFC 5005 §4)."""
        id = updates_feed_id(self._site, self._pages.language)
        return self._channel(of, id=id, subject=subject, entries=entries, home=home)

    def _narrow_channel(self, of: str, *narrowed: str, subject: str = "", entries: list[Entry], home: str) -> Channel:
        id = updates_feed_id(self._site, self._pages.language, of, *narrowed)
        newest = entries[: self._site.feed_entries]
        return self._channel(of, id=id, subject=subject, entries=newest, home=home)

    def _channel(self, of: str, *, id: str, subject: str = "", entries: Iterable[Entry], home: str) -> Channel:
        """A feed that has no address yet. `of` and `subject` are what `feed/channel.txt` makes its title of."""
        site, language = self._site, self._pages.language
        title = self._pages.render_for_feed("feed/channel.txt", self._map.feed("atom"), of=of, subject=subject)
        name = site.name.pick(language).text
        return Channel(
            id=id,
            title=Markup(title).unescape().strip(),  # noqa: S704 - it is unescaped, not trusted
            description=site.description.pick(language).text if site.description else name,
            language=language,
            address="",
            home=self._address(home),
            author=name,
            entries=tuple(entries),
            hub=site.hub,
        )

    def _document(self, path: str, channel: Channel) -> Document:
        ending = path.rpartition(".")[2]
        return Document(path, self._writer.write(replace(channel, address=self._address(path)), ending))

    def _address(self, path: str) -> str:
        return site_map.address(self._site, path)
