"""Links between the files that writers edit lead to the right place in whatever document shows them."""

from dataclasses import replace

import pytest

from site_builder.model import Phrase, Question
from site_builder.output.markup import MarkupRenderer
from site_builder.output.shelf import Shelf
from site_builder.problems import Location
from tests.factories import an_incident, an_update, text

PAGE = "incidents/story/index.html"


def shelf() -> Shelf:
    story = an_incident(
        an_update(source="incidents/2026/story.md"),
        an_update("2026-04-23 09:00", id="next", source="incidents/2026/story/2026-04-23-0900.md"),
        name="story",
        attachments=("photo.png", "my plan.pdf", "maps/bath.svg", "100%25.png"),
        questions=(Question(id="question-why", heading=text("Why?"), answer=text("Because.")),),
    )
    story = replace(story, folder="incidents/2026/story")
    other = an_incident(an_update(source="incidents/other.md"), name="other")
    return Shelf([story, other], ("en", "cy"))


def resolve(target: str, at: str = "incidents/2026/story.md") -> str:
    """What a link becomes, with `ROOT/` and `LANGUAGE/` for the two roots; or what is wrong with it."""
    renderer = MarkupRenderer(shelf())
    html = renderer.render(Phrase("en", f"[x]({target})", Location(at, 1, 1))).html
    if renderer.problems:
        return renderer.problems[0].message
    return html.split('"')[1].replace("\ufdd0", "ROOT/").replace("\ufdd1", "LANGUAGE/")


@pytest.mark.parametrize(
    ("at", "target", "found"),
    [
        ("incidents/2026/story.md", "story/photo.png", "ROOT/incidents/story/photo.png"),
        ("incidents/2026/story.cy.md", "story/photo.png", "ROOT/incidents/story/photo.png"),
        ("incidents/2026/story/2026-04-23-0900.md", "photo.png", "ROOT/incidents/story/photo.png"),
        ("incidents/2026/story/2026-04-23-0900.cy.md", "./photo.png", "ROOT/incidents/story/photo.png"),
        ("incidents/2026/story/questions.md", "maps/bath.svg", "ROOT/incidents/story/maps/bath.svg"),
        ("incidents/2026/story.md", "story/my%20plan.pdf", "ROOT/incidents/story/my%20plan.pdf"),
        ("incidents/2026/story.md", "<story/my plan.pdf>", "ROOT/incidents/story/my%20plan.pdf"),
        ("incidents/2026/story.md", "story/my%20plan.pdf#page=2", "ROOT/incidents/story/my%20plan.pdf#page=2"),
        ("incidents/2026/story.md", "story/photo.png?large", "ROOT/incidents/story/photo.png?large"),
        ("incidents/2026/story.md", "story/100%25.png", "ROOT/incidents/story/100%2525.png"),
        ("incidents/2026/story.md", "../other.md", "LANGUAGE/incidents/other/index.html"),
        ("incidents/2026/story.md", "../other.md#update-opened", "LANGUAGE/incidents/other/index.html#update-opened"),
        ("incidents/2026/story.cy.md", "../other.cy.md", "LANGUAGE/incidents/other/index.html"),
        ("incidents/other.md", "2026/story.md", f"LANGUAGE/{PAGE}"),
        ("incidents/2026/story.md", "story/2026-04-23-0900.md", f"LANGUAGE/{PAGE}#update-next"),
        ("incidents/2026/story.md", "story/2026-04-23-0900.cy.md", f"LANGUAGE/{PAGE}#update-next"),
        ("incidents/2026/story.md", "story/2026-04-23-0900.md#question-why", f"LANGUAGE/{PAGE}#question-why"),
        ("incidents/2026/story.md", "story/questions.md", f"LANGUAGE/{PAGE}#question-why"),
        ("incidents/2026/story.md", "#update-next", f"LANGUAGE/{PAGE}#update-next"),
        ("incidents/2026/story/questions.cy.md", "#update-opened", f"LANGUAGE/{PAGE}#update-opened"),
    ],
)
def test_a_link_to_a_file_of_the_site(at: str, target: str, found: str) -> None:
    assert resolve(target, at) == found


@pytest.mark.parametrize(
    "target",
    [
        "photo.png",
        "story/Photo.png",
        "story/2026-04-24-0900.md",
        "../../site.yml",
        "../../../etc/passwd",
        "story",
        "story/",
        "#nowhere",
        "#",
        "../other.md#update-next",
        "%00",
        "?q",
    ],
)
def test_a_link_that_leads_nowhere_is_a_problem(target: str) -> None:
    assert resolve(target) == f'"{target}" leads nowhere'


