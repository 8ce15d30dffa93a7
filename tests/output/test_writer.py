"""The writer: what it writes, and what it leaves alone."""

import os
from pathlib import Path

import pytest

from site_builder.output.obstacles import OUR_MARK
from site_builder.output.writer import Written
from tests import shop
from tests.output.place import HOME, Place
from tests.program import tree


def test_only_what_changed_is_written_and_the_rest_keeps_its_inode_and_time(place: Place) -> None:
    place.write({"index.html": HOME, "a/b.txt": b"1", "a/c.txt": b"2"})
    before = (place.public / "a/b.txt").stat()
    written = place.write({"index.html": HOME, "a/b.txt": b"1", "a/c.txt": b"changed"})
    after = (place.public / "a/b.txt").stat()
    assert (before.st_ino, before.st_mtime_ns, before.st_ctime_ns) == (
        after.st_ino,
        after.st_mtime_ns,
        after.st_ctime_ns,
    )
    assert written == Written(total=3, changed=1, deleted=0)
    assert tree(place.public) == {"index.html": HOME, "a/b.txt": b"1", "a/c.txt": b"changed"}


def test_files_are_for_everybody_as_the_umask_says(place: Place) -> None:
    before = os.umask(0o022)
    try:
        place.write({"index.html": HOME})
    finally:
        os.umask(before)
    assert (place.public / "index.html").stat().st_mode & 0o777 == 0o644


