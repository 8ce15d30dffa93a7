"""Incidents of every kind and with awkward texts, as hypothesis strategies.

A strategy is made once, and what is drawn for a moment or a status is made of it: hypothesis looks a new one through
from top to bottom, which takes as long as to draw from it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from site_builder.content.placeholders import PLACEHOLDER
from site_builder.door.fields import MAX_LINE
from site_builder.door.text_file import forbidden_character
from site_builder.model import OPENER_ID, DataImpact, Edit, Expectation, Incident, LocalText, Phrase, Question, Update
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, DataImpactStatus, Impact, Kind, Lifecycle, Status

LANGUAGES = ("en", "cy", "de")
COMPONENTS = ("online-orders", "gift-cards", "yes", "null", "2026-05-01")
"""Ids, also such that YAML would take for something else."""

_AWKWARD = st.sampled_from(
    [
        *"\"':#-[]{}>|*&!%@`\\,?~<=\t",
        ": ",
        " #",
        "---",
        "...",
        "- ",
        "## ",
        "null",
        "true",
        "2026-04-22",
        "12:30",
        "<<",
        "é",
        "e\u0301",
        "日本",
        "🛒",
        "\u200b",
        "\u00a0",
        "\ufeff",
        "\u202e",
        "  ",
    ]
)
_WORDS = st.lists(
    _AWKWARD | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6), max_size=8
)


def _is_readable(text: str) -> bool:
    """Nothing that the door refuses. Hypothesis takes what it finds in our code, `«?` too, and puts it into texts."""
    return forbidden_character(text) is None and PLACEHOLDER.search(text) is None


@cache
def one_line() -> st.SearchStrategy[str]:
    """A text as the door leaves it: trimmed, without line breaks."""
    joined = _WORDS.map("".join).map(lambda text: " ".join(text.split("\n")).strip()[:MAX_LINE].strip())
    return joined.filter(lambda text: bool(text) and _is_readable(text))


@cache
def _lines() -> st.SearchStrategy[list[str]]:
    line = one_line() | st.sampled_from(["", "", "- item", "    code", "> said", "---", "```", "| a | b |", "\ttab"])
    return st.lists(line, min_size=1, max_size=5)


@cache
def markdown() -> st.SearchStrategy[str]:
    """A longer text in a key, trimmed."""
    return _lines().map(lambda lines: "\n".join(lines).strip()).filter(bool)


@cache
def body() -> st.SearchStrategy[str]:
    """A text below the front matter: without empty lines above and anything blank behind."""

    def trimmed(lines: list[str]) -> str:
        while lines and not lines[0].strip():
            lines = lines[1:]
        return "\n".join(lines).rstrip()

    return _lines().map(trimmed).filter(bool)


@cache
def answer() -> st.SearchStrategy[str]:
    """A text below a question, which holds no other question (nor a fence that would hide the next one)."""
    return body().filter(lambda text: not any(line.startswith(("##", "```", "~~~")) for line in text.split("\n")))


@cache
def heading() -> st.SearchStrategy[str]:
    return one_line().filter(lambda text: not text.endswith("#"))


_OTHERS = st.frozensets(st.sampled_from(LANGUAGES[1:]))


@cache
def local(text: st.SearchStrategy[str], *, others: frozenset[str] | None = None) -> st.SearchStrategy[LocalText]:
    """A text in the default language and some others."""
    return _local(text, _OTHERS if others is None else st.just(others))


@st.composite
def _local(draw: st.DrawFn, text: st.SearchStrategy[str], others: st.SearchStrategy[frozenset[str]]) -> LocalText:
    chosen = draw(others)
    languages = [language for language in LANGUAGES if language == LANGUAGES[0] or language in chosen]
    return LocalText(tuple(Phrase(language, draw(text)) for language in languages))


_WHILES = st.integers(1, 10**8).map(lambda seconds: timedelta(seconds=seconds))
_START = datetime(2020, 1, 1, tzinfo=UTC)


@cache
def instants() -> st.SearchStrategy[datetime]:
    return _WHILES.map(lambda later: _START + later)


def _is_words(text: LocalText) -> bool:
    """Whether an expectation's text is not taken for a date."""
    return not any(phrase.text[:1].isdigit() for phrase in text.phrases)


_WHEN: st.SearchStrategy[date | datetime] = st.dates(date(2000, 1, 1), date(2100, 1, 1)) | instants()


@cache
def expectation(component: str | None) -> st.SearchStrategy[Expectation]:
    words = local(one_line()).filter(_is_words).map(lambda text: Expectation(component=component, text=text))
    return _WHEN.map(lambda when: Expectation(component=component, when=when)) | words


_SOME_COMPONENTS = st.lists(st.sampled_from(COMPONENTS), min_size=1, unique=True, max_size=3)


@st.composite
def expectations(draw: st.DrawFn) -> tuple[Expectation, ...]:
    """Nothing, one for the whole incident, or one for each of some components."""
    if draw(st.booleans()):
        return ()
    if draw(st.booleans()):
        return (draw(expectation(None)),)
    ids = draw(_SOME_COMPONENTS)
    return tuple(draw(expectation(component)) for component in ids)


