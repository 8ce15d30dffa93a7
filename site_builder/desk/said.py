"""What a writer said, word for word, and the statement that it makes. Options and answers are read in the same way."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from pydantic_core import PydanticCustomError

from site_builder.desk.times import Desk, looks_like_a_moment, parse_moment
from site_builder.desk.wish import WrongWish, known_word
from site_builder.door.fields import one_line
from site_builder.door.slugs import SLUG
from site_builder.model import OPENER_ID, DataImpact, Expectation, LocalText, Site, Update
from site_builder.problems import did_you_mean, quoted
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, DataImpactStatus, Impact, Kind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Each part as it was written; None, () and False say nothing. The keys of the front matter have the same names.

    `name` is the file's path below `incidents/` (of an opener) or its name (of an update), without `.md`.
    """

    message: str | None = None
    status: str | None = None
    components: tuple[str, ...] = ()
    impact: str | None = None
    starts: str | None = None
    ends: str | None = None
    next_update: str | None = None
    expected: tuple[str, ...] = ()
    what_works: str | None = None
    what_to_do: str | None = None
    data_impact: str | None = None
    data_impact_text: str | None = None
    data_impact_as_of: str | None = None
    draft: bool = False
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a statement is about, as far as reading it needs that. `starts` is when a maintenance begins so far."""

    site: Site
    kind: Kind
    status: Status
    starts: datetime | None = None


def statement(said: Said, about: Subject, desk: Desk, *, update_id: str = OPENER_ID) -> Update:
    """The update that was said, dated `desk.now`. Raises WrongWish for what can't be read; the rest the door judges."""
    starts = _moment(said.starts, desk, "--starts")
    return Update(
        id=update_id,
        date=desk.now,
        status=read_status(said.status, about.kind) if said.status else about.status,
        body=_local((said.message or "").strip("\n").rstrip(), about.site),
        components=tuple(read_component(each, about.site, about.kind) for each in said.components),
        impact=known_word(Impact, "impact", said.impact) if said.impact else None,
        starts=starts,
        ends=_moment(said.ends, desk, "--ends", count_from=starts or about.starts),
        next_update=_moment(said.next_update, desk, "--next-update"),
        expected=_expectations(said.expected, about.site, desk),
        what_to_do=_words(said.what_to_do, about.site),
        what_works=_words(said.what_works, about.site),
        data_impact=_data_impact(said, about.site, desk),
        draft=said.draft,
    )


def read_status(said: str, kind: Kind) -> Status:
    """A status that a story of this kind can have."""
    return known_word(LIFECYCLES[kind].statuses, f"status of {_a(kind)}", said)


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind is Kind.INCIDENT else f"a {kind}"


def read_component(said: str, site: Site, kind: Kind) -> tuple[str, ComponentStatus]:
    """`online-orders=major_outage`. Planned work needs no status: it is under maintenance."""
    component, equals, status = (part.strip() for part in said.partition("="))
    known = {each.id: each for each in site.components}
    if component not in known:
        offered = [each.id for each in site.components if not each.retired]
        hint = did_you_mean(component, offered) if offered else "site.yml lists no components yet"
        raise WrongWish(f"unknown component {quoted(component)}", hint)
    if not equals and kind is Kind.MAINTENANCE:
        return component, ComponentStatus.UNDER_MAINTENANCE
    if not status:
        raise WrongWish(f"how is {component}?", f"write {component}=STATUS: {', '.join(ComponentStatus)}")
    return component, known_word(ComponentStatus, "component status", status)


def _moment(said: str | None, desk: Desk, option: str, *, count_from: datetime | None = None) -> datetime | None:
    if not said:
        return None
    try:
        return parse_moment(said, desk, count_from=count_from)
    except WrongWish as error:
        raise WrongWish(f"{option}: {error.message}", error.hint) from None


def _expectations(said: tuple[str, ...], site: Site, desk: Desk) -> tuple[Expectation, ...]:
    """For the whole incident, or for some components (`gift-cards=2026-05-01`)."""
    found = []
    for each in said:
        component, equals, rest = (part.strip() for part in each.partition("="))
        if not equals or not SLUG.fullmatch(component):
            found.append(_expectation(each, None, site, desk))
        elif component in {known.id for known in site.components}:
            found.append(_expectation(rest, component, site, desk))
        else:
            hint = did_you_mean(component, [known.id for known in site.components])
            raise WrongWish(f"--expected: unknown component {quoted(component)}", hint)
    if len(found) > 1 and len({each.component for each in found} - {None}) < len(found):
        raise WrongWish("--expected: one for the whole incident, or one for each component", "write ID=TIME for each")
    return tuple(found)


def _expectation(said: str, component: str | None, site: Site, desk: Desk) -> Expectation:
    """A day, a time, or else words; what looks like a time and isn't one is refused."""
    if _DAY.fullmatch(said.strip()):
        return Expectation(component=component, when=_day(said.strip()))
    if looks_like_a_moment(said):
        return Expectation(component=component, when=_moment(said, desk, "--expected"))
    return Expectation(component=component, text=_local(read_line(said, "--expected"), site))


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongWish(f"--expected: {quoted(text)} does not exist", "write a day as 2026-05-01") from None


def _data_impact(said: Said, site: Site, desk: Desk) -> DataImpact | None:
    if not said.data_impact:
        for option, given in (("text", said.data_impact_text), ("as-of", said.data_impact_as_of)):
            if given:
                words = ", ".join(DataImpactStatus)
                raise WrongWish(f"--data-impact-{option} needs --data-impact", f"one of {words}")
        return None
    return DataImpact(
        status=known_word(DataImpactStatus, "data impact", said.data_impact),
        text=_words(said.data_impact_text, site),
        as_of=_moment(said.data_impact_as_of, desk, "--data-impact-as-of"),
    )


def _local(text: str, site: Site) -> LocalText:
    return LocalText.of(site.language, text)


def _words(text: str | None, site: Site) -> LocalText | None:
    return _local(text.strip(), site) if text and text.strip() else None


def read_line(text: str, option: str) -> str:
    """A text of one line, trimmed."""
    try:
        return one_line(text)
    except PydanticCustomError as error:
        refused = WrongWish.refused(error)
        raise WrongWish(f"{option}: {refused.message}", refused.hint) from None
