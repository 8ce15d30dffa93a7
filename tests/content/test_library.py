"""What lies in `incidents/`: links, unreadable things, odd names. Nothing there may stop the program."""

import builtins
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from site_builder.content.library import Library, load_library
from site_builder.door.context import DoorContext
from site_builder.door.text_file import MAX_BYTES
from site_builder.problems import Source

CONTEXT = DoorContext(zone=ZoneInfo("Europe/London"), languages=("en", "cy"), components=("gift-cards",))
OPENER = "---\ntitle: Gift cards\ndate: 2026-04-22 09:00\n---\n\nText\n"
UPDATE = "---\ndate: 2026-04-22 10:00\nstatus: monitoring\n---\n\nText\n"


def load(site: Path) -> Library:
    return load_library(site, CONTEXT)


def messages(site: Path) -> list[str]:
    """What is wrong, each as the path and the sentence."""
    return [f"{problem.location}: {problem.message}" for problem in load(site).problems]


def write(site: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        file = site / "incidents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_site_without_incidents_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == Library((), ())


def test_incidents_come_by_name_whatever_folder_groups_them(tmp_path: Path) -> None:
    write(tmp_path, {"b.md": OPENER, "2025/c.md": OPENER, "2025/q1/a.md": OPENER, "2025/q1/a/1.md": UPDATE})
    library = load(tmp_path)
    assert [(one.name, len(one.updates)) for one in library.incidents] == [("a", 2), ("b", 1), ("c", 1)]
    assert library.problems == ()


def test_the_order_of_the_file_system_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"b.md": OPENER, "b/2.md": UPDATE, "b/1.md": UPDATE, "a.md": "x", "b/z.jpg": "", "b/a.jpg": ""})
    forward = load(tmp_path)

    @contextmanager
    def backward(folder: Path) -> "Iterator[list[os.DirEntry[str]]]":
        with os.scandir(folder) as listing:
            yield sorted(listing, key=lambda entry: entry.name, reverse=True)

    monkeypatch.setattr("site_builder.content.folder.scandir", backward)
    assert load(tmp_path) == forward
    assert forward.incidents[0].attachments == ("a.jpg", "z.jpg")


# -- links ---------------------------------------------------------------------------------------


def test_a_link_that_leads_out_of_the_site_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text(OPENER)
    site = tmp_path / "site"
    write(site, {"a.md": OPENER, "a/1.md": UPDATE})
    (site / "incidents/secret.md").symlink_to(outside)
    (site / "incidents/a/passwd.txt").symlink_to("/etc/passwd")
    (site / "incidents/all").symlink_to(tmp_path)
    library = load(site)
    assert [one.name for one in library.incidents] == ["a"]
    assert library.incidents[0].attachments == ()
    assert messages(site) == [
        "incidents/a/passwd.txt: this link leads out of the site's folder",
        "incidents/all: this link leads out of the site's folder",
        "incidents/secret.md: this link leads out of the site's folder",
    ]


def test_a_link_to_a_hidden_file_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE})
    (tmp_path / ".env").write_text("PASSWORD=1")
    (tmp_path / "incidents/a/env.txt").symlink_to(tmp_path / ".env")
    assert messages(tmp_path) == ["incidents/a/env.txt: this link leads out of the site's folder"]


def test_a_link_to_a_picture_of_the_site_is_an_attachment(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE})
    (tmp_path / "map.png").write_bytes(b"PNG")
    (tmp_path / "incidents/a/map.png").symlink_to("../../map.png")
    library = load(tmp_path)
    assert library.problems == ()
    assert library.incidents[0].attachments == ("map.png",)


def test_links_in_circles_and_into_nothing_are_problems(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER})
    (tmp_path / "incidents/up").symlink_to("..")
    (tmp_path / "incidents/here").symlink_to(".")
    (tmp_path / "incidents/self.md").symlink_to("self.md")
    (tmp_path / "incidents/gone.md").symlink_to("nowhere.md")
    assert messages(tmp_path) == [
        "incidents/gone.md: this link leads nowhere",
        "incidents/here: a link to a folder is not followed",
        "incidents/self.md: this link leads nowhere",
        "incidents/up: a link to a folder is not followed",
    ]


