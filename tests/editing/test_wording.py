"""jargon, blame, absolute-promise, long-sentence, title-too-long."""

from pathlib import Path

import pytest

from tests.editing.site import HEAD, SLOW, findings, rules, write, written


def test_jargon_stands_at_the_word_with_plain_words_as_the_hint(tmp_path: Path) -> None:
    (found,) = written(tmp_path, "We are fine.\n\nBut there is **intermittent** trouble.\n")
    assert (found.rule, found.place, found.marked) == ("jargon", f"{SLOW}:12:16", "intermittent")
    assert found.message == '"intermittent" is a word of the trade'
    assert found.hint == "in plain words: on and off"


def test_the_sites_own_words_are_looked_for_in_every_language(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "The POS is slow.\n", "site.yml": "check: {jargon: {POS: till}}\n"})
    write_cy = "---\ntitle: Mae archebion yn araf\n---\n\nMae'r POS yn araf, a'r latency.\n"
    (tmp_path / "incidents/slow.cy.md").write_text(write_cy, encoding="utf-8")
    found = findings(tmp_path)
    assert [(each.place, each.marked, each.hint) for each in found] == [
        ("incidents/slow.cy.md:5:7", "POS", "in plain words: till"),
        (f"{SLOW}:10:5", "POS", "in plain words: till"),
    ]


def test_a_site_that_is_not_in_english_is_not_read_with_english_words(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Latency, careless, never again.\n"})
    settings = (tmp_path / "site.yml").read_text(encoding="utf-8").replace("[en, cy]", "[nl]")
    (tmp_path / "site.yml").write_text(settings, encoding="utf-8")
    assert rules(tmp_path) == []


def test_a_dialect_of_english_is_english(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "The latency is high.\n"})
    settings = (tmp_path / "site.yml").read_text(encoding="utf-8").replace("[en, cy]", "[en-gb]")
    (tmp_path / "site.yml").write_text(settings, encoding="utf-8")
    assert rules(tmp_path) == ["jargon"]


@pytest.mark.parametrize(
    "settings",
    ["check: {allow: [root cause]}\n", "check: {allow: [Root Cause Analysis]}\n"],
)
def test_what_a_site_allows_is_no_jargon(settings: str, tmp_path: Path) -> None:
    assert written(tmp_path, "We know the root cause.\n", settings) == []


