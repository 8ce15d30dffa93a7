"""Whole cState sites."""

from pathlib import Path

import pytest

from site_builder.content.incident_file import format_incident
from site_builder.content.library import load_library
from site_builder.door.context import DoorContext
from site_builder.importers.cstate import import_cstate
from site_builder.problems import SiteProblems
from site_builder.settings import load_site
from site_builder.site_file import format_site
from site_builder.vocabulary import ComponentStatus, Impact, Kind
from tests.importers.site import CONFIG, FRONT, import_files, import_one, messages, told


def file(front: str = FRONT, body: str = "It broke.") -> str:
    return f"---\n{front}---\n\n{body}\n"


def test_the_configuration_becomes_the_site(tmp_path: Path) -> None:
    config = CONFIG + "  brand: '#0A0C0F'\n  description: We watch over the shop.\n"
    config += "  customTabs:\n    - name: Docs\n      link: https://docs.harbour.example\n"
    site = import_files(tmp_path, {}, config).site
    assert (site.name.original.text, site.url, site.authority) == (
        "Harbour Status",
        "https://status.harbour.example",
        "status.harbour.example",
    )
    assert (site.timezone.key, site.languages, site.accent) == ("UTC", ("en",), "#0a0c0f")
    assert [link.url for link in site.official_channels] == ["https://docs.harbour.example"]
    assert [(group.name.original.text if group.name else None) for group in site.groups] == ["Shop", None]
    assert [component.id for component in site.components] == ["web-shop", "api-harbour-example"]


def test_what_the_configuration_says_and_we_can_not_is_reported(tmp_path: Path) -> None:
    config = "title: Harbour\nparams:\n  logo: logo.png\n  brand: blue\n  customTabs:\n"
    config += "    - name: Services\n      link: /services\n"
    assert messages(import_files(tmp_path, {}, config)) == [
        "config.yml:1:1: warning: there is no baseURL: https://status.example.org stands in for it",
        'config.yml:3:9: warning: the logo "logo.png" was not copied',
        'config.yml:4:10: warning: the colour "blue" is not of the form #rrggbb: it was left out',
        'config.yml:6:7: warning: the tab "Services" (/services) has no https address: it was left out',
    ]


def test_a_toml_configuration_and_toml_front_matter_are_read(tmp_path: Path) -> None:
    toml = 'title = "Harbour"\nbaseURL = "https://status.harbour.example"\n[params]\n'
    toml += '[[params.systems]]\nname = "Web shop"\n'
    (tmp_path / "content/issues").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text(toml, encoding="utf-8")
    front = 'Title = "Payments fail"\nDate = 2024-03-01T10:00:00\nresolved = true\n'
    front += 'resolvedWhen = 2024-03-01T12:00:00Z\nseverity = "down"\naffected = ["Web shop"]\n'
    (tmp_path / "content/issues/payments.md").write_text(f"+++\n{front}+++\nIt broke.\n", encoding="utf-8")
    imported = import_cstate(tmp_path)
    assert messages(imported) == []
    assert [line[:2] for line in told(imported.incidents[0])] == [
        ("01 10:00", "investigating"),
        ("01 12:00", "resolved"),
    ]


def test_a_folder_without_a_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SiteProblems, match="there is no configuration here"):
        import_cstate(tmp_path)


@pytest.mark.parametrize(
    ("severity", "status"),
    [
        ("down", ComponentStatus.MAJOR_OUTAGE),
        ("disrupted", ComponentStatus.PARTIAL_OUTAGE),
        ("notice", ComponentStatus.DEGRADED_PERFORMANCE),
    ],
)
def test_the_severity_is_that_of_the_affected_components(
    tmp_path: Path, severity: str, status: ComponentStatus
) -> None:
    incident = import_one(tmp_path, "It broke.", FRONT.replace("down", severity))
    assert incident.opener.components == (("web-shop", status),)
    assert incident.updates[-1].components == ()


def test_without_systems_the_severity_is_the_impact(tmp_path: Path) -> None:
    incident = import_one(tmp_path, "It broke.", FRONT.replace("affected:\n  - Web shop\n", ""))
    assert (incident.opener.components, incident.opener.impact) == ((), Impact.CRITICAL)