def test_incidents_may_not_be_a_link_to_another_place(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    site.mkdir()
    write(elsewhere, {"a.md": OPENER})
    (site / "incidents").symlink_to(elsewhere / "incidents")
    assert messages(site) == ["incidents: this link leads out of the site's folder"]


# -- what can't be read --------------------------------------------------------------------------


def test_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE})
    os.mkfifo(tmp_path / "incidents/pipe.md")
    monkeypatch.chdir(tmp_path / "incidents/a")  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        assert messages(tmp_path) == [
            "incidents/a/socket.txt: this is neither a file nor a folder",
            "incidents/pipe.md: this is neither a file nor a folder",
        ]


REFUSED = PermissionError(13, "Permission denied")


class Refusing:
    """An entry of a folder that isn't told of what kind it is."""

    def __init__(self, entry: "os.DirEntry[str]") -> None:
        self.name, self.path = entry.name, entry.path

    def is_symlink(self) -> bool:
        raise REFUSED


def test_a_file_system_that_refuses_to_open_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE, "b/c.md": OPENER})
    original = open

    def refuse(file: Any, *arguments: Any, **named: Any) -> Any:
        if str(file).endswith("/a.md"):
            raise REFUSED
        return original(file, *arguments, **named)

    monkeypatch.setattr(builtins, "open", refuse)
    assert messages(tmp_path) == ["incidents/a.md: can't be read: Permission denied"]


@pytest.mark.parametrize("refuses", ["to list", "to tell what is there"])
def test_a_file_system_that_refuses_to_say_what_is_in_a_folder(
    refuses: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE, "b/c.md": OPENER})

    @contextmanager
    def refuse(folder: str) -> Iterator[list[Any]]:
        if refuses == "to list" and Path(folder).name == "b":
            raise REFUSED
        with os.scandir(folder) as listing:
            yield [Refusing(entry) if refuses != "to list" and entry.name == "b" else entry for entry in listing]

    monkeypatch.setattr("site_builder.content.folder.scandir", refuse)
    assert set(messages(tmp_path)) == {"incidents/b: can't be read: Permission denied"}


def test_a_very_large_file_is_not_read_whole(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER})
    with (tmp_path / "incidents/a.md").open("ab") as file:
        file.truncate(1024**4)  # 1 TB, of which nothing is on the disk
    assert messages(tmp_path) == [f"incidents/a.md: the file is too long: {MAX_BYTES // 1024} KB are the most"]


def test_folders_in_folders_without_end_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"/".join(["x"] * 300) + "/a.md": OPENER})
    assert messages(tmp_path) == [
        f"incidents/{'/'.join(['x'] * 10)}: folders more than 10 levels deep are not read",
    ]


def test_text_that_is_not_utf_8_is_shown_with_its_place(tmp_path: Path) -> None:
    windows = OPENER.replace("Text", "One\r\nShop at Caf\u00e9 X").encode("cp1252")
    write(tmp_path, {"a.md": b"\xef\xbb\xbf" + windows})
    (problem,) = load(tmp_path).problems
    assert str(problem.location) == "incidents/a.md:7:12"
    assert problem.message == "this is not UTF-8 text"
    assert problem.excerpt == "Shop at Caf\ufffd X"


def test_25000_brackets_are_refused_at_once(tmp_path: Path) -> None:
    deep = f"---\ntitle: {'[' * 25_000}\n---\nText\n"
    quoted = f"---\ntitle: T\ndate: 2026-04-22 09:00\n---\n{'>' * 25_000}\n"
    write(tmp_path, {"a.md": deep, "b.md": quoted, "c.md": OPENER + "[" * 25_000})
    assert messages(tmp_path) == [
        "incidents/a.md:2:27: nested more than 20 levels deep",
        "incidents/b.md:5:1: this line is nested too deeply",
        "incidents/c.md:7:1: more than 1000 opening brackets",
    ]


# -- names ---------------------------------------------------------------------------------------


