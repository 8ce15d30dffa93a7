"""Links between pages."""

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from site_builder.output.site_map import href

folders = st.lists(st.sampled_from(["a", "b", "incidents", "cy"]), max_size=4)
steps = st.lists(st.sampled_from(["a", "b", "incidents", "cy", "index.html", "..", ".", ""]), min_size=1, max_size=5)


@given(folders, steps)
def test_a_link_leads_where_posixpath_says(folder: list[str], target: list[str]) -> None:
    page, path = "/".join([*folder, "index.html"]), "/".join(target) or "index.html"
    assert href(page, path) == posixpath.relpath(path, "/".join(folder) or ".")
