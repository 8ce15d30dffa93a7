"""What lies in a folder of `incidents/`: which files are statements, which attachments, which are not read at all.

Nothing outside of the site's folder is ever read, whatever links there are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from os import DirEntry, scandir
from pathlib import Path

from site_builder.door.slugs import MAX_SLUG, SLUG, slug_hint
from site_builder.door.text_file import read_source
from site_builder.lookout import Looks, look
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

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """The `.md` files of one folder, by stem: the names of the originals, and of the translations by language."""

    originals: dict[str, str] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


class FolderReader:
    """Looks into folders of one site, and collects what is wrong there. Folders and files are given by their path in
    the site.

    A `proposed` file is read as though it stood there already: so a text is judged before anybody else can see it.
    """

    def __init__(self, site_folder: Path, languages: tuple[str, ...], proposed: Source | None = None) -> None:
        self.site_folder = site_folder
        self.languages = languages
        self.proposed = proposed
        self.problems: list[Problem] = []
        self.links = 0
        """How many there were. Where one leads may change without its folder looking another."""
        self._root = str(site_folder)

    def complain(self, path: str, message: str, hint: str | None = None) -> None:
        self.problems.append(Source(printable_path(path), "").problem(message, hint=hint))

    def on_disk(self, path: str) -> str:
        """Where the file or folder is."""
        return f"{self._root}/{path}"

    # -- what is there ---------------------------------------------------------------------------

    def entries(self, folder: str) -> Entries:
        """What is in a folder, without what is never read."""
        if folder.count("/") >= MAX_DEPTH:
            self.complain(folder, f"folders more than {MAX_DEPTH} levels deep are not read", "move it up")
            return Entries()
        added = self._proposed_in(folder)
        try:
            with scandir(self.on_disk(folder)) as listing:
                entries = {entry.name: entry for entry in listing if not _is_ignored(entry.name)}
        except OSError as error:
            if added is None:
                self.complain(folder, f"can't be read: {error.strerror}", "may you read this folder?")
                return Entries()
            entries = {}
        files: list[str] = []
        folders: list[str] = []
        kinds = {"file": files, "folder": folders}
        for name in sorted({*entries, added} if added else entries):
            path = f"{folder}/{name}"
            kind = self._kind(path, entries[name]) if name in entries else self._proposed_kind(path)
            if kind:
                kinds[kind].append(name)
        return Entries(tuple(files), tuple(folders))

    def _proposed_in(self, folder: str) -> str | None:
        """The name of the entry of `folder` that the proposed file is, or lies in."""
        if self.proposed is None or not self.proposed.path.startswith(f"{folder}/"):
            return None
        name = self.proposed.path.removeprefix(f"{folder}/").partition("/")[0]
        return None if _is_ignored(name) else name

    def _proposed_kind(self, path: str) -> str:
        return "file" if self.proposed and path == self.proposed.path else "folder"

    def source(self, path: str) -> Source:
        """The text of a file. Raises SiteProblems."""
        if self.proposed and path == self.proposed.path:
            return self.proposed
        return read_source(self.on_disk(path), printable_path(path))

    def looks(self, files: Sequence[str], folder: str | None, inside: Sequence[str] | None = None) -> Looks | None:
        """What these files look like, and all that is read in `folder`; None where something can't be looked at, or
        nobody knows what it will look like.

        `inside` is what lay in the folder when it was last listed. The folder itself is looked at, too: when something
        came into it, or went, it looks another.
        """
        if self.proposed is not None:
            return None
        try:
            if inside is None:
                inside = [] if folder is None else list(self._walk(folder, ""))
            return look(self._root, files, folder, inside)
        except OSError:
            return None

    def _walk(self, folder: str, below: str) -> Iterator[str]:
        """All that is read in `folder`, by its path below the incident's own one; folders end in a slash."""
        if folder.count("/") >= MAX_DEPTH:
            raise OSError(f"{folder} is not read")
        with scandir(self.on_disk(folder)) as listing:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in listing)
        for name, is_folder in entries:
            if _is_ignored(name):
                continue
            if is_folder:
                yield f"{below}{name}/"
                yield from self._walk(f"{folder}/{name}", f"{below}{name}/")
            else:
                yield below + name

    def _kind(self, path: str, entry: "DirEntry[str]") -> str | None:
        """ "file", "folder", or None for what can't be read, which is a problem."""
        try:
            if entry.is_symlink():
                self.links += 1
                return self._kind_of_link(path)
            if entry.is_dir():
                return self._kind_of_folder(path)
            if entry.is_file():
                return "file"
        except OSError as error:
            self.complain(path, f"can't be read: {error.strerror}", "may you read it?")
            return None
        self.complain(path, "this is neither a file nor a folder", "delete it")
        return None

    def _kind_of_link(self, path: str) -> str | None:
        try:
            target = Path(self.on_disk(path)).resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: it leads to itself
            self.complain(path, "this link leads nowhere", "delete it, or put the file itself here")
            return None
        root = self.site_folder.resolve()
        if not target.is_relative_to(root) or any(part.startswith(".") for part in target.relative_to(root).parts):
            self.complain(path, "this link leads out of the site's folder", "put a copy of the file here")
            return None
        if not target.is_file():
            self.complain(path, "a link to a folder is not followed", "put a copy of the folder here")
            return None
        return "file"

    def _kind_of_folder(self, path: str) -> str | None:
        name = path.rpartition("/")[2]
        if _SPELLING.fullmatch(name):
            hint = f"rename it to {name.rpartition('.')[0]}"
            self.complain(path, "a folder can't be named like a text file", hint)
            return None
        return "folder"

    # -- which is which --------------------------------------------------------------------------

    def statements(self, folder: str, files: Iterable[str]) -> Statements:
        """Which of the files in a folder are originals, which translations of which."""
        found = Statements()
        for file in files:
            path = f"{folder}/{file}"
            if not file.endswith(".md"):
                self._check_spelling(path)
                continue
            stem, dot, language = file.removesuffix(".md").partition(".")
            if dot and not _LANGUAGE.fullmatch(language):
                stem, dot = file.removesuffix(".md"), ""
            if not SLUG.fullmatch(stem) or len(stem) > MAX_SLUG:
                hint = f'{slug_hint(stem)}\nor begin it with "_" to have it left out'
                self.complain(path, f"{quoted(_printable(stem))} can't be the name of a text here", hint)
            elif not dot:
                found.originals[stem] = file
            elif language in self.languages[1:]:
                found.translations.setdefault(stem, {})[language] = file
            else:
                self.complain(path, *self._language_complaint(stem, language))
        for stem in sorted(found.translations.keys() - found.originals.keys()):
            for file in found.translations[stem].values():
                hint = f"its original should be {printable_path(folder)}/{stem}.md"
                self.complain(f"{folder}/{file}", "this translation has no original", hint)
        return found

    def _check_spelling(self, path: str) -> None:
        spelling = _SPELLING.fullmatch(path.rpartition("/")[2])
        if spelling:
            self.complain(
                path, "this text would not be read: its name must end in .md", f"rename it to {spelling[1]}.md"
            )

    def _language_complaint(self, stem: str, language: str) -> tuple[str, str]:
        default, *others = self.languages
        if language == default:
            return "the default language has no ending of its own", f"rename it to {stem}.md"
        message = f"{quoted(language)} is not one of the site's other languages"
        if others:
            return message, did_you_mean(language, others)
        return message, f"the site has only one; a second one goes into site.yml: languages: [{default}, {language}]"

    def attachments(self, folder: str, entries: Entries) -> Iterator[str]:
        """Files beside the updates, also in folders, relative to `folder`."""
        for file in entries.files:
            if not _SPELLING.fullmatch(file):
                self._check_attachment(f"{folder}/{file}")
                yield file
        for inner in entries.folders:
            path = f"{folder}/{inner}"
            if not SLUG.fullmatch(inner):
                hint = f'{slug_hint(inner)}\nor begin it with "_" to have it left out'
                self.complain(path, f"{quoted(_printable(inner))} can't be the name of a folder here", hint)
                continue
            inside = self.entries(path)
            for file in inside.files:
                if _SPELLING.fullmatch(file):
                    hint = f"move it to {printable_path(folder)}/"
                    self.complain(f"{path}/{file}", "an update can't stand in a folder of its own", hint)
            yield from (f"{inner}/{name}" for name in self.attachments(path, inside))

    def _check_attachment(self, path: str) -> None:
        name = path.rpartition("/")[2]
        if name in _OWN_FILES:
            self.complain(path, "the finished site has a file of its own with this name", "give it another name")
        elif not _ATTACHMENT.fullmatch(name) or len(name) > MAX_SLUG:
            message = f"{quoted(_printable(name))} can't be the name of an attachment"
            self.complain(path, message, _attachment_hint(name))


def _attachment_hint(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot and SLUG.fullmatch(name):
        return f"if it is an update, rename it to {name}.md; an attachment needs an ending: {name}.pdf"
    rule = slug_hint(stem or name)
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())
    return f'{rule[:-1]}.{ending}"' if dot and ending and rule.endswith('"') else f"{rule}, and an ending: notes.pdf"


def printable_path(path: str) -> str:
    """A path in the site, fit to be printed whatever bytes are in it."""
    if path.isprintable():
        return path
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in path)


def _is_ignored(name: str) -> bool:
    """Never read: what begins with "_" or ".", and the copies that editors put beside a file."""
    return name.startswith(("_", ".", "#")) or name.endswith("~")


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "�" for one in text)
