"""The statements that come with Site Builder, to begin with on a hard day: see docs/hard-days.md."""

from pathlib import Path

FOLDER = "incidents/_templates"
"""Where a site has its own. Nothing in it is ever read as an incident."""


def packaged_incident_templates() -> Path:
    """The folder of the packaged ones: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_incident_templates"
    return installed if installed.is_dir() else package.parent / FOLDER
