"""All that one incident gives to the site but its page, made together: its texts are rendered once for all of it."""

from site_builder.output.api.documents import incident_document, told_incident
from site_builder.output.feeds.documents import incident_feed
from site_builder.output.feeds.entries import update_entries
from site_builder.output.pages import LanguagePages
from site_builder.output.site_map import Document
from site_builder.output.summary import summary_document
from site_builder.output.work import IncidentWork
from site_builder.overview import IncidentState
from site_builder.vocabulary import Kind


def incident_work(pages: LanguagePages, state: IncidentState) -> IncidentWork:
    """The work of one incident in the language of `pages`. Only the published edition has feeds."""
    documents: list[Document] = [summary_document(pages, state)]
    told = told_incident(pages, state)
    if not pages.edition.is_public:
        return IncidentWork(documents=tuple(documents), entries=(), told_text=told)
    entries = update_entries(pages, state)
    feed = incident_feed(pages, state, entries)
    if state.incident.kind is not Kind.NOTICE:  # which has no document of its own
        documents.insert(0, incident_document(pages, state, told))
    return IncidentWork(documents=(feed, *documents), entries=entries, told_text=told)
