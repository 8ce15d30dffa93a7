"""`site.yml` as settings and back. What is wrong with it is said in tests/problems/site-*."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.cache import EVERYBODYS, Cache, digest
from site_builder.model import CheckSettings, Component, ComponentGroup, Link, LocalText, SecurityContact, Site
from site_builder.problems import Problem, SiteProblems
from site_builder.settings import _last as load_site_memory
from site_builder.settings import load_site
from site_builder.site_file import format_site
from site_builder.vocabulary import RuleLevel, RuleName
from tests.content.strategies import local, one_line, optional

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LEAST = "name: Harbour Stores\nurl: https://status.example.com\ntimezone: Europe/London\n"


def read(folder: Path, text: str | bytes) -> Site:
    (folder / "site.yml").write_bytes(text.encode() if isinstance(text, str) else text)
    return load_site(folder)


def problems_of(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    try:
        read(folder, text)
    except SiteProblems as error:
        return error.problems
    return ()


# -- there and back ------------------------------------------------------------------------------

LANGUAGES = ("en", "cy", "de")
LABELS = local(one_line())
LINKS = st.builds(Link, label=LABELS, url=st.sampled_from(["https://example.com/#a", "tel:+44-1", "mailto:a@b.c"]))

SECURITY = st.builds(
    SecurityContact,
    contacts=st.sampled_from([("mailto:a@b.c",), ("https://b.c/report", "tel:+44-1-2")]),
    expires=st.datetimes(datetime(1990, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    policy=optional(st.just("https://b.c/policy")),
    encryption=optional(st.sampled_from(["https://b.c/key", "openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f"])),
    acknowledgments=optional(st.just("https://b.c/thanks")),
)


PHRASES = one_line().filter(lambda text: any(character.isalnum() for character in text))

CHECK = st.builds(
    CheckSettings,
    levels=st.dictionaries(st.sampled_from(RuleName), st.sampled_from(RuleLevel)).map(lambda each: tuple(each.items())),
    days=st.integers(0, 366),
    jargon=st.dictionaries(PHRASES, one_line(), max_size=2).map(lambda each: tuple(each.items())),
    blame=st.lists(PHRASES, max_size=2).map(tuple),
    absolute_promise=st.lists(PHRASES, max_size=1).map(tuple),
    allowed=st.lists(PHRASES, max_size=1).map(tuple),
    sentence_words=st.integers(10, 100),
    title_characters=st.integers(20, 250),
)


IDS = st.lists(st.sampled_from(["yes", "null", "a-b", "2026-01-01", "1"]), unique=True)
CHANNELS = st.lists(LINKS, max_size=2)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Settings of every kind."""
    ids = draw(IDS)
    members = [
        Component(id=id, name=draw(LABELS), description=draw(optional(LABELS)), retired=draw(st.booleans()))
        for id in ids
    ]
    cut = draw(st.integers(0, len(members)))
    named = ComponentGroup(name=draw(LABELS), description=draw(optional(LABELS)), components=tuple(members[cut:]))
    loose = (ComponentGroup(components=tuple(members[:cut])),) if cut else ()
    host = draw(st.sampled_from(["status.example.com", "localhost", "a.b"]))
    return Site(
        name=draw(LABELS),
        url=f"https://{host}{draw(st.sampled_from(['', ':8080', '/status/x', '/~a']))}",
        authority=draw(st.sampled_from([host, "example.org", "me@example.org,2026-01"])),
        timezone=ZoneInfo(draw(st.sampled_from(["Europe/London", "UTC", "America/St_Johns"]))),
        languages=LANGUAGES,
        groups=(*loose, *((named,) if draw(st.booleans()) else ())),
        description=draw(optional(LABELS)),
        accent=draw(optional(st.sampled_from(["#0b5c6b", "#000000"]))),
        support=draw(optional(LINKS)),
        official_channels=tuple(draw(CHANNELS)),
        feed_entries=draw(st.integers(1, 500)),
        uptime_shown=draw(st.booleans()),
        uptime_days=draw(st.integers(7, 366)),
        history_days=draw(st.integers(0, 90)),
        powered_by=draw(st.booleans()),
        hub=draw(optional(st.just("https://hub.example.com/?a=b"))),
        security=draw(optional(SECURITY)),
        repository_is_public=draw(st.booleans()),
        check=draw(CHECK),
    )


@QUICK
@given(sites())
def test_settings_that_are_written_and_read_again_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, site: Site
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read(folder, format_site(site)) == site


# -- anything at all -----------------------------------------------------------------------------

_VALUES = st.sampled_from(
    ["x", "[]", "[[a]]", "{a: {b: c}}", "~", "", "'", "&a", '"\\x00"', "https://[", "0", "\t", "{en: a}"]
)
_KEYS = st.sampled_from(
    [
        "name",
        "url",
        "timezone",
        "languages",
        "description",
        "logo",
        "accent",
        "support",
        "official_channels",
        "components",
        "feeds",
        "uptime",
        "history",
        "authority",
        "powered_by",
        "hub",
        "security",
        "check",
        "rules",
        "jargon",
        "late",
        "repository",
        "contacts",
        "expires",
        "label",
        "entries",
        "group",
        "id",
        "<GroupFields>",
        "[key]",
    ]
)
_LINES = st.lists(
    st.builds("{}{}: {}".format, st.sampled_from(["", "", "  ", "  - ", "- "]), _KEYS, _VALUES), max_size=8
)
_FILES = st.one_of(st.binary(max_size=100), _LINES.map("\n".join), _LINES.map(lambda lines: LEAST + "\n".join(lines)))


