"""What our model says beyond the hosted API: the four answers, with when each was said."""

from site_builder.output.api.shapes import DataImpactObject, ExpectedObject, IncidentExtras, SaidObject
from site_builder.output.api.texts import Texts
from site_builder.output.api.wire import moment, moment_or_day
from site_builder.output.views import AnswersView, DataImpactView, ExpectedView, IncidentView, SaidView


def incident_extras(view: IncidentView, tag: str, texts: Texts) -> IncidentExtras:
    """The `site_builder` object of an incident; `tag` is what feeds know it by."""
    answers: AnswersView = view.answers
    return {
        "name": view.name,
        "tag": tag,
        "kind": view.kind.value,
        "status": view.status.value,
        "language": view.title.language,
        "pinned": view.pinned,
        "what_works": _said(answers.what_works, texts),
        "what_to_do": _said(answers.what_to_do, texts),
        "data_impact": _data_impact(answers.data_impact, texts),
        "expected": [_expected(one) for one in answers.expected],
        "next_update": moment(answers.next_update) if answers.next_update else None,
    }


def _said(said: SaidView | None, texts: Texts) -> SaidObject | None:
    if said is None:
        return None
    return {"text": texts.plain(said.prose), "language": said.prose.language, "said_at": moment(said.said_at)}


def _data_impact(impact: DataImpactView | None, texts: Texts) -> DataImpactObject | None:
    if impact is None:
        return None
    return {
        "status": impact.status.value,
        "text": texts.plain(impact.prose) if impact.prose else None,
        "as_of": moment(impact.as_of),
    }


def _expected(expected: ExpectedView) -> ExpectedObject:
    return {
        "component": expected.component.id if expected.component else None,
        "when": moment_or_day(expected.when) if expected.when else None,
        "text": expected.text.text if expected.text else None,
        "said_at": moment(expected.said_at),
    }
