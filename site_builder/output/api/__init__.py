"""The Statuspage v2 read API as plain files, for the dashboards and bots that read hosted status pages.

Keys, types, enums and orders are those that hosted pages answer with at `/api/v2`; what our model says more
stands under one extra key, `site_builder`, in the objects that have more to say. docs/api.md tells every field.
"""
