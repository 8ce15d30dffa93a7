"""Our own types as text and back: nothing of them is lost, and what is none of them is refused."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from site_builder.codec import from_text, to_text
from site_builder.content.library import load_library
from site_builder.door.context import context_for
from site_builder.model import DataImpact, Expectation, Incident, Site
from site_builder.settings import load_site
from site_builder.vocabulary import DataImpactStatus
from tests.content.strategies import incidents
from tests.factories import a_site, an_incident, an_update, at, text
from tests.shop import FOLDER


def all_of(value: object) -> str:
    """With the fields that are not compared, too."""
    return to_text(value)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(incidents())
def test_any_incident_comes_back(incident: Incident) -> None:
    back = from_text(Incident, to_text(incident))
    assert back == incident
    assert all_of(back) == all_of(incident)


def test_the_stories_of_a_real_site_come_back_with_their_places() -> None:
    folder = FOLDER / "site"
    site = load_site(folder)
    for incident in load_library(folder, context_for(site)).incidents:
        back = from_text(Incident, to_text(incident))
        assert (back, all_of(back)) == (incident, all_of(incident))
        assert [one.at for text in back.texts() for one in text.phrases] == [
            one.at for text in incident.texts() for one in text.phrases
        ]
    assert from_text(Site, to_text(site)) == site


def test_a_day_stays_a_day_and_an_instant_an_instant() -> None:
    expected = tuple(Expectation(when=when) for when in (date(2026, 5, 1), at("2026-05-01 00:00"), None))
    said = DataImpact(status=DataImpactStatus.UNKNOWN, text=text("Nobody knows."), as_of=at("2026-05-01 00:00"))
    incident = an_incident(an_update(expected=expected, data_impact=said))
    assert from_text(Incident, to_text(incident)) == incident


def test_a_site_without_anything_special_comes_back() -> None:
    assert from_text(Site, to_text(a_site())) == a_site()


@pytest.mark.parametrize("spoilt", ["", "{}", "[]", "null", '["a"]', "[" * 2000, '"words"', "7"])
def test_what_is_none_is_refused(spoilt: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(Incident, spoilt)


def test_one_with_a_status_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no Incident"):
        from_text(Incident, to_text(an_incident()).replace('"investigating"', '"wondering"'))


@pytest.mark.parametrize("wrong", ["7", "null", '["Words"]', "true"])
def test_one_with_a_text_that_is_none_is_refused(wrong: str) -> None:
    spoilt = to_text(an_incident(title=text("Words"))).replace('"Words"', wrong)
    with pytest.raises(ValueError, match="no Incident"):
        from_text(Incident, spoilt)


def test_a_text_in_the_place_of_several_is_refused() -> None:
    spoilt = to_text(an_incident(attachments=("plan.pdf",))).replace('["plan.pdf"]', '"plan.pdf"')
    with pytest.raises(ValueError, match=r"no (Incident|tuple)"):
        from_text(Incident, spoilt)
