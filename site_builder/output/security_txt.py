"""`.well-known/security.txt`: where researchers report a weakness (RFC 9116)."""

from datetime import datetime
from urllib.parse import urlsplit

from site_builder.model import SecurityContact, Site
from site_builder.output import site_map
from site_builder.output.site_map import Document


def is_stale(security: SecurityContact, now: datetime) -> bool:
    """Whether nobody should trust it any more (RFC 9116 §2.5.5)."""
    return security.expires <= now


def security_document(site: Site, security: SecurityContact) -> Document:
    """The file. It counts only at the root of a host, also where the site lies below a path (RFC 9116 §3)."""
    lines = [
        *(f"Contact: {contact}" for contact in security.contacts),
        f"Expires: {site_map.instant(security.expires)}",
    ]
    if security.encryption:
        lines.append(f"Encryption: {security.encryption}")
    if security.acknowledgments:
        lines.append(f"Acknowledgments: {security.acknowledgments}")
    host = urlsplit(site.url)
    if host.scheme == "https":  # any other address may not be named: RFC 9116 §2.5.2
        lines.append(f"Canonical: https://{host.netloc}/{site_map.SECURITY}")
    if security.policy:
        lines.append(f"Policy: {security.policy}")
    return Document(site_map.SECURITY, "".join(f"{line}\n" for line in lines).encode())