@cache
def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _statuses(*possible: ComponentStatus) -> st.SearchStrategy[dict[str, ComponentStatus]]:
    return st.dictionaries(st.sampled_from(COMPONENTS), st.sampled_from(possible), max_size=3)


_ANY_STATUSES = _statuses(*ComponentStatus)
_ALL_WELL = _statuses(ComponentStatus.OPERATIONAL)
_IMPACTS = st.sampled_from(Impact)
_EXPECTATIONS = expectations()
_EDITS = st.lists(st.tuples(_WHILES, local(one_line())), max_size=2)
_BOOLEANS = st.booleans()
DATA_IMPACTS = st.builds(
    DataImpact,
    status=st.sampled_from(DataImpactStatus),
    text=optional(local(markdown())),
    as_of=optional(instants()),
)


@dataclass(frozen=True)
class _Step:
    """What an update is drawn for."""

    id: str
    date: datetime
    status: Status
    kind: Kind


@st.composite
def update(draw: st.DrawFn, step: _Step) -> Update:
    """One statement. A closing one leaves no component broken."""
    closing = step.status in LIFECYCLES[step.kind].closed
    affected = _ALL_WELL if closing else _ANY_STATUSES
    next_update = draw(optional(_WHILES))
    return Update(
        id=step.id,
        date=step.date,
        status=step.status,
        body=draw(local(body())),
        components=() if step.kind is Kind.NOTICE else tuple(draw(affected).items()),
        impact=draw(optional(_IMPACTS)),
        next_update=next_update and step.date + next_update,
        expected=draw(_EXPECTATIONS),
        what_to_do=draw(optional(local(markdown()))),
        what_works=draw(optional(local(markdown()))),
        data_impact=draw(optional(DATA_IMPACTS)),
        edited=tuple(Edit(date=step.date + later, reason=reason) for later, reason in draw(_EDITS)),
        draft=draw(_BOOLEANS) if step.id != OPENER_ID else False,
    )


@cache
def _open_statuses(lifecycle: Lifecycle) -> st.SearchStrategy[Status]:
    return st.sampled_from([status for status in lifecycle.statuses if status not in lifecycle.closed])


@cache
def _update_ids(count: int) -> st.SearchStrategy[list[str]]:
    ids = st.sampled_from(["a", "b", "true", "1-2", "2026-04-23-0900", "2026-04-23", "z" * 80])
    return st.lists(ids, min_size=count, max_size=count, unique=True)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Question, ...]:
    """Questions that are all in the same languages, with ids that follow from their order."""
    others = draw(_OTHERS)
    count = draw(_UP_TO_THREE)
    return tuple(
        Question(
            id=f"q{index}", heading=draw(local(heading(), others=others)), answer=draw(local(answer(), others=others))
        )
        for index in range(count)
    )


_UP_TO_THREE = st.integers(0, 3)
_KINDS = st.sampled_from(Kind)
_MOMENTS = st.lists(instants(), min_size=1, max_size=4, unique=True)
_NAMES = st.sampled_from(["2026-04-22-online-orders", "x", "null", "0", "a" * 80])
_QUESTIONS = questions()
_ATTACHMENTS = st.sets(st.sampled_from(["a.jpg", "maps/b.png"])).map(sorted)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """A whole story: any order of open statuses, perhaps closed at the end."""
    kind = draw(_KINDS)
    lifecycle = LIFECYCLES[kind]
    moments = sorted(draw(_MOMENTS))
    statuses = [draw(_open_statuses(lifecycle)) for _ in moments]
    if len(moments) > 1 and draw(_BOOLEANS):
        # Closed by the first closing status of the kind: the others have rules of their own.
        statuses[-1] = next(status for status in lifecycle.statuses if status in lifecycle.closed)
    statuses[0] = lifecycle.opens
    ids = [OPENER_ID, *draw(_update_ids(len(moments) - 1))]
    steps = [_Step(*each, kind) for each in zip(ids, moments, statuses, strict=True)]
    updates = [draw(update(step)) for step in steps]
    if kind is Kind.MAINTENANCE:
        starts = draw(instants())
        updates[0] = replace(updates[0], starts=starts, ends=starts + draw(_WHILES))
    if kind is Kind.NOTICE:
        ends = draw(optional(_WHILES))
        updates[0] = replace(updates[0], ends=ends and moments[0] + ends)
    name = draw(_NAMES)
    return Incident(
        name=name,
        id=draw(st.sampled_from([name, "another-id", "2026-04-22", "on"])),
        kind=kind,
        title=draw(local(one_line())),
        updates=tuple(updates),
        pinned=draw(_BOOLEANS),
        questions=draw(_QUESTIONS),
        attachments=tuple(draw(_ATTACHMENTS)),
        folder=f"incidents/{name}",
    )