def test_pages_come_after_what_they_link_to_and_the_home_page_very_last(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    replace = os.replace

    def noting(file: str, target: str) -> None:
        replace(file, target)
        if Path(target).is_relative_to(place.public):
            order.append(Path(target).relative_to(place.public).as_posix())

    monkeypatch.setattr(os, "replace", noting)
    paths = ["index.html", "assets/z.css", "cy/index.html", "feed.atom", "incidents/x/index.html", "404.html"]
    place.write(dict.fromkeys(paths, HOME))
    assert order == ["404.html", "assets", "cy", "feed.atom", "incidents", "index.html"]  # all was new
    order.clear()
    place.write(dict.fromkeys(paths, HOME + b"2"))
    assert order == ["404.html", "assets/z.css", "feed.atom", "incidents/x/index.html", "cy/index.html", "index.html"]


def test_what_is_no_longer_planned_goes_with_the_folders_that_it_leaves_empty(place: Place) -> None:
    place.write({"index.html": HOME, "old/deep/index.html": b"x", "shared/ours.txt": b"x"})
    (place.public / "shared" / "theirs.txt").write_bytes(b"theirs")
    written = place.write({"index.html": HOME})
    assert written.deleted == 2
    assert tree(place.public) == {"index.html": HOME, "shared/theirs.txt": b"theirs"}
    assert not (place.public / "old").exists()


def test_a_file_becomes_a_folder_and_a_folder_a_file(place: Place) -> None:
    place.write({"index.html": HOME, "map": b"file", "plan/a.txt": b"a"})
    place.write({"index.html": HOME, "map/a.txt": b"a", "plan": b"file"})
    assert tree(place.public) == {"index.html": HOME, "map/a.txt": b"a", "plan": b"file"}


# -- what isn't ours -----------------------------------------------------------------------------

FOREIGN = {
    "CNAME": b"status.example.com",
    ".git/HEAD": b"ref: refs/heads/main",
    ".well-known/acme/token": b"t",
    "about/index.html": b"<p>mine",
    "incidents/mine.html": b"<p>mine",
}


def test_foreign_files_are_never_touched(place: Place) -> None:
    for path, content in FOREIGN.items():
        (place.public / path).parent.mkdir(parents=True, exist_ok=True)
        (place.public / path).write_bytes(content)
    place.write({"index.html": HOME, "incidents/x/index.html": b"x"})
    place.write({"index.html": HOME})
    assert tree(place.public) == FOREIGN | {"index.html": HOME}


def test_a_foreign_file_in_the_way_is_a_problem_and_nothing_is_written(place: Place) -> None:
    place.public.mkdir()
    (place.public / "index.html").write_bytes(b"their own page")
    assert place.refused({"index.html": HOME, "feed.atom": b"x"}) == [
        "public/index.html: this file was not written by Site Builder"
    ]


@pytest.mark.parametrize("theirs", ["incidents", "incidents/x/index.html/note.txt"])
def test_a_foreign_file_where_a_folder_should_be_or_the_other_way_round(place: Place, theirs: str) -> None:
    (place.public / theirs).parent.mkdir(parents=True)
    (place.public / theirs).write_bytes(b"theirs")
    (found,) = place.refused({"index.html": HOME, "incidents/x/index.html": b"x"})
    assert found.endswith("this file was not written by Site Builder")


def test_a_dangling_link_in_the_way_is_a_problem(place: Place) -> None:
    place.public.mkdir()
    (place.public / "feed.atom").symlink_to("nowhere")
    assert len(place.refused({"index.html": HOME, "feed.atom": b"x"})) == 1


def test_the_same_content_is_nobodys_loss(place: Place) -> None:
    place.public.mkdir()
    (place.public / "robots.txt").write_bytes(b"same")
    assert place.write({"index.html": HOME, "robots.txt": b"same"}).changed == 1


def test_a_lost_manifest_adopts_our_own_folder(place: Place) -> None:
    place.write({"index.html": HOME, "feed.atom": b"old"})
    place.manifest.unlink()
    assert place.write({"index.html": HOME, "feed.atom": b"new"}).changed == 1


def test_a_lost_manifest_does_not_adopt_pages_without_our_mark(place: Place) -> None:
    place.write({"index.html": HOME})
    place.manifest.unlink()
    (place.public / "about.html").write_bytes(b"<p>mine")
    assert len(place.refused({"index.html": HOME, "about.html": HOME})) == 1


def test_a_lost_manifest_does_not_adopt_a_folder_of_somebody_else(place: Place) -> None:
    place.public.mkdir()
    (place.public / "index.html").write_bytes(b"theirs")
    (place.public / "feed.atom").write_bytes(b"theirs")
    assert len(place.refused({"index.html": HOME, "feed.atom": b"x"})) == 2


def test_an_unreadable_manifest_is_a_lost_one(place: Place) -> None:
    place.write({"index.html": HOME})
    place.manifest.write_bytes(b"\xff{" + b"[" * 100_000)
    assert place.write({"index.html": HOME}).changed == 0


def test_two_output_folders_have_manifests_of_their_own(place: Place, tmp_path: Path) -> None:
    place.write({"index.html": HOME, "a.txt": b"a"})
    place.write({"index.html": HOME, "b.txt": b"b"}, tmp_path / "other")
    place.write({"index.html": HOME, "c.txt": b"c"})
    assert tree(tmp_path / "other") == {"index.html": HOME, "b.txt": b"b"}
    assert tree(place.public) == {"index.html": HOME, "c.txt": b"c"}


# -- a manifest that lies, and links -------------------------------------------------------------


def test_a_tampered_manifest_deletes_nothing_outside(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "precious" / "file.txt"
    outside.parent.mkdir()
    outside.write_bytes(b"precious")
    place.write({"index.html": HOME, "docs/a.txt": b"a"})
    (place.public / "out").symlink_to(outside.parent)
    (place.public / "direct").symlink_to(outside)
    (place.public / ".git").mkdir()
    (place.public / ".git" / "HEAD").write_bytes(b"ref")
    place.tamper(
        "../../precious/file.txt", str(outside), "out/file.txt", "docs/../../../precious/file.txt", "", ".", "..",
        "docs", "a\0b", ".git/HEAD", "index.html",
    )  # fmt: skip
    place.write({"index.html": HOME})
    assert outside.read_bytes() == b"precious"
    assert (place.public / "docs" / "a.txt").exists()
    assert (place.public / ".git" / "HEAD").exists()


def test_the_output_folder_may_itself_be_a_link(place: Place, tmp_path: Path) -> None:
    real = tmp_path / "www"
    real.mkdir()
    place.public.symlink_to(real)
    place.write({"index.html": HOME, "a/b.txt": b"1"})
    place.write({"index.html": HOME})
    assert tree(real) == {"index.html": HOME}
    assert place.public.is_symlink()


@pytest.mark.parametrize("adopted", [True, False])
def test_a_link_that_leads_out_is_refused(place: Place, tmp_path: Path, adopted: bool) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    place.write({"index.html": HOME})
    if adopted:
        place.manifest.unlink()
    (place.public / "incidents").symlink_to(outside)
    found = place.refused({"index.html": HOME, "incidents/x/index.html": b"x"})
    assert found == ["public/incidents/x/index.html: this path leads out of the output folder, through a link"]
    assert not list(outside.iterdir())


def test_a_file_of_ours_that_became_a_link_out_is_refused(place: Place, tmp_path: Path) -> None:
    place.write({"index.html": HOME, "feed.atom": b"1"})
    (tmp_path / "secret").write_bytes(b"secret")
    (place.public / "feed.atom").unlink()
    (place.public / "feed.atom").symlink_to(tmp_path / "secret")
    assert len(place.refused({"index.html": HOME, "feed.atom": b"2"})) == 1
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_a_link_to_itself_is_refused(place: Place) -> None:
    place.write({"index.html": HOME})
    (place.public / "loop").symlink_to("loop")
    assert place.refused({"index.html": HOME, "loop/a.txt": b"1"})


def test_every_page_says_whose_it_is_so_that_a_folder_whose_manifest_was_lost_is_known() -> None:
    pages = {path: content for path, content in shop.documents().items() if path.endswith(".html")}
    assert [path for path, content in pages.items() if OUR_MARK not in content] == []
