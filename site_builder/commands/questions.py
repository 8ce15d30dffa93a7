"""The questions that are asked on a terminal, for what the options left out. Enter takes the default."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from site_builder.commands.asking import Choice, Person, needed
from site_builder.desk.said import Said, read_line, read_status
from site_builder.desk.times import EXAMPLES, Desk, parse_moment
from site_builder.desk.wish import known_word
from site_builder.model import Incident, Site
from site_builder.vocabulary import LIFECYCLES, ComponentStatus, Impact, Kind, Status

_KINDS = {
    Kind.INCIDENT: "something does not work",
    Kind.MAINTENANCE: "planned work",
    Kind.NOTICE: "information; every service works",
}
_IMPACTS = {
    Impact.NONE: "customers hardly notice",
    Impact.MINOR: "some are held up",
    Impact.MAJOR: "many can't do something important",
    Impact.CRITICAL: "almost nothing works",
}
COMPONENT_STATUSES = {
    ComponentStatus.OPERATIONAL: "works",
    ComponentStatus.UNDER_MAINTENANCE: "planned work",
    ComponentStatus.DEGRADED_PERFORMANCE: "works, but slowly or not always",
    ComponentStatus.PARTIAL_OUTAGE: "some customers, or some of it",
    ComponentStatus.MAJOR_OUTAGE: "nobody can use it",
}
STATUSES = {
    Status.INVESTIGATING: "we are looking for the cause",
    Status.IDENTIFIED: "we know the cause",
    Status.MONITORING: "it is mended, and we are watching",
    Status.RESOLVED: "it is over",
    Status.POSTMORTEM: "what we have learnt",
    Status.SCHEDULED: "it is still to come",
    Status.IN_PROGRESS: "people are working on it",
    Status.VERIFYING: "it is done, and we are checking",
    Status.COMPLETED: "it is over",
    Status.CANCELLED: "it is called off",
    Status.ACTIVE: "it still holds",
    Status.ENDED: "it is over",
}
_BY_RULE = Choice("by rule", "it follows from the services")
_NONE = "none"


def title(person: Person, given: str | None, proposal: str | None) -> str:
    """What the incident is called."""
    if given is not None:
        return read_line(given, "TITLE")
    if not person.can_answer:
        raise needed("the title", 'TITLE, the first argument: new "Online orders are unavailable"')
    answer = person.line("What has happened, in a few words? (the title)", default=proposal or "", check=_is_line)
    return read_line(answer, "TITLE")


def _is_line(answer: str) -> object:
    return read_line(answer, "the title")


def kind(person: Person, given: str | None) -> Kind:
    """What sort of thing it is."""
    if given or not person.can_answer:
        return known_word(Kind, "kind", given or Kind.INCIDENT)
    choices = [Choice(each.value, meaning) for each, meaning in _KINDS.items()]
    return Kind(person.choose("What is it?", choices, default=Kind.INCIDENT.value))


def window(person: Person, said: Said, desk: Desk) -> Said:
    """When planned work begins and ends, which it can't do without."""
    if not said.starts:
        if not person.can_answer:
            raise needed("the beginning of the work", "--starts TIME")
        person.say(f"  {EXAMPLES}")
        answer = person.line("When does the work begin?", check=lambda text: parse_moment(text, desk))
        said = replace(said, starts=answer)
    if not said.ends:
        if not person.can_answer:
            raise needed("the end of the work", "--ends TIME")
        begins = parse_moment(said.starts or "", desk)

        def check(answer: str) -> object:
            return parse_moment(answer, desk, count_from=begins)

        said = replace(said, ends=person.line("When does it end? (+4h counts from its beginning)", check=check))
    return said


