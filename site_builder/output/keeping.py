"""What was made before, as long as all that it was made from is the same: documents, works of incidents, texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from site_builder.cache import Cache, digest
from site_builder.model import Phrase
from site_builder.output.kept_pages import Around, Blocks, KeptPage, Published, blocks_of, nothing
from site_builder.output.known_works import Entries, KnownWorks, Lists
from site_builder.output.prose import Notes, Prose
from site_builder.output.shelf import Shelf
from site_builder.output.site_map import Document
from site_builder.problems import Location

if TYPE_CHECKING:
    from site_builder.output.page_frame import Page


class Asking(Protocol):
    """Templates that note what they ask for."""

    asked: set[str]


@contextmanager
def noting(templates: Asking) -> Iterator[set[str]]:
    """What templates ask for in this block."""
    before, templates.asked = templates.asked, set()
    try:
        yield templates.asked
    finally:
        templates.asked = before


@dataclass(frozen=True, slots=True)
class Part:
    """What was just made of an incident: documents, and what came up and was asked for meanwhile."""

    documents: Sequence[Document]
    notes: Notes
    asked: set[str]
    blocks: Blocks | None = None


class Need(NamedTuple):
    """What a document depends on besides what it is made from: templates of a language have asked the site for
    something, and where a link leads (None: nowhere)."""

    language: str
    asked: str
    links: tuple[tuple[str, str | None], ...]


class KeptWork(NamedTuple):
    """The work of an incident without its contents. `identity` stands for all that they were made from. `documents`,
    told by path and digest, and `attachments` are those of the work, and of the incident's page if that `has_page`
    still; so are its `needs`. If it hasn't, `page` is what can be taken of it."""

    identity: str
    documents: Sequence[tuple[str, str]]
    attachments: Sequence[str]
    has_page: bool
    needs: Sequence[Need]
    page: KeptPage | None = None


