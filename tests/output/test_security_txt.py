"""`.well-known/security.txt`, as RFC 9116 has it."""

from pathlib import Path

from site_builder.model import SecurityContact
from site_builder.output.security_txt import security_document
from site_builder.pipeline import plan
from site_builder.survey import Request
from site_builder.vocabulary import Edition
from tests.factories import a_site, at
from tests.program import make_site

PATH = ".well-known/security.txt"
WHOLE = SecurityContact(
    contacts=("mailto:security@example.com", "https://example.com/report", "tel:+44-1632-960000"),
    expires=at("2027-04-30 11:00"),
    policy="https://example.com/policy",
    encryption="openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f",
    acknowledgments="https://example.com/thanks",
)


def site(folder: Path, expires: str) -> Path:
    found = make_site(folder)
    with (found / "site.yml").open("a", encoding="utf-8") as file:
        file.write(f'security:\n  contacts: ["mailto:a@b.c"]\n  expires: {expires}\n')
    return found


def test_it_has_all_fields_each_in_a_line_of_its_own() -> None:
    assert security_document(a_site(), WHOLE).content.decode() == (
        "Contact: mailto:security@example.com\n"
        "Contact: https://example.com/report\n"
        "Contact: tel:+44-1632-960000\n"
        "Expires: 2027-04-30T11:00:00Z\n"
        "Encryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f\n"
        "Acknowledgments: https://example.com/thanks\n"
        "Canonical: https://status.example.com/.well-known/security.txt\n"
        "Policy: https://example.com/policy\n"
    )


def test_below_a_path_its_place_is_still_the_root_of_the_host() -> None:
    text = security_document(a_site(url="https://example.com/a/b"), WHOLE).content.decode()
    assert "Canonical: https://example.com/.well-known/security.txt\n" in text


def test_an_address_without_https_is_not_named() -> None:
    assert "Canonical" not in security_document(a_site(url="http://localhost:8000"), WHOLE).content.decode()


def test_its_date_is_read_in_the_sites_time_zone_and_written_in_utc(tmp_path: Path) -> None:
    found = plan(Request(folder=site(tmp_path / "site", "2026-07-01 12:00"), now=at("2026-05-01 12:00")))
    (text,) = [each.content.decode() for each in found.documents if each.path == PATH]
    assert "Expires: 2026-07-01T11:00:00Z\n" in text
    assert found.warnings == ()


def test_when_its_day_has_passed_it_is_left_out_with_a_warning(tmp_path: Path) -> None:
    folder = site(tmp_path / "site", "2026-07-01 12:00 +00:00")
    for now, is_there in (("2026-07-01 11:59", True), ("2026-07-01 12:00", False)):
        found = plan(Request(folder=folder, now=at(now)))
        assert (PATH in {each.path for each in found.documents}) is is_there
        assert bool(found.warnings) is not is_there
    assert str(found.warnings[0]).startswith("site.yml:11:12: warning: this day has passed")


def test_without_the_setting_and_in_a_preview_there_is_none(tmp_path: Path) -> None:
    plain = make_site(tmp_path / "plain")
    kept = site(tmp_path / "kept", "2027-01-01 00:00")
    for folder, edition in ((plain, Edition.PUBLISHED), (kept, Edition.PREVIEW)):
        documents = plan(Request(folder=folder, now=at("2026-05-01 12:00"), edition=edition)).documents
        assert PATH not in {each.path for each in documents}