def test_a_notice_without_systems_is_a_notice(tmp_path: Path) -> None:
    front = FRONT.replace("affected:\n  - Web shop\n", "").replace("down", "notice")
    incident = import_one(tmp_path, "We are on holiday.", front)
    assert incident.kind is Kind.NOTICE
    assert [line[1] for line in told(incident)] == ["active", "ended"]


def test_informational_is_a_notice_that_names_its_systems(tmp_path: Path) -> None:
    incident = import_one(tmp_path, "We grow.", FRONT + "informational: true\npin: true\n")
    assert (incident.kind, incident.pinned, incident.opener.components) == (Kind.NOTICE, True, ())
    assert incident.opener.body.original.text == "We grow.\n\n**Affected:** Web shop"


def test_a_maintenance_has_its_window(tmp_path: Path) -> None:
    incident = import_one(tmp_path, "We add disks.", FRONT.replace("Payments fail", "Shop maintenance"))
    opener = incident.opener
    assert incident.kind is Kind.MAINTENANCE
    assert opener.components == (("web-shop", ComponentStatus.UNDER_MAINTENANCE),)
    assert opener.starts is not None
    assert opener.ends is not None
    assert (f"{opener.starts:%H:%M}", f"{opener.ends:%H:%M}") == ("10:00", "12:00")
    assert [line[1] for line in told(incident)] == ["scheduled", "completed"]


def test_a_maintenance_to_come_is_announced_on_the_day_of_its_file(tmp_path: Path) -> None:
    front = FRONT.replace("Payments fail", "Shop maintenance").replace("resolved: true", "resolved: false")
    incident = import_one(tmp_path, "We add disks.", front, "2024-02-20-disks.md")
    assert told(incident) == [("20 00:00", "scheduled", "We add disks.")]


def test_systems_are_found_whatever_the_case_and_others_are_retired(tmp_path: Path) -> None:
    front = FRONT.replace("  - Web shop", "  - WEB SHOP\n  - Old till\n  - old-till\n  - '[a] → b'\n  - ☀")
    imported = import_files(tmp_path, {"a.md": file(front)})
    opener = imported.incidents[0].opener
    assert [component for component, _ in opener.components] == ["web-shop", "old-till", "a-b", "system"]
    former = imported.site.groups[-1]
    assert former.name is not None
    assert former.name.original.text == "Former systems"
    assert [component.name.original.text for component in former.components] == ["Old till", "[a] → b", "☀"]
    assert all(component.retired for component in former.components)


def test_names_are_kept_as_far_as_addresses_allow(tmp_path: Path) -> None:
    names = [
        "2024-01-01-api.example.md",
        "2024-01-01-API-example.md",
        "bundle/index.md",
        "Ünïcode.md",
        "☀.md",
    ]
    imported = import_files(tmp_path, dict.fromkeys(names, file()))
    assert sorted(incident.name for incident in imported.incidents) == [
        "2024-01-01-api-example",
        "2024-01-01-api-example-2",
        "bundle",
        "incident",
        "unicode",
    ]


def test_files_that_can_not_be_imported_are_errors_with_their_place_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    files = {
        "date.md": file(FRONT.replace("2024-03-01 10:00:00", '"2024-03-01T015:00:00"')),
        "fence.md": file().removeprefix("---\n"),
        "fine.md": file(),
        "nodate.md": file("title: x\n"),
        "open.md": "---\ntitle: x\n",
        "yaml.md": file("title: [\n"),
        "anchor.md": file("title: &a x\ndate: 2024-03-01\n"),
        "long.md": file(body="word " * 8000),
    }
    imported = import_files(tmp_path, files)
    assert [incident.name for incident in imported.incidents] == ["fine"]
    assert messages(imported) == [
        "content/issues/anchor.md:2:8: error: a text can't begin with &",
        'content/issues/date.md:3:7: error: "2024-03-01T015:00:00" is not a date',
        "content/issues/fence.md:1:1: error: there is no front matter: the first line is not ---",
        "content/issues/long.md:11:1: error: the text is too long: 40 KB, 32 KB are the most",
        "content/issues/nodate.md:1:1: error: there is no date",
        "content/issues/open.md:1:1: error: the front matter has no end: a second line --- is missing",
        "content/issues/yaml.md:2:9: error: this bracket is not closed",
    ]