class Keeper:
    """Keeps what is made, and judges what was.

    `made_from` stands for the settings, the theme and whatever else all documents are made from. `facts` are the
    digests of what templates may ask for of the whole site, by language and name.
    """

    def __init__(
        self,
        cache: Cache,
        made_from: str,
        shelf: Shelf,
        facts: Mapping[str, Mapping[str, str]],
        works: KnownWorks | None = None,
        published: Published = nothing,
    ) -> None:
        """`works` is known of earlier builds of this program, and `published` reads what one of them has written."""
        self.published = published
        self.entries: Entries = cache
        self._works = works or KnownWorks()
        self.made_from = made_from
        self._shelf = shelf
        self._facts = facts
        self._answered: dict[tuple[str, str], bool] = {}
        self._answers_to: dict[tuple[str, frozenset[str]], str] = {}
        self._needs: dict[Need, Need] = {}

    def key(self, inputs: object) -> str:
        """The digest of all that something was made from."""
        return digest(self.made_from, inputs)

    # -- documents that several incidents share --------------------------------------------------

    def begin_lists(self, basis: object, changed: Set[str], lists: Lists) -> None:
        """See KnownWorks."""
        self._works.begin_lists(basis, changed, lists)

    def digest_of_list(
        self,
        path: str,
        members: Sequence[object],
        identities: Callable[[], Sequence[str]],
        tell: Callable[[Sequence[str]], object],
    ) -> str:
        """See KnownWorks."""
        return self._works.digest_of_list(path, members, identities, tell)

    def document(
        self, path: str, language: str, inputs: object, templates: Asking, make: Callable[[], bytes]
    ) -> Document:
        """The document at `path`: `make` makes it, unless that was done before from the same `inputs`."""
        key = self.key(inputs)
        known = self._known_digest(language, self._works.document(path, key, self.entries))
        if known is not None:
            return Document.known(path, known, make)

        def made() -> bytes:
            with noting(templates) as asked:
                document = Document(path, make())
            row = [document.digest, self._answers(language, asked)]
            self._works.keep_document(path, key, row, self.entries)
            return document.content

        return Document.to_make(path, made)

    def page(
        self,
        path: str,
        language: str,
        inputs: object,
        templates: Asking,
        template: str,
        make: "Callable[[], Page]",
        around: Around,
    ) -> Document:
        """The same of a page, which `around` may make from an earlier one."""
        key = self.key(inputs)
        taken: KeptPage | None = None
        match self._works.document(path, key, self.entries):
            case [str(known), str(answers), _] if self._is_answered_so(language, answers):
                return Document.known(path, known, lambda: make().text.encode())
            case [str(known), str(_), blocks]:
                taken = self._page_to_take(language, known, blocks, Notes())

        def made() -> bytes:
            with noting(templates) as asked:
                page = (taken and taken.made_anew(path, self.published, around)) or make()
            document = Document(path, page.text.encode())
            blocks = self._blocks_row(language, blocks_of(template, page))
            row = [document.digest, self._answers(language, asked | page.asked), blocks]
            self._works.keep_document(path, key, row, self.entries)
            return document.content

        return Document.to_make(path, made)

    def _known_digest(self, language: str, row: Any) -> str | None:
        match row:
            case [str(known), str(asked)] if self._is_answered_so(language, asked):
                return known
        return None

    def part(
        self, owner: str, slot: str, language: str, inputs: object, templates: Asking, make: Callable[[], Any]
    ) -> Any:
        """A part of such documents, which JSON can hold, in the same way. It is the owner's, and goes with it."""
        key = self.key(inputs)
        match self.entries.get(owner, slot, key):
            case [made, str(answers)] if self._is_answered_so(language, answers):
                templates.asked |= _names(answers)  # the whole depends on it, too
                return made
        with noting(templates) as asked:
            made = make()
        self.entries.put(owner, slot, key, [made, self._answers(language, asked)])
        templates.asked |= asked
        return made

    # -- works of incidents ----------------------------------------------------------------------

    def work_key(self, language: str, story: str) -> str:
        """The same for the work of an incident, of which `story` tells all in it that can change."""
        return f"{self.made_from} {language} {story}"

    def work(self, name: str, language: str, key: str) -> KeptWork | None:
        """The work that was made with this key, if nothing else that it depends on has changed. Its page depends on
        more of the theme than all else, so it may be gone alone."""
        row = self.entries.get(name, work_of(language), key)
        if row is None:
            return None
        try:
            work, page = row
            documents, attachments, links, asked, _ = work
            need = self._need(language, asked, links)
            if not self.is_met(need):
                return None
            identity = _identity(key, work)
            of_page = self._need(language, page[3], page[2])
            if not self.is_met(of_page):
                [[_, known]], noted, links, _, blocks = page
                taken = self._page_to_take(language, known, blocks, Notes(set(noted), links))
                return KeptWork(identity, documents, attachments, has_page=False, needs=[need], page=taken)
            return KeptWork(identity, documents + page[0], attachments + page[1], has_page=True, needs=[need, of_page])
        except (TypeError, ValueError, AttributeError):
            return None  # somebody wrote into it

    def _need(self, language: str, asked: str, links: Mapping[str, str | None]) -> Need:
        """One object for all that are alike: thousands of works need the same."""
        need = Need(language, asked, tuple(links.items()))
        return self._needs.setdefault(need, need)

    def is_met(self, need: Need) -> bool:
        """Whether the site still answers so."""
        is_known = need.language in self._facts
        return is_known and self._is_answered_so(need.language, need.asked) and self._leads_there(need.links)

    def _page_to_take(self, language: str, digest: str, blocks: Any, notes: Notes) -> KeptPage | None:
        """The page, if its blocks would give the same."""
        match blocks:
            case [str(asked), [*spans]] if self._is_answered_so(language, asked) and self._leads_there(
                notes.links.items()
            ):
                return KeptPage(digest, Blocks(spans, _names(asked)), notes)
        return None

    def _blocks_row(self, language: str, blocks: Blocks | None) -> list[Any] | None:
        return [self._answers(language, blocks.asked), blocks.spans] if blocks else None

    def keep_work(self, name: str, language: str, key: str, work: Part | None, page: Part) -> str:
        """Keeps a work that was just made; without a `work`, the one that is known stays. Returns its identity."""
        kept = self._row(language, work) if work else (self.entries.get(name, work_of(language), key) or [None])[0]
        self.entries.put(name, work_of(language), key, [kept, self._row(language, page)])
        return _identity(key, kept)

    def _row(self, language: str, part: Part) -> list[Any]:
        return [
            [[document.path, document.digest] for document in part.documents],
            sorted(part.notes.attachments),
            dict(sorted(part.notes.links.items())),
            self._answers(language, part.asked),
            self._blocks_row(language, part.blocks),
        ]

    def _is_answered_so(self, language: str, asked: str) -> bool:
        """Whether what was asked for is still the same. Thousands of works asked for the same few things."""
        if (language, asked) not in self._answered:
            self._answered[language, asked] = asked == self._answers(language, _names(asked))
        return self._answered[language, asked]

    def _answers(self, language: str, asked: Iterable[str]) -> str:
        """What templates asked for, after the digest of the answers."""
        key = language, frozenset(asked)
        if key not in self._answers_to:
            names = sorted(key[1])
            facts = self._facts[language]
            self._answers_to[key] = "\n".join([digest([facts.get(name) for name in names]), *names])
        return self._answers_to[key]

    # -- texts -----------------------------------------------------------------------------------

    def text(self, phrase: Phrase) -> tuple[Prose, Notes] | None:
        """A text that was rendered before, if its links still lead to the same places."""
        if phrase.at is None:
            return None
        row = self.entries.get(self._shelf.owner(phrase.at.path), _slot(phrase.at), _text_key(phrase))
        if row is None or not self._leads_there(row["links"].items()):
            return None
        return Prose(row["html"], phrase.language), Notes(set(row["attachments"]), row["links"])

    def keep_text(self, phrase: Phrase, prose: Prose, notes: Notes) -> None:
        """Keeps a rendered text. One with a problem is rendered again, so that the problem is seen again."""
        if phrase.at is not None and not notes.problems:
            row = {"html": prose.html, "attachments": sorted(notes.attachments), "links": notes.links}
            self.entries.put(self._shelf.owner(phrase.at.path), _slot(phrase.at), _text_key(phrase), row)

    def _leads_there(self, links: Iterable[tuple[str, str | None]]) -> bool:
        return all(self._shelf.find(link) == target for link, target in links)


@lru_cache(maxsize=256)
def _names(answers: str) -> frozenset[str]:
    """What was asked for, of `Keeper._answers`. Thousands of works asked for the same few things."""
    return frozenset(answers.split("\n")[1:])


def _identity(key: str, work: Any) -> str:
    _, _, links, asked, _ = work
    return digest(key, links, asked)


def work_of(language: str) -> str:
    """The slot of the works in a language."""
    return f"work:{language}"


def _slot(at: Location) -> str:
    """A file holds several texts, each at its line."""
    return f"text:{at.path}:{at.line}"


def _text_key(phrase: Phrase) -> str:
    return digest(phrase.language, phrase.text)
