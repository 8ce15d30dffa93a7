"""From the state to what the templates get to see, in one language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from site_builder.model import Component, LocalText, Phrase, Site, Update
from site_builder.output.markup import MarkupRenderer
from site_builder.output.prose import Prose
from site_builder.output.site_map import SiteMap, update_anchor
from site_builder.output.views import (
    AnswersView,
    ChangeView,
    ComponentView,
    DataImpactView,
    EditView,
    ExpectedView,
    GroupView,
    IncidentView,
    QuestionView,
    SaidView,
    UpdateView,
)
from site_builder.overview import ComponentState, IncidentState, Standing
from site_builder.vocabulary import ComponentStatus


class ViewMaker:
    """Makes the views of one language."""

    def __init__(self, site: Site, now: datetime, site_map: SiteMap, renderer: MarkupRenderer) -> None:
        self._now = now
        self._map = site_map
        self._language = site_map.language
        self._renderer = renderer
        self._components = {component.id: component for component in site.components}
        self._views: dict[tuple[str, ComponentStatus], ComponentView] = {}
        self._site = site

    def prose(self, text: LocalText) -> Prose:
        return self._renderer.render(text.pick(self._language))

    def name_of(self, component: str) -> Phrase:
        """The name of a component, by its id."""
        return self._components[component].name.pick(self._language)

    def component(self, component: Component | str, status: ComponentStatus) -> ComponentView:
        """Thousands of updates speak of the same few: each is made once for every status."""
        id = component if isinstance(component, str) else component.id
        view = self._views.get((id, status))
        if view is None:
            view = self._views[id, status] = self._component(self._components[id], status)
        return view

    def _component(self, component: Component, status: ComponentStatus) -> ComponentView:
        return ComponentView(
            id=component.id,
            name=component.name.pick(self._language),
            description=component.description.pick(self._language) if component.description else None,
            path=self._map.component(component.id),
            status=status,
            retired=component.retired,
        )

    def groups(self, states: Iterable[ComponentState]) -> tuple[GroupView, ...]:
        """The components of the page. A retired one shows only while it isn't operational."""
        status = {state.component.id: state.status for state in states}
        groups = []
        for group in self._site.groups:
            views = tuple(
                self.component(component, status[component.id])
                for component in group.components
                if not component.retired or status[component.id] is not ComponentStatus.OPERATIONAL
            )
            if views:
                name = group.name.pick(self._language) if group.name else None
                description = group.description.pick(self._language) if group.description else None
                groups.append(GroupView(name=name, description=description, components=views))
        return tuple(groups)

    def incident(self, state: IncidentState) -> IncidentView:
        incident = state.incident
        return IncidentView(
            name=incident.name,
            path=self._map.incident(incident.name),
            title=incident.title.pick(self._language),
            kind=incident.kind,
            status=state.status,
            impact=state.impact,
            is_open=state.is_open,
            is_upcoming=state.is_upcoming,
            pinned=incident.pinned,
            opened_at=state.opened_at,
            updated_at=state.updated_at,
            closed_at=state.closed_at,
            starts=state.starts,
            ends=state.ends,
            components=tuple(self.component(name, status) for name, status in state.components),
            affected=tuple(self.component(name, status) for name, status in state.worst.items()),
            returned=tuple(
                (self.component(name, ComponentStatus.OPERATIONAL), since) for name, since in state.returned
            ),
            _texts=_Texts(self, state),
        )

    def updates(self, state: IncidentState) -> tuple[UpdateView, ...]:
        """Newest first."""
        return tuple(self._update(state, index) for index in reversed(range(len(state.incident.updates))))

    def questions(self, state: IncidentState) -> tuple[QuestionView, ...]:
        return tuple(
            QuestionView(
                anchor=question.id,
                heading=question.heading.pick(self._language),
                answer=self.prose(question.answer),
            )
            for question in state.incident.questions
        )

    def _update(self, state: IncidentState, index: int) -> UpdateView:
        update = state.incident.updates[index]
        anchor = update_anchor(update.id)
        return UpdateView(
            id=update.id,
            path=f"{self._map.incident(state.incident.name)}#{anchor}",
            anchor=anchor,
            date=update.date,
            status=update.status,
            body=self.prose(update.body),
            changes=tuple(
                ChangeView(
                    component=self.component(change.component, change.after),
                    before=change.before,
                    after=change.after,
                )
                for change in state.changes[index]
            ),
            edits=tuple(EditView(date=edit.date, reason=edit.reason.pick(self._language)) for edit in update.edited),
            unpublished=self._unpublished(update),
        )

    def _unpublished(self, update: Update) -> str:
        if update.draft:
            return "draft"
        return "held back" if update.date > self._now else ""

    def answers(self, state: Standing) -> AnswersView:
        impact = state.data_impact
        works, to_do = state.what_works, state.what_to_do
        return AnswersView(
            what_works=SaidView(prose=self.prose(works.value), said_at=works.update.date) if works else None,
            what_to_do=SaidView(prose=self.prose(to_do.value), said_at=to_do.update.date) if to_do else None,
            data_impact=DataImpactView(
                status=impact.value.status,
                prose=self.prose(impact.value.text) if impact.value.text else None,
                as_of=impact.value.as_of or impact.update.date,
            )
            if impact
            else None,
            expected=tuple(
                ExpectedView(
                    component=self._expected_component(state, said.value.component),
                    when=said.value.when,
                    text=said.value.text.pick(self._language) if said.value.text else None,
                    said_at=said.update.date,
                )
                for said in state.expected
            ),
            next_update=state.next_update,
            is_late=state.is_late,
        )

    def _expected_component(self, state: Standing, component: str | None) -> ComponentView | None:
        if component is None:
            return None
        now: Mapping[str, ComponentStatus] = dict(state.components)
        return self.component(component, now.get(component, ComponentStatus.OPERATIONAL))


class IncidentViews(Mapping[str, IncidentView]):
    """The incidents as templates see them, by name; each is made when it is first asked for."""

    def __init__(self, maker: ViewMaker, states: Mapping[str, IncidentState]) -> None:
        self._maker = maker
        self.states = states
        self._made: dict[str, IncidentView] = {}

    def __getitem__(self, name: str) -> IncidentView:
        if name not in self._made:
            self._made[name] = self._maker.incident(self.states[name])
        return self._made[name]

    def forget(self) -> None:
        """Drops the views that were made, with all that was read for them, to make room."""
        for each in self._made:
            self.states[each].let_go()
        self._made.clear()

    def __iter__(self) -> Iterator[str]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one incident, made when they are asked for."""

    maker: ViewMaker
    state: IncidentState

    def answers(self) -> AnswersView:
        return self.maker.answers(self.state)

    def updates(self) -> tuple[UpdateView, ...]:
        return self.maker.updates(self.state)

    def questions(self) -> tuple[QuestionView, ...]:
        return self.maker.questions(self.state)