@pytest.mark.parametrize(
    ("front", "message"),
    [
        (
            FRONT.replace("12:00:00", "09:00:00"),
            "5:1: warning: resolvedWhen is before date: the date stands in for it",
        ),
        (
            FRONT.replace("resolvedWhen: 2024-03-01 12:00:00\n", ""),
            "4:1: warning: resolved, but not when: the date of the incident stands in for it",
        ),
        (FRONT.replace("down", "dire"), '6:1: warning: the severity "dire" is unknown: taken for a notice'),
        (FRONT.replace("Web shop", "nothing"), '8:3: warning: "nothing" names no system: it was left out'),
        (FRONT + "tags: [a]\n", '10:7: warning: the key "tags" has no counterpart: it was left out'),
    ],
)
def test_what_is_doubtful_is_a_warning(tmp_path: Path, front: str, message: str) -> None:
    imported = import_files(tmp_path, {"a.md": file(front)})
    assert messages(imported) == [f"content/issues/a.md:{message}"]
    assert len(imported.incidents) == 1


def test_bytes_that_are_no_text_are_replaced_and_noted(tmp_path: Path) -> None:
    import_files(tmp_path, {})
    path = tmp_path / "content/issues/a.md"
    path.write_bytes(file(body="caf\x00 bell\x07").encode() + b"\xe9")
    imported = import_cstate(tmp_path)
    assert imported.incidents[0].opener.body.original.text == "caf  bell \n�"
    assert messages(imported) == [
        "content/issues/a.md: warning: this is not UTF-8 text: what can't be read was replaced",
        "content/issues/a.md:12:1: warning: control characters were replaced by spaces",
    ]


def test_links_lead_to_where_they_led(tmp_path: Path) -> None:
    body = (
        "[old](/issues/other-one/#top) [page](about) ![map](/img/map.png) `[code](/x)` <repo.example.org>\n"
        '<a href="/faq">faq</a> [fine](https://example.org/) [chat](irc://example.org/x)\n\n[ref]: /docs\n'
    )
    imported = import_files(tmp_path, {"a.md": file(body=body), "Other.One.md": file()})
    text = imported.incidents[1].opener.body.original.text
    site = "https://status.harbour.example"
    assert text == (
        f"[old]({site}/incidents/other-one/#top) [page]({site}/issues/a/about) [map]({site}/img/map.png) "
        f"`[code](/x)` &lt;repo.example.org>\n"
        f'<a href="{site}/faq">faq</a> [fine](https://example.org/) chat (irc://example.org/x)\n\n'
        f"[ref]: {site}/docs"
    )
    assert [message.split("warning: ")[1] for message in messages(imported)] == [
        "the relative link about was resolved against the old page",
        f"the picture {site}/img/map.png was not copied: it became a link",
        'a link to "irc://example.org/x" is not published: it became text',
    ]


def test_other_files_between_the_issues_are_named(tmp_path: Path) -> None:
    imported = import_files(tmp_path, {"_index.md": "---\n---\n", "notes.txt": "x", ".gitkeep": ""})
    assert messages(imported) == [
        "content/issues/_index.md: warning: this is the old list of issues, not an issue: it was left out",
        "content/issues/notes.txt: warning: this is no Markdown file: it was left out",
    ]


def test_what_was_imported_passes_the_door(tmp_path: Path) -> None:
    files = {
        "2024-03-01-a.md": file(body="[Final]\nDone.\n\n[Update]\nSoon.\n\n[Initial]\nIt broke."),
        "2024-03-01-b.md": file(FRONT.replace("Payments fail", "Shop upgrade")),
        "2024-03-01-c.md": file(FRONT + "informational: true\ndraft: true\n"),
    }
    imported = import_files(tmp_path / "old", files)
    new = tmp_path / "new"
    for path, text in [("site.yml", format_site(imported.site))] + [
        pair for incident in imported.incidents for pair in format_incident(incident)
    ]:
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        (new / path).write_text(text, encoding="utf-8")
    site = load_site(new)
    ids = tuple(component.id for component in site.components)
    library = load_library(new, DoorContext(zone=site.timezone, languages=site.languages, components=ids))
    assert site == imported.site
    assert library.problems == ()
    assert library.incidents == imported.incidents
