"""All rules: what each is called, how much it weighs unless `site.yml` says otherwise, and what finds it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from site_builder.editing.data_impact import softened_data_impacts
from site_builder.editing.desk import Desk, paths_of
from site_builder.editing.history import silent_edits
from site_builder.editing.links import links_without_https, pictures_without_words
from site_builder.editing.promises import late, no_next_update, no_what_to_do
from site_builder.editing.secrecy import embargoes_in_public
from site_builder.editing.stale import stale_translations
from site_builder.editing.wording import absolute_promises, blame, jargon, long_sentences, long_titles
from site_builder.problems import Location, Problem, Severity
from site_builder.vocabulary import RuleLevel, RuleName


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing to look for. `meaning` is a sentence that begins with what it finds.

    What `only_checked` finds never stops a build, whatever its level: not to build would not mend it.
    """

    name: RuleName
    meaning: str
    find: Callable[[Desk], Iterator[Problem]]
    level: RuleLevel = RuleLevel.WARNING
    only_checked: bool = False


RULES = (
    Rule(
        name=RuleName.NO_NEXT_UPDATE,
        meaning="An open incident does not say when customers will hear more",
        find=no_next_update,
    ),
    Rule(name=RuleName.LATE, meaning="A promised update has not come", find=late, only_checked=True),
    Rule(
        name=RuleName.NO_WHAT_TO_DO,
        meaning="An open incident does not say what customers have to do",
        find=no_what_to_do,
    ),
    Rule(
        name=RuleName.DATA_IMPACT_SOFTENED,
        meaning="The data impact gets better, and no words of its own say so",
        find=softened_data_impacts,
    ),
    Rule(
        name=RuleName.SILENT_EDIT,
        meaning="Something published was changed or taken away without a word",
        find=silent_edits,
        only_checked=True,
    ),
    Rule(name=RuleName.JARGON, meaning="A word of the trade stands where there is a plain one", find=jargon),
    Rule(name=RuleName.LONG_SENTENCE, meaning="A sentence is too long to be understood at once", find=long_sentences),
    Rule(name=RuleName.BLAME, meaning="The words point at somebody", find=blame),
    Rule(
        name=RuleName.ABSOLUTE_PROMISE,
        meaning="The words promise more than anybody can know",
        find=absolute_promises,
    ),
    Rule(name=RuleName.TITLE_TOO_LONG, meaning="A title is too long for lists and messages", find=long_titles),
    Rule(name=RuleName.LINK_NOT_HTTPS, meaning="A link is not encrypted", find=links_without_https),
    Rule(
        name=RuleName.IMAGE_WITHOUT_ALT,
        meaning="A picture has no words for those who can't see it",
        find=pictures_without_words,
    ),
    Rule(
        name=RuleName.TRANSLATION_STALE,
        meaning="A statement was corrected, and its translation was not",
        find=stale_translations,
    ),
    Rule(
        name=RuleName.EMBARGO_IN_PUBLIC,
        meaning="Something held back can be read in the public repository",
        find=embargoes_in_public,
    ),
)


def findings(desk: Desk) -> tuple[Problem, ...]:
    """What all rules find that are not off, in the order of the files. What stands in a draft is never an error."""
    return tuple(sorted(_findings(desk, RULES), key=_place))


def obstacles(desk: Desk) -> tuple[Problem, ...]:
    """What stops a build: the findings of rules that the site raised to errors."""
    raised = [
        rule
        for rule in RULES
        if not rule.only_checked and desk.site.check.level(rule.name, rule.level) is RuleLevel.ERROR
    ]
    found = (problem for problem in _findings(desk, raised) if problem.severity is Severity.ERROR)
    return tuple(sorted(found, key=_place))


def _place(problem: Problem) -> tuple[Location, str]:
    return problem.location, problem.rule or ""


def _findings(desk: Desk, rules: Iterable[Rule]) -> Iterator[Problem]:
    drafts = _drafts(desk)
    for rule in rules:
        level = desk.site.check.level(rule.name, rule.level)
        if level is RuleLevel.OFF:
            continue
        for problem in rule.find(desk):
            stops = level is RuleLevel.ERROR and problem.location.path not in drafts
            yield replace(problem, rule=str(rule.name), severity=Severity.ERROR if stops else Severity.WARNING)


def _drafts(desk: Desk) -> frozenset[str]:
    """The files of drafts, translations too: they stop nobody from publishing something else."""
    pending = desk.pending()
    return frozenset(
        path
        for incident in desk.incidents
        for update in incident.updates
        if pending.get(update.source)
        for path in paths_of(update)
    )
