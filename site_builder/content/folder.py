"""What lies in a folder of `incidents/`: which files are statements, which attachments, which are not read at all.

Nothing outside of the site's folder is ever read, whatever links there are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import DirEntry, scandir
from pathlib import Path

from site_builder.door.fields import MAX_SLUG, SLUG, slug_hint
from site_builder.door.text_file import read_source
from site_builder.problems import Problem, Source, did_you_mean, quoted

MAX_DEPTH = 10
"""Folders inside of folders, from `incidents/` on."""

_ATTACHMENT = re.compile(rf"{SLUG.pattern}(?:\.[a-z0-9]+)+")
_OWN_FILES = {"index.html", "summary.txt", "feed.atom"}
"""What stands beside the attachments in an incident's folder of the finished site."""
_SPELLING = re.compile(r"(.+?)\.(?:md|markdown|mdown|mkdn?|mdx)(?:\.txt)?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entries:
    """The files and folders of a folder, by name."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """The `.md` files of one folder, by stem: the originals, and the translations by language."""

    originals: dict[str, Path] = field(default_factory=dict)
    translations: dict[str, dict[str, Path]] = field(default_factory=dict)

    def files(self) -> Iterator[Path]:
        """All of them."""
        yield from self.originals.values()
        for translations in self.translations.values():
            yield from translations.values()


class FolderReader:
    """Looks into folders of one site, and collects what is wrong there.

    A `proposed` file is read as though it stood there already: so a text is judged before anybody else can see it.
    """

    def __init__(self, site_folder: Path, languages: tuple[str, ...], proposed: Source | None = None) -> None:
        self.site_folder = site_folder
        self.languages = languages
        self.proposed = proposed
        self.problems: list[Problem] = []

    def path(self, file: Path) -> str:
        """The file's path in the site, fit to be printed whatever bytes are in it."""
        path = file.relative_to(self.site_folder).as_posix()
        if path.isprintable():
            return path
        return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in path)

    def complain(self, file: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Source(self.path(file), "").problem(message, hint=hint))

    # -- what is there ---------------------------------------------------------------------------

    def entries(self, folder: Path) -> Entries:
        """What is in a folder, without what is never read."""
        if len(folder.relative_to(self.site_folder).parts) > MAX_DEPTH:
            self.complain(folder, f"folders more than {MAX_DEPTH} levels deep are not read", "move it up")
            return Entries()
        added = self._proposed_in(folder)
        try:
            with scandir(folder) as listing:
                entries = {entry.name: entry for entry in listing}
        except OSError as error:
            if added is None:
                self.complain(folder, f"can't be read: {error.strerror}", "may you read this folder?")
                return Entries()
            entries = {}
        found: dict[str, list[Path]] = {"file": [], "folder": []}
        for name in sorted({*entries, added.name} if added else entries):
            if _is_ignored(name):
                continue
            kind = self._kind(entries[name]) if name in entries else self._proposed_kind(folder / name)
            if kind:
                found[kind].append(folder / name)
        return Entries(tuple(found["file"]), tuple(found["folder"]))

    def _proposed_in(self, folder: Path) -> Path | None:
        """The entry of `folder` that the proposed file is, or lies in."""
        if self.proposed is None:
            return None
        file = self.site_folder / self.proposed.path
        return next((entry for entry in (file, *file.parents) if entry.parent == folder and entry != folder), None)

    def _proposed_kind(self, entry: Path) -> str:
        return "file" if self.proposed and entry == self.site_folder / self.proposed.path else "folder"

    def holds_proposed(self, files: Iterable[Path]) -> bool:
        """Whether the proposed file is one of these."""
        return self.proposed is not None and self.site_folder / self.proposed.path in files

    def source(self, file: Path) -> Source:
        """The text of a file. Raises SiteProblems."""
        path = self.path(file)
        return self.proposed if self.proposed and path == self.proposed.path else read_source(file, path)

    def _kind(self, entry: "DirEntry[str]") -> str | None:
        """ "file", "folder", or None for what can't be read, which is a problem."""
        try:
            if entry.is_symlink():
                return self._kind_of_link(Path(entry.path))
            if entry.is_dir():
                return self._kind_of_folder(Path(entry.path))
            if entry.is_file():
                return "file"
        except OSError as error:
            self.complain(Path(entry.path), f"can't be read: {error.strerror}", "may you read it?")
            return None
        self.complain(Path(entry.path), "this is neither a file nor a folder", "delete it")
        return None

    def _kind_of_link(self, link: Path) -> str | None:
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: it leads to itself
            self.complain(link, "this link leads nowhere", "delete it, or put the file itself here")
            return None
        root = self.site_folder.resolve()
        if not target.is_relative_to(root) or any(part.startswith(".") for part in target.relative_to(root).parts):
            self.complain(link, "this link leads out of the site's folder", "put a copy of the file here")
            return None
        if not target.is_file():
            self.complain(link, "a link to a folder is not followed", "put a copy of the folder here")
            return None
        return "file"

    def _kind_of_folder(self, folder: Path) -> str | None:
        if _SPELLING.fullmatch(folder.name):
            self.complain(folder, "a folder can't be named like a text file", f"rename it to {folder.stem}")
            return None
        return "folder"

    # -- which is which --------------------------------------------------------------------------

    def statements(self, folder: Path, files: Iterable[Path]) -> Statements:
        """Which of the files are originals, which translations of which."""
        found = Statements()
        for file in files:
            if not file.name.endswith(".md"):
                self._check_spelling(file)
                continue
            stem, dot, language = file.name.removesuffix(".md").partition(".")
            if dot and not _LANGUAGE.fullmatch(language):
                stem, dot = file.name.removesuffix(".md"), ""
            if not SLUG.fullmatch(stem) or len(stem) > MAX_SLUG:
                hint = f'{slug_hint(stem)}\nor begin it with "_" to have it left out'
                self.complain(file, f"{quoted(_printable(stem))} can't be the name of a text here", hint)
            elif not dot:
                found.originals[stem] = file
            elif language in self.languages[1:]:
                found.translations.setdefault(stem, {})[language] = file
            else:
                self.complain(file, *self._language_complaint(stem, language))
        for stem in sorted(found.translations.keys() - found.originals.keys()):
            for file in found.translations[stem].values():
                hint = f"its original should be {self.path(folder)}/{stem}.md"
                self.complain(file, "this translation has no original", hint)
        return found

    def _check_spelling(self, file: Path) -> None:
        spelling = _SPELLING.fullmatch(file.name)
        if spelling:
            self.complain(
                file, "this text would not be read: its name must end in .md", f"rename it to {spelling[1]}.md"
            )

    def _language_complaint(self, stem: str, language: str) -> tuple[str, str]:
        default, *others = self.languages
        if language == default:
            return "the default language has no ending of its own", f"rename it to {stem}.md"
        message = f"{quoted(language)} is not one of the site's other languages"
        if others:
            return message, did_you_mean(language, others)
        return message, f"the site has only one; a second one goes into site.yml: languages: [{default}, {language}]"

    def attachments(self, folder: Path, entries: Entries) -> Iterator[str]:
        """Files beside the updates, also in folders, relative to `folder`."""
        for file in entries.files:
            if not _SPELLING.fullmatch(file.name):
                self._check_attachment(file)
                yield file.name
        for inner in entries.folders:
            if not SLUG.fullmatch(inner.name):
                hint = f'{slug_hint(inner.name)}\nor begin it with "_" to have it left out'
                self.complain(inner, f"{quoted(_printable(inner.name))} can't be the name of a folder here", hint)
                continue
            inside = self.entries(inner)
            for file in inside.files:
                if _SPELLING.fullmatch(file.name):
                    hint = f"move it to {self.path(folder)}/"
                    self.complain(file, "an update can't stand in a folder of its own", hint)
            yield from (f"{inner.name}/{name}" for name in self.attachments(inner, inside))

    def _check_attachment(self, file: Path) -> None:
        name = file.name
        if name in _OWN_FILES:
            self.complain(file, "the finished site has a file of its own with this name", "give it another name")
        elif not _ATTACHMENT.fullmatch(name) or len(name) > MAX_SLUG:
            message = f"{quoted(_printable(name))} can't be the name of an attachment"
            self.complain(file, message, _attachment_hint(name))


def _attachment_hint(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot and SLUG.fullmatch(name):
        return f"if it is an update, rename it to {name}.md; an attachment needs an ending: {name}.pdf"
    rule = slug_hint(stem or name)
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())
    return f'{rule[:-1]}.{ending}"' if dot and ending and rule.endswith('"') else f"{rule}, and an ending: notes.pdf"


def _is_ignored(name: str) -> bool:
    """Never read: what begins with "_" or ".", and the copies that editors put beside a file."""
    return name.startswith(("_", ".", "#")) or name.endswith("~")


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "�" for one in text)
