"""The same nine years of made-up incidents for everybody: nothing here knows a generator.

Seeded, so that two runs measure the same words.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 5, 6, 10, 0, tzinfo=UTC)
YEARS = 9
UPDATES = 5
OPEN = 3
"""How many of the newest incidents are not over yet."""
SEED = 20260506

SITE_NAME = "Harbour & Vale"
SITE_ADDRESS = "https://status.example"
DESCRIPTION = "What works at Harbour & Vale, what to do, and when you will hear more."
CHANNELS = (("Our website", "https://www.example"), ("Help pages", "https://help.example"))
RECENT_DAYS = 14
"""How far back the home page lists what is over."""
FEED_ENTRIES = 50

_STATUSES = ("investigating", "identified", "identified", "monitoring", "resolved")
_OPEN_STATUSES = ("investigating", "identified", "identified", "identified", "monitoring")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Something that customers recognise."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One dated statement; `text` is Markdown."""

    date: datetime
    status: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One incident, its updates oldest first. `components` are pairs of id and component status."""

    name: str
    title: str
    components: tuple[tuple[str, str], ...]
    updates: tuple[Update, ...]

    @property
    def first(self) -> Update:
        return self.updates[0]

    @property
    def last(self) -> Update:
        return self.updates[-1]

    @property
    def is_open(self) -> bool:
        return self.last.status != "resolved"

    def continued(self, text: str) -> "Story":
        """With one update more, a minute after its last one."""
        last = replace(self.last, date=self.last.date + timedelta(minutes=1), text=text)
        return replace(self, updates=(*self.updates, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All incidents, oldest first."""

    components: tuple[Component, ...]
    stories: tuple[Story, ...]

    @property
    def newest(self) -> Story:
        return self.stories[-1]


COMPONENTS = tuple(
    Component(id=name.lower().replace(" & ", "-and-").replace(" ", "-"), name=name)
    for name in (
        "Website and app",
        "Online orders",
        "Click & Collect",
        "Home delivery",
        "Shops and tills",
        "Contactless payments",
        "Gift cards",
        "Customer accounts",
        "Vale Points",
        "Returns and refunds",
        "Store finder",
        "Customer help",
    )
)


def make_corpus(count: int, seed: int = SEED) -> Corpus:
    """`count` incidents, spread evenly over the nine years that end at NOW."""
    rng = random.Random(seed)
    step = timedelta(days=365.25 * YEARS) / count
    # The newest began yesterday, so that all it says lies before NOW.
    starts = [NOW - timedelta(days=1) - step * (count - 1 - number) for number in range(count)]
    stories = [_story(rng, number, start, count) for number, start in enumerate(starts)]
    return Corpus(components=COMPONENTS, stories=tuple(stories))


def _story(rng: random.Random, number: int, start: datetime, count: int) -> Story:
    affected = rng.sample(COMPONENTS, rng.choice((1, 1, 2)))
    worst = rng.choice(("degraded_performance", "partial_outage", "major_outage"))
    date = start.replace(second=0, microsecond=0)
    updates = []
    for status in _OPEN_STATUSES if number >= count - OPEN else _STATUSES:
        updates.append(Update(date=date, status=status, text=_text(rng)))
        date += timedelta(minutes=rng.randint(20, 180))
    return Story(
        name=f"{start:%Y-%m-%d}-{affected[0].id}-{number + 1}",
        title=f"{affected[0].name}: {rng.choice(_TROUBLES)}",
        components=tuple((component.id, worst) for component in affected),
        updates=tuple(updates),
    )


def _text(rng: random.Random) -> str:
    """About 80 words with emphasis, a link and a list."""
    sentences = rng.sample(_SENTENCES, len(_SENTENCES))
    opening, middle, advice = (_prose(rng, sentences, wanted) for wanted in (16, 9, 7))
    places = rng.sample(_PLACES, 3)
    page = rng.choice(_PAGES)
    items = "\n".join(f"- {place}: {rng.choice(_STATES)}" for place in places)
    return (
        f"{opening} **{rng.choice(_STRONG)}**\n\n"
        f"{middle}\n\n{items}\n\n"
        f"{advice} There is more on [{page}](https://help.example/{page.replace(' ', '-')}), "
        f"and *{rng.choice(_SOFT)}*."
    )


def _prose(rng: random.Random, sentences: list[str], wanted: int) -> str:
    """Takes from the sentences until there are `wanted` words."""
    said: list[str] = []
    while sum(len(sentence.split()) for sentence in said) < wanted:
        said.append(sentences.pop().format(hour=rng.randint(1, 12), number=rng.randint(2, 180)))
    return " ".join(said)


_TROUBLES = (
    "slow for some customers",
    "not available in some shops",
    "payments are refused",
    "confirmations arrive late",
    "signing in fails now and then",
    "prices are not shown",
    "orders cannot be changed",
    "some pages stay empty",
)
_SENTENCES = (
    "Since {hour} o'clock some of you see an error when you try to pay.",
    "A supplier of ours has a fault that slows down every {number}th request.",
    "Our engineers restarted {number} servers and watch whether it stays quick.",
    "We sent {number} letters by mistake, and we are sorry for it.",
    "The fault is found: a change of last night stopped the tills in {number} shops.",
    "Your money is safe, and nobody has been charged twice.",
    "We repair it step by step, beginning with the shops in the north.",
    "About {number} orders wait for a confirmation, and none of them is lost.",
    "Please do not place the same order again.",
    "Cash and cards with a PIN work in all of our {number} food halls.",
    "We are still looking for the cause, and write again at {hour}.",
    "It took us {number} minutes to notice, which is too long.",
)
_STRONG = (
    "You do not need to do anything.",
    "Please keep your receipt.",
    "Ignore messages that ask for your password.",
    "Orders that were placed before are on their way.",
)
_SOFT = (
    "we write here first",
    "nobody of us will ever ask for your password",
    "shops are open as usual",
    "we are sorry for the trouble",
)
_PAGES = ("paying in shops", "your order", "gift cards", "signing in", "returning things", "delivery times")
_PLACES = ("Cornwall and Devon", "Wales", "Scotland", "London", "the north", "the Midlands", "Kent", "the islands")
_STATES = ("working again", "slow, but working", "not working yet", "repaired this afternoon", "never affected")
