"""What the database itself guards of the records: no contact without a permit."""

from __future__ import annotations

from forbear.web.guards import Guard, NoTruncate

GUARDS = (
    Guard(
        "contact_permitted",
        "contact",
        "INSERT",
        "no contact without a live permit",
        "EXISTS (SELECT 1 FROM permit p WHERE p.id = NEW.permit_id AND p.allowed "
        "AND p.customer_id = NEW.customer_id AND p.channel = NEW.channel "
        "AND NEW.at >= p.at AND NEW.at <= p.valid_until "
        "AND NOT EXISTS (SELECT 1 FROM permit_release r WHERE r.permit_id = p.id))",
    ),
    Guard(
        "contact_kept",
        "contact",
        "UPDATE OF id, customer_id, permit_id, channel, at, outcome, party_id, made_by_id",
        "a contact is a record of what happened; it is not changed afterwards",
    ),
    Guard("contact_there", "contact", "DELETE", "a contact is not deleted"),
    NoTruncate("contact_whole", "contact", "contacts are not deleted"),
    Guard(
        "permit_release_unused",
        "permit_release",
        "INSERT",
        "a permit that was used is not given back",
        "NOT EXISTS (SELECT 1 FROM contact c WHERE c.permit_id = NEW.permit_id)",
    ),
    Guard("permit_release_kept", "permit_release", "UPDATE", "a release is not changed afterwards"),
    Guard("permit_release_there", "permit_release", "DELETE", "a release is not taken back"),
    Guard("permit_kept", "permit", "UPDATE", "a permit is not changed afterwards"),
    Guard("permit_there", "permit", "DELETE", "a permit is not deleted"),
    NoTruncate("permit_whole", "permit", "permits are not deleted"),
)
