"""The templates for hard days: filled in they can be published, and not before."""

import re
from pathlib import Path

import pytest

from site_builder.content.incident_templates import packaged_incident_templates
from site_builder.content.placeholders import PLACEHOLDER
from site_builder.content.schemas import front_matter_schema
from tests.content.test_schemas import faults, front_of
from tests.program import make_site, run

CHECKOUT = Path(__file__).parents[2]
TEMPLATES = sorted(packaged_incident_templates().glob("*.md"))
OPENERS = [template for template in TEMPLATES if template.stem != "all-clear"]
WORDS = {
    "date": "2026-05-02 09:00",
    "next_update": "2026-05-02 12:00",
    "starts": "2026-05-10 23:00",
    "ends": "2026-05-11 04:00",
    "as_of": "2026-05-02 08:00",
    "status": "no_evidence",
}
"""What a writer puts in place of a placeholder, where the key wants something else than a sentence."""


def named(template: Path) -> str:
    return template.stem


def filled(template: Path) -> str:
    """The template as a writer leaves it."""
    lines = []
    for line in template.read_text(encoding="utf-8").split("\n"):
        if line.lstrip().startswith("#"):
            lines.append(line)
            continue
        key = line.partition(":")[0].strip()
        line = re.sub(r"^  «\?[^»]*»:", "  orders:", line)
        lines.append(PLACEHOLDER.sub(WORDS.get(key, "What we know"), line))
    return "\n".join(lines)


def published(folder: Path, template: Path, text: str) -> Path:
    """A site with what was made of a template; an update gets an incident to follow."""
    make_site(folder)
    file = folder / "incidents/hard-day.md"
    if template not in OPENERS:
        file = folder / "incidents/slow-orders/end.md"
        file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_that_is_filled_in_can_be_published(template: Path, tmp_path: Path) -> None:
    site = published(tmp_path, template, filled(template))
    done = run("build", "--site", site, "--now", "2026-05-02T12:00:00+01:00")
    assert done.returncode == 0, done.stderr
    assert faults(front_matter_schema({"orders": "Orders"}), front_of(filled(template))) == []
    for page in (site / "public").rglob("*.html"):
        assert "«?" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_that_is_not_filled_in_is_refused_at_each_place(template: Path, tmp_path: Path) -> None:
    text = template.read_text(encoding="utf-8")
    site = published(tmp_path, template, text)
    said = run("check", "--site", site, "--now", "2026-05-02T12:00:00+01:00")
    assert said.returncode == 1
    found = re.findall(r"^incidents/\S+:(\d+):(\d+): (.*)$", said.stderr, re.MULTILINE)
    expected = [
        (str(number), str(match.start() + 1), "this is still to be written")
        for number, line in enumerate(text.split("\n"), 1)
        if not line.startswith("#")
        for match in PLACEHOLDER.finditer(line)
    ]
    assert len(expected) >= 5
    assert found == expected


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_tells_what_to_say_and_what_never_to_say(template: Path) -> None:
    front = template.read_text(encoding="utf-8").partition("\n---")[0]
    assert "\n# Say  " in front
    assert "\n# Never say  " in front


@pytest.mark.parametrize("template", OPENERS, ids=named)
def test_a_template_asks_for_the_answers_that_customers_want(template: Path) -> None:
    keys = front_of(template.read_text(encoding="utf-8"))
    assert "what_to_do" in keys
    assert "next_update" in keys or "ends" in keys
    assert "what_works" in keys or keys.get("kind") == "notice"


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_nothing_that_a_template_says_by_itself_is_long(template: Path) -> None:
    """GOV.UK: sentences of more than 25 words are hard to read."""
    body = template.read_text(encoding="utf-8").rpartition("\n---\n")[2]
    for sentence in re.split(r"[.!?]\s|\n\n", PLACEHOLDER.sub("", body)):
        assert len(sentence.split()) <= 25, sentence


def test_quotation_marks_of_other_languages_are_no_placeholders() -> None:
    for text in ("«Bonjour»", "« Nous sommes désolés »", "«¿Qué?»", "«Що сталося?»", "»Was?«"):
        assert PLACEHOLDER.search(text) is None


def test_what_the_docs_show_of_a_place_left_open_is_what_check_says(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    template = packaged_incident_templates() / "cyber-incident.md"
    (site / "incidents/2026-04-22-online-orders.md").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    shown = (CHECKOUT / "docs/hard-days.md").read_text(encoding="utf-8").split("\n```\n")[1]
    assert shown in run("check", "--site", site).stderr


def test_the_docs_list_every_template() -> None:
    text = (CHECKOUT / "docs/hard-days.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)\.md` \|", text, re.MULTILINE)) == {template.stem for template in TEMPLATES}