def test_a_picture_must_be_an_attachment() -> None:
    renderer = MarkupRenderer(shelf())
    renderer.render(Phrase("en", "![x](story.md) ![y](story/photo.png)", Location("incidents/2026/story.md", 1, 1)))
    assert [problem.message for problem in renderer.problems] == ['there is no picture "story.md"']
    assert renderer.attachments == {"incidents/2026/story/photo.png"}


def hint(target: str) -> str:
    renderer = MarkupRenderer(shelf())
    renderer.render(Phrase("en", f"[x]({target})", Location("incidents/2026/story.md", 1, 1)))
    return (renderer.problems[0].hint or "").split("\n")[0]


def test_a_hint_names_what_was_probably_meant() -> None:
    assert hint("story/foto.png") == 'did you mean "story/photo.png"?'
    assert hint("#update-nxt").startswith('did you mean "update-next"?')
    assert hint("/story/photo.png") == "write the full address, with https://"


# -- placing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "to_root", "language_root", "file", "own", "other"),
    [
        ("index.html", "", "", "incidents/story/photo.png", f"{PAGE}#update-next", "incidents/other/index.html"),
        (PAGE, "../../", "", "../../incidents/story/photo.png", "#update-next", "../../incidents/other/index.html"),
        (
            f"cy/{PAGE}", "../../../", "cy/",
            "../../../incidents/story/photo.png", "#update-next", "../../../cy/incidents/other/index.html",
        ),
        (
            "404.html", "/status/", "",
            "/status/incidents/story/photo.png", "/status/incidents/story/#update-next", "/status/incidents/other/",
        ),
        (
            "cy/feed.atom", "https://e.example/s/", "cy/",
            "https://e.example/s/incidents/story/photo.png",
            "https://e.example/s/cy/incidents/story/#update-next",
            "https://e.example/s/cy/incidents/other/",
        ),
    ],
)  # fmt: skip
def test_one_text_is_placed_into_any_document(
    page: str, to_root: str, language_root: str, file: str, own: str, other: str
) -> None:
    words = "[a](story/photo.png) [b](#update-next) [c](../other.md)"
    prose = MarkupRenderer(shelf()).render(Phrase("en", words, Location("incidents/2026/story.md", 1, 1)))
    placed = str(prose.place(page, to_root, language_root))
    assert [part.partition('"')[0] for part in placed.split('href="')[1:]] == [file, own, other]


# -- where it stands -----------------------------------------------------------------------------


def places(file: str, phrase: Phrase) -> list[tuple[int, int, int, str | None]]:
    renderer = MarkupRenderer(Shelf(), {"incidents/story.md": file}.get)
    renderer.render(phrase)
    found = renderer.problems
    return [(one.location.line, one.location.column, one.location.length, one.excerpt) for one in found]


def test_each_of_several_equal_targets_is_found_at_its_own_place() -> None:
    body = "a.png is here: ![x](a.png)\n\nand [y](a.png) and\n[z]: a.png\n\n[z]"
    file = f"---\ntitle: a.png\n---\n{body}"
    assert places(file, Phrase("en", body, Location("incidents/story.md", 4, 1))) == [
        (4, 21, 5, "a.png is here: ![x](a.png)"),
        (6, 9, 5, "and [y](a.png) and"),
        (7, 6, 5, "[z]: a.png"),
    ]


def test_a_target_in_the_front_matter_is_found_in_the_file() -> None:
    file = "---\nwhat_to_do: |\n  Look at [it](gone.png).\nwhat_works: >-\n  Nothing\n  [else](gone.md)\n---\n[b](x)\n"
    at = Location("incidents/story.md", 2, 13)
    assert places(file, Phrase("en", "Look at [it](gone.png).", at)) == [(3, 16, 8, "  Look at [it](gone.png).")]
    folded = Phrase("en", "Nothing [else](gone.md)", Location("incidents/story.md", 4, 13))
    assert places(file, folded) == [(6, 10, 7, "  [else](gone.md)")]


def test_a_target_that_can_not_be_found_points_to_the_beginning_of_the_text() -> None:
    at = Location("incidents/story.md", 2, 4, 6)
    assert places("x\ny: [z](&#103;one)", Phrase("en", "[z](&#103;one)", at)) == [(2, 4, 6, "y: [z](&#103;one)")]


def test_links_of_a_text_without_a_file_are_still_checked() -> None:
    renderer = MarkupRenderer(Shelf())
    renderer.render(Phrase("en", "[x](y)"))
    assert [str(problem.location) for problem in renderer.problems] == ["1:5"]