@settings(QUICK, max_examples=100)
@given(_FILES)
def test_whatever_site_yml_holds_it_is_read_or_its_problems_are_said(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    for problem in problems_of(tmp_path_factory.getbasetemp(), text):
        assert problem.location.path == "site.yml"
        assert problem.location.line == 0 or problem.excerpt is not None
        assert problem.location.column <= len(problem.excerpt or "") + 1
        assert str(problem)


# -- one by one ----------------------------------------------------------------------------------


def test_three_keys_are_enough(tmp_path: Path) -> None:
    site = read(tmp_path, LEAST)
    assert (site.languages, site.groups, site.feed_entries) == (("en",), (), 50)


def test_the_authority_is_the_domain_unless_it_is_given(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST).authority == "status.example.com"
    assert read(tmp_path, LEAST + "authority: example.org,2026\n").authority == "example.org,2026"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://status.example.com/", "https://status.example.com"),
        ("HTTPS://Status.Example.com", "https://status.example.com"),
        ("http://localhost:8000/a/b//", "http://localhost:8000/a/b"),
        ("https://example.com/Status", "https://example.com/Status"),
    ],
)
def test_an_address_is_read_without_what_makes_no_difference(written: str, read_as: str, tmp_path: Path) -> None:
    assert read(tmp_path, LEAST.replace("https://status.example.com", written)).url == read_as


@pytest.mark.parametrize(
    "zone", ["localtime", "posixrules", "right/Europe/London", "Europe", "../../etc/passwd", "europe/london"]
)
def test_a_zone_that_only_this_machine_knows_is_refused(zone: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, LEAST.replace("Europe/London", zone))
    assert problem.message == f'unknown time zone "{zone}"'


def test_components_without_a_group_stand_together(tmp_path: Path) -> None:
    text = "components:\n- {id: a, name: A}\n- {id: b, name: B}\n"
    text += "- {group: G, components: [{id: c, name: C}]}\n- {id: d, name: D}\n"
    site = read(tmp_path, LEAST + text)
    assert [[one.id for one in group.components] for group in site.groups] == [["a", "b"], ["c"], ["d"]]


def test_a_text_may_be_in_several_languages(tmp_path: Path) -> None:
    site = read(tmp_path, LEAST.replace("Harbour Stores", "{cy: Siop, en: Shop}") + "languages: [en, cy]\n")
    assert site.name == LocalText(LocalText.of("en", "Shop").phrases + LocalText.of("cy", "Siop").phrases)


def test_every_text_knows_where_it_was_written(tmp_path: Path) -> None:
    text = "languages: [en, cy]\ndescription:\n  en: All we know\n  cy: Popeth\n"
    text += "support: {label: Help, url: 'tel:1'}\nofficial_channels:\n- {label: Web, url: 'https://a.example'}\n"
    text += "components:\n- {id: a, name: A}\n- group: G\n  components:\n  - {id: c, name: C, description: D}\n"
    site = read(tmp_path, LEAST + text)
    lines = (tmp_path / "site.yml").read_text().split("\n")
    for phrase in (phrase for each in site.texts() for phrase in each.phrases):
        assert phrase.at is not None
        assert lines[phrase.at.line - 1][phrase.at.column - 1 :].startswith(phrase.text)
    assert [each.original.text for each in site.texts()] == [
        "Harbour Stores",
        "All we know",
        "Help",
        "Web",
        "A",
        "G",
        "C",
        "D",
    ]


def test_a_logo_may_not_be_a_link_out_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("<svg/>")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "logo.svg").symlink_to("../secret.svg")
    (folder / "loop.svg").symlink_to("loop.svg")
    (problem,) = problems_of(folder, LEAST + "logo: logo.svg\n")
    assert problem.message == "this link leads out of the site's folder"
    (problem,) = problems_of(folder, LEAST + "logo: loop.svg\n")
    assert problem.message == 'there is no file "loop.svg"'


def test_a_logo_with_a_very_long_name_is_only_missing(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, LEAST + f"logo: {'é' * 200}.svg\n")
    assert problem.message.startswith("there is no file")


# -- what an earlier build made of it ------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache.db", "this version")) as cache:
        yield cache


def load_anew(folder: Path, cache: Cache) -> Site:
    """As another program does."""
    load_site_memory.clear()
    return load_site(folder, cache)


def test_another_program_reads_no_yaml_of_the_same_settings(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.yml").write_text(LEAST)
    first = load_anew(tmp_path, cache)
    monkeypatch.setattr("site_builder.site_file.read_settings", None)
    assert load_anew(tmp_path, cache) == first
    assert load_anew(tmp_path, cache).name.original.at == first.name.original.at


def test_other_settings_are_read_and_broken_ones_complained_of_each_time(tmp_path: Path, cache: Cache) -> None:
    for text in (LEAST, LEAST.replace("Harbour", "Other")):
        (tmp_path / "site.yml").write_text(text)
        assert load_anew(tmp_path, cache) == read(tmp_path, text)
    (tmp_path / "site.yml").write_text(LEAST + "colour: red\n")
    for _ in range(2):
        with pytest.raises(SiteProblems, match="colour"):
            load_anew(tmp_path, cache)


def test_a_logo_that_is_gone_is_missed_although_the_settings_are_the_same(tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "site.yml").write_text(LEAST + "logo: logo.svg\n")
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>")
    assert load_anew(tmp_path, cache).logo == "logo.svg"
    logo.unlink()
    for load in (load_anew, load_site):
        with pytest.raises(SiteProblems, match="there is no file"):
            load(tmp_path, cache)


def test_settings_that_somebody_wrote_into_the_cache_are_read_again(tmp_path: Path, cache: Cache) -> None:
    (tmp_path / "site.yml").write_text(LEAST)
    first = load_anew(tmp_path, cache)
    cache.put(EVERYBODYS, "site", digest(LEAST), ["nonsense"])
    assert load_anew(tmp_path, cache) == first
