"""The keys of `check` and `repository` in `site.yml`, and how they travel on, both ways."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from site_builder.door.checking import Fields
from site_builder.door.fields import Flag, OneLine, one_of, refusal, whole_number
from site_builder.model import CheckSettings
from site_builder.problems import quoted
from site_builder.vocabulary import RuleLevel, RuleName

_USUAL = CheckSettings()

_LEVEL_SYNONYMS = {
    "disabled": "off",
    "err": "error",
    "fail": "error",
    "false": "off",
    "ignore": "off",
    "no": "off",
    "none": "off",
    "on": "warning",
    "true": "warning",
    "warn": "warning",
    "yes": "warning",
}
_Rule = Annotated[RuleName, one_of(RuleName, "rule")]
_Level = Annotated[RuleLevel, one_of(RuleLevel, "level", _LEVEL_SYNONYMS)]


def _phrase(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise refusal(f"{quoted(text)} is no word", "write a word or a phrase, as it stands in a text")
    return text


_Phrase = Annotated[OneLine, AfterValidator(_phrase)]


class LongSentenceFields(Fields):
    """`long_sentence`"""

    words: Annotated[int, whole_number(10, 100)] = Field(
        default=_USUAL.sentence_words, description="How many words a sentence may have"
    )


class TitleTooLongFields(Fields):
    """`title_too_long`"""

    characters: Annotated[int, whole_number(20, 250)] = Field(
        default=_USUAL.title_characters, description="How many characters a title may have"
    )


class CheckFields(Fields):
    """`check`: how `site-builder check` reads, as an editor would."""

    elsewhere: ClassVar[dict[str, str]] = {
        rule: f"a rule is switched below rules: for example rules: {{{rule}: off}}" for rule in RuleName
    }
    rules: dict[_Rule, _Level] = Field(default_factory=dict, description="What a finding of a rule does")
    days: Annotated[int, whole_number(0, 366)] = Field(
        default=_USUAL.days, description="For how many days a published statement is still read"
    )
    jargon: dict[_Phrase, OneLine] = Field(
        default_factory=dict, description="Words that only you use, with what customers say"
    )
    blame: list[_Phrase] = Field(
        default_factory=list, description="Phrases that point at somebody, besides the usual ones"
    )
    absolute_promise: list[_Phrase] = Field(
        default_factory=list,
        description="Phrases that promise too much, besides the usual ones",
    )
    allow: list[_Phrase] = Field(
        default_factory=list, description="What the usual words of these three rules complain of, and is right here"
    )
    long_sentence: LongSentenceFields = Field(
        default=LongSentenceFields.model_construct(), description="When a sentence is long"
    )
    title_too_long: TitleTooLongFields = Field(
        default=TitleTooLongFields.model_construct(), description="When a title is long"
    )


class RepositoryFields(Fields):
    """`repository`: what there is to know of the place where these files are kept."""

    public: Flag = Field(
        default=False, description="Whether everybody can read these files, drafts and held-back ones too"
    )


def check_settings(fields: CheckFields) -> CheckSettings:
    """The settings as they travel."""
    return CheckSettings(
        levels=tuple(fields.rules.items()),
        days=fields.days,
        jargon=tuple(fields.jargon.items()),
        blame=tuple(fields.blame),
        absolute_promise=tuple(fields.absolute_promise),
        allowed=tuple(fields.allow),
        sentence_words=fields.long_sentence.words,
        title_characters=fields.title_too_long.characters,
    )


def check_tree(settings: CheckSettings) -> dict[str, Any]:
    """The keys that say it, for `site.yml`; what is as usual is left out."""
    words, characters = settings.sentence_words, settings.title_characters
    tree: dict[str, Any] = {
        "rules": {str(rule): str(level) for rule, level in settings.levels},
        "days": settings.days if settings.days != _USUAL.days else None,
        "jargon": dict(settings.jargon),
        "blame": list(settings.blame),
        "absolute_promise": list(settings.absolute_promise),
        "allow": list(settings.allowed),
        "long_sentence": {"words": words} if words != _USUAL.sentence_words else {},
        "title_too_long": {"characters": characters} if characters != _USUAL.title_characters else {},
    }
    return {key: value for key, value in tree.items() if value not in (None, {}, [])}