def components(
    person: Person, said: Said, site: Site, of: Kind, question: str, now: Mapping[str, ComponentStatus]
) -> Said:
    """Which services are affected, and how: one after the other, until nothing is answered. `now` is how they are."""
    offered = {each.id: each.name.pick(site.language).text for each in site.components if not each.retired}
    if said.components or of is Kind.NOTICE or not offered or not person.can_answer:
        return said
    choices = [Choice(each, name, f"now {now[each]}" if each in now else "") for each, name in offered.items()]
    chosen: dict[str, str] = {}
    while component := person.choose(
        "And another one? (Enter: no)" if chosen else f"{question} (Enter: none)",
        choices,
        default="",
        listed=not chosen,
    ):
        default = ComponentStatus.UNDER_MAINTENANCE.value if of is Kind.MAINTENANCE else None
        statuses = [Choice(each.value, meaning) for each, meaning in COMPONENT_STATUSES.items()]
        chosen[component] = person.choose(f"How is “{offered[component]}”?", statuses, default=default)
    return replace(said, components=tuple(f"{each}={status}" for each, status in chosen.items()))


def impact(person: Person, said: Said, of: Kind) -> Said:
    """How much it matters, if that isn't what the components say."""
    if said.impact or of is not Kind.INCIDENT or not person.can_answer:
        return said
    choices = [_BY_RULE, *(Choice(each.value, meaning) for each, meaning in _IMPACTS.items())]
    answer = person.choose("How much does it matter?", choices, default=_BY_RULE.value)
    return said if answer == _BY_RULE.value else replace(said, impact=answer)


def answers(person: Person, said: Said) -> Said:
    """What customers ask first. What is known of their data isn't asked for: nobody should answer that in passing."""
    if not person.can_answer:
        return said
    if said.what_works is None:
        said = replace(said, what_works=person.line("What still works? (Enter: nothing is said)", optional=True))
    if said.what_to_do is None:
        said = replace(
            said, what_to_do=person.line("What should customers do? (Enter: nothing is said)", optional=True)
        )
    return said


def status(person: Person, said: Said, of: Kind, default: Status) -> Said:
    """Where it stands now."""
    if said.status or not person.can_answer:
        return said
    choices = [Choice(each.value, STATUSES[each]) for each in LIFECYCLES[of].statuses]
    answer = person.choose("Where does it stand now?", choices, default=default.value)
    return replace(said, status=read_status(answer, of).value)


def next_update(person: Person, said: Said, desk: Desk) -> Said:
    """When customers will hear more."""
    if said.next_update or not person.can_answer:
        return said

    def check(answer: str) -> None:
        if answer != _NONE:
            parse_moment(answer, desk)

    person.say(f"  {EXAMPLES}")
    answer = person.line("When will customers hear more? (Enter: nothing is promised)", default=_NONE, check=check)
    return said if answer == _NONE else replace(said, next_update=answer)


def message(person: Person, said: Said, *, edit: bool, templated: bool) -> tuple[Said, bool]:
    """The text itself, and whether the editor is to be opened: it is where nothing was said, or to fill in a template.

    Nobody publishes a template as it is: without a terminal it takes a text, a draft or the editor.
    """
    if said.message == "-":
        said = replace(said, message=person.standard_input())
    if said.message is not None and not said.message.strip():
        raise needed("the text", "--message TEXT")
    if said.message or edit or (templated and said.draft):
        return said, edit
    if not person.can_answer:
        raise needed("the text", "--message TEXT (or --message - for standard input), or write it with --edit")
    if templated:
        return said, True
    text = person.text("What do customers need to know?")
    return (replace(said, message=text), False) if text else (said, True)


def incident(person: Person, given: str | None, near: Sequence[Incident]) -> str:
    """Which one is written about."""
    if given is not None:
        return given
    if not person.can_answer or not near:
        raise needed("the incident", "INCIDENT, the first argument: any part of its name or title")
    choices = [Choice(each.name, each.title.original.text) for each in near]
    default = choices[0].value if len(choices) == 1 else None
    return person.choose("Which incident?", choices, default=default)