def test_the_name_of_a_component_is_no_jargon(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Authentication is slow, and so is the backend.\n"})
    settings = (tmp_path / "site.yml").read_text(encoding="utf-8").replace("Card payments", "Authentication")
    (tmp_path / "site.yml").write_text(settings, encoding="utf-8")
    assert [found.marked for found in findings(tmp_path)] == ["backend"]


def test_a_word_of_the_site_is_found_also_where_a_component_has_it_and_says_its_own_hint(tmp_path: Path) -> None:
    found = written(tmp_path, "Online orders and the backend.\n", "check: {jargon: {online: x, backend: kitchen}}\n")
    assert [each.hint for each in found] == ["in plain words: x", "in plain words: kitchen"]


def test_blame_and_promises_take_phrases_of_the_site(tmp_path: Path) -> None:
    settings = "check: {blame: [our courier], absolute_promise: [always open]}\n"
    found = written(tmp_path, "Our courier is late. We are always\nopen. This is human error.\n", settings)
    assert [(each.rule, each.marked) for each in found] == [
        ("blame", "Our courier"),
        ("absolute-promise", "always"),
        ("blame", "human error"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We never ask for your password.",
        "Your order is safe with us. Your balance is safe.",
        "Our payment provider is repairing it.",
        "We are sorry. We do not know yet.",
        "Please never give your PIN away again.",
        "An outage of our website. The database is slow. The API answers.",
        "In a shop, please pay with cash.",
        "You should have had an email by now. If you did not get it, you do not need to do anything.",
        "Guaranteed delivery is paused. Park on level P1.",
    ],
)
def test_good_words_are_left_alone(text: str, tmp_path: Path) -> None:
    assert written(tmp_path, text) == []


def test_words_in_code_in_addresses_and_in_comments_are_not_read(tmp_path: Path) -> None:
    body = "Type `latency`.\n\n```\nlatency\n```\n\nSee [it](https://a.example/latency). <!-- latency -->\n"
    assert written(tmp_path, body) == []


@pytest.mark.parametrize(
    ("key", "place", "marked"),
    [
        ("what_works: Latency is fine.", "8:13", "Latency"),
        ('what_works: "It\'s \\"latency\\"."', "8:21", "latency"),
        ("what_works: |\n  - Shops\n  - No latency, no latency", "10:8", "latency"),
        ("what_works: >\n  We have\n  latency", "10:3", "latency"),
        ("data_impact:\n  status: none\n  text: No latency.", "10:12", "latency"),
        ("expected: after the latency", "8:21", "latency"),
        ("expected:\n  cards: after the latency", "9:20", "latency"),
        ("edited:\n  - date: 2026-05-01 10:00\n    reason: Wrong latency", "10:19", "latency"),
    ],
)
def test_what_stands_in_the_front_matter_is_found_at_its_place(
    key: str, place: str, marked: str, tmp_path: Path
) -> None:
    text = HEAD.replace("---\n\n", f"{key}\n---\n\n") + "Text.\n"
    write(tmp_path, {SLOW: text})
    found = findings(tmp_path)
    assert found
    assert (found[0].marked.casefold(), found[0].rule) == (marked.casefold(), "jargon")
    assert found[0].place == f"{SLOW}:{place}"


def test_the_same_word_twice_is_found_twice_each_at_its_place(tmp_path: Path) -> None:
    text = HEAD.replace("---\n\n", "what_works: >\n  Latency here,\n  latency there.\n---\n\n") + "Text.\n"
    write(tmp_path, {SLOW: text})
    assert [found.place for found in findings(tmp_path)] == [f"{SLOW}:9:3", f"{SLOW}:10:3"]


def test_a_phrase_that_is_folded_in_the_middle_is_found_at_its_first_word(tmp_path: Path) -> None:
    text = HEAD.replace("---\n\n", "what_works: >\n  We know the root\n  cause.\n---\n\n") + "Text.\n"
    write(tmp_path, {SLOW: text})
    (found,) = findings(tmp_path)
    assert (found.place, found.marked) == (f"{SLOW}:9:15", "root")


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_a_sentence_is_long_from_one_word_more_than_allowed(tmp_path: Path) -> None:
    assert written(tmp_path, f"{words(30)}. {words(30)}.\n") == []
    (found,) = written(tmp_path, f"Short. {words(31)}. Short.\n")
    assert (found.rule, found.place) == ("long-sentence", f"{SLOW}:10:8")
    assert found.message == "a sentence of 31 words; 30 are the most"
    assert found.marked == f"{words(31)}."


def test_a_site_chooses_how_long_a_sentence_may_be(tmp_path: Path) -> None:
    assert written(tmp_path, f"{words(25)}.\n", "check: {long_sentence: {words: 25}}\n") == []
    assert len(written(tmp_path, f"{words(26)}.\n", "check: {long_sentence: {words: 25}}\n")) == 1


def test_a_long_sentence_of_a_translation_follows_its_original(tmp_path: Path) -> None:
    write(tmp_path, {SLOW: HEAD + "Short.\n", "incidents/slow.cy.md": f"---\ntitle: Araf\n---\n{words(40)}.\n"})
    assert rules(tmp_path) == []


def test_a_long_title_is_marked_where_it_becomes_too_long_in_each_language(tmp_path: Path) -> None:
    long = "a" * 80
    write(
        tmp_path,
        {
            SLOW: HEAD.replace("Orders are slow", f"{long}bcd") + "Text.\n",
            "incidents/slow.cy.md": f"---\ntitle: {long}e\n---\nTestun.\n",
        },
    )
    found = findings(tmp_path)
    assert [(each.rule, each.place, each.marked) for each in found] == [
        ("title-too-long", "incidents/slow.cy.md:2:88", "e"),
        ("title-too-long", f"{SLOW}:2:88", "bcd"),
    ]
    write(tmp_path, {"site.yml": "check: {title_too_long: {characters: 90}}\n"})
    assert rules(tmp_path) == []