def test_both_ways_to_write_an_accent_are_refused_as_names(tmp_path: Path) -> None:
    write(tmp_path, {"caf\u00e9.md": OPENER, "cafe\u0301.md": OPENER})
    problems = load(tmp_path).problems
    assert [problem.location.path for problem in problems] == ["incidents/cafe\u0301.md", "incidents/caf\u00e9.md"]
    assert all('for example "cafe"' in (problem.hint or "") for problem in problems)


def test_a_name_of_any_bytes_can_be_printed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER})
    for name in (b"\xff\xfe.md", b"new\nline.md", b"\x1b[31mred.md"):
        Path(os.fsdecode(bytes(tmp_path) + b"/incidents/" + name)).write_text(OPENER)
    said = "\n".join(str(problem) for problem in load(tmp_path).problems)
    said.encode("utf-8")
    assert len(load(tmp_path).problems) == 3
    assert "\x1b" not in said


def test_a_folder_that_differs_from_its_incident_by_case_is_explained(tmp_path: Path) -> None:
    write(tmp_path, {"gift-cards.md": OPENER, "Gift-Cards/1.md": UPDATE})
    (problem,) = load(tmp_path).problems
    assert problem.hint == "rename the folder to gift-cards, exactly as incidents/gift-cards.md is named"


def test_one_broken_incident_leaves_the_others_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER, "b.md": "nothing"})
    library = load(tmp_path)
    assert [one.name for one in library.incidents] == ["a"]
    assert len(library.problems) == 1


def test_files_that_can_not_be_read_don_t_hide_each_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.md": OPENER, "a/1.md": b"\xff", "a/2.md": b"\xff", "a/2.cy.md": b"\xff", "a/questions.md": b"\xff"},
    )
    assert [str(problem.location) for problem in load(tmp_path).problems] == [
        "incidents/a/1.md:1:1",
        "incidents/a/2.cy.md:1:1",
        "incidents/a/2.md:1:1",
        "incidents/a/questions.md:1:1",
    ]


def test_a_draft_and_what_follows_it_are_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": OPENER.replace("---\n\n", "draft: true\n---\n\n"), "a/1.md": UPDATE})
    (incident,) = load(tmp_path).incidents
    assert [update.draft for update in incident.updates] == [True, False]


def proposed(folder: Path, path: str, text: str) -> Library:
    return load_library(folder, CONTEXT, proposed=Source(path, text))


@pytest.mark.parametrize("path", ["a/1.md", "a/2.md", "b.md", "2027/b.md", "2027/a/b.md"])
def test_a_proposed_file_is_read_as_though_it_stood_there(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE})
    text = UPDATE if path.startswith("a/") else OPENER
    before = sorted(tmp_path.rglob("*"))
    found = proposed(tmp_path, f"incidents/{path}", text.replace("Text", "Proposed"))
    assert sorted(tmp_path.rglob("*")) == before
    assert not found.problems
    write(tmp_path, {path: text.replace("Text", "Proposed")})
    assert load(tmp_path) == found


def test_a_proposed_file_can_be_the_first_one(tmp_path: Path) -> None:
    assert [one.name for one in proposed(tmp_path, "incidents/a.md", OPENER).incidents] == ["a"]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("incidents/a/2.md", "---\nstatus: huh\n---\n", "unknown status"),
        ("incidents/b/1.md", UPDATE, "these updates have no opening file"),
        ("incidents/2027/a.md", OPENER, "is taken"),
        ("incidents/B.md", OPENER, "can't be the name"),
        ("incidents/a/1.cy.md", "", "says nothing"),
    ],
)
def test_a_proposed_file_has_the_problems_that_it_would_have(
    tmp_path: Path, path: str, text: str, message: str
) -> None:
    write(tmp_path, {"a.md": OPENER, "a/1.md": UPDATE})
    found = proposed(tmp_path, path, text).problems
    assert message in " ".join(problem.message for problem in found)
    write(tmp_path, {path.removeprefix("incidents/"): text})
    assert load(tmp_path).problems == found
