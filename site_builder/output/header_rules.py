"""The syntax of `_headers`, and a site's own rules merged into ours.

A rule is a path and, indented below it, headers. `*` stands for anything. Where two rules give the same header for
one file, hosts send both values, joined with a comma; `! Name` takes one away that other rules give (Cloudflare only).
https://developers.cloudflare.com/pages/configuration/headers/, https://docs.netlify.com/manage/routing/headers/
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from site_builder.problems import Problem, SiteProblems, Source

_HEADER = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]*)\s*:\s*(?P<value>\S.*)")
_TAKEN_AWAY = re.compile(r"!\s*(?P<name>[A-Za-z0-9][A-Za-z0-9-]*)")
_SYNTAX = "a path begins with / and stands alone; below it, each header is one indented line: Name: value"


@dataclass(frozen=True, slots=True)
class Header:
    """One line of a rule; `value` None takes the header away. `line` is where a site's own file has it."""

    name: str
    value: str | None
    line: int = 0

    @property
    def key(self) -> str:
        """By what two are the same."""
        return self.name.lower()

    def __str__(self) -> str:
        return f"  ! {self.name}" if self.value is None else f"  {self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is sent with the files at a path."""

    path: str
    headers: tuple[Header, ...]

    def matches(self, path: str) -> bool:
        """Whether a file of the site, from `/` on, is meant. Rules for a whole address or with `:names` never are."""
        # No regular expression: many stars would make one very slow.
        first, *others = self.path.split("*")
        if not others:
            return path == first
        *middle, last = others
        place = len(first) if path.startswith(first) else -1
        for part in middle:
            found = path.find(part, place) if place >= 0 else -1
            place = found + len(part) if found >= 0 else -1
        return 0 <= place <= len(path) - len(last) and path.endswith(last)

    def __str__(self) -> str:
        return "\n".join([self.path, *map(str, self.headers), ""])


def rule(path: str, **headers: str) -> Rule:
    """A rule of ours: `rule("/*", Referrer_Policy="no-referrer")`."""
    return Rule(path, tuple(Header(name.replace("_", "-"), value) for name, value in headers.items()))


def parse_rules(source: Source) -> tuple[Rule, ...]:
    """A site's own rules. Raises SiteProblems for lines that a host would silently pass over."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for number, written in enumerate(source.text.split("\n"), 1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        found = _HEADER.fullmatch(line) or _TAKEN_AWAY.fullmatch(line)
        if line.startswith(("/", "https://")) and not re.search(r"\s", line):
            rules.append(Rule(line, ()))
        elif found and rules:
            header = Header(found["name"], found.groupdict().get("value"), number)
            rules[-1] = replace(rules[-1], headers=(*rules[-1].headers, header))
        else:
            column = len(written) - len(written.lstrip()) + 1
            message = "this header belongs to no path" if found else "this is neither a path nor a header"
            problems.append(source.problem(message, line=number, column=column, length=len(line), hint=_SYNTAX))
    if problems:
        raise SiteProblems(problems)
    return tuple(rules)


def merged(ours: Iterable[Rule], own: Iterable[Rule]) -> tuple[Rule, ...]:
    """Our rules with a site's own, one for each path: its headers replace ours of the same name."""
    rules: dict[str, tuple[Header, ...]] = {}
    for rule in ours:
        rules[rule.path] = (*rules.get(rule.path, ()), *rule.headers)
    for rule in own:
        replaced = {header.key for header in rule.headers}
        # What it said itself, further up, stays.
        kept = [each for each in rules.get(rule.path, ()) if each.line or each.key not in replaced]
        rules[rule.path] = (*kept, *rule.headers)
    return tuple(Rule(path, headers) for path, headers in rules.items())


def sent_twice(source: Source, rules: Iterable[Rule], paths: Iterable[str]) -> Iterator[Problem]:
    """Headers of a site's own rules that another rule gives to the same file with another value."""
    rules, paths = tuple(rules), tuple(paths)
    for rule in rules:
        taken_away = {header.key for header in rule.headers if header.value is None}
        for header in rule.headers:
            if header.line and header.value is not None and header.key not in taken_away:
                yield from _also_given(source, rule, header, rules, paths)


def _also_given(
    source: Source, rule: Rule, header: Header, rules: tuple[Rule, ...], paths: tuple[str, ...]
) -> Iterator[Problem]:
    for other in rules:
        if other is rule or header.key not in {one.key for one in other.headers if one.value is not None}:
            continue
        both = next((path for path in paths if rule.matches(path) and other.matches(path)), None)
        if both is not None:
            message = f'"{header.name}" would be sent twice with {both}: "{other.path}" gives it, too'
            hint = f'give it for "{other.path}": what stands below the same path replaces what Site Builder says there'
            line = source.line(header.line) or ""
            column = len(line) - len(line.lstrip()) + 1
            yield source.problem(message, line=header.line, column=column, length=len(header.name), hint=hint)
            return
