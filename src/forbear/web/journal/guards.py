"""What the database itself guards of the journal."""

from __future__ import annotations

from forbear.web.guards import Guard, NoTruncate

SAYS = "the journal is only added to"

GUARDS = (
    Guard("journal_entry_kept", "journal_entry", "UPDATE", SAYS),
    Guard("journal_entry_there", "journal_entry", "DELETE", SAYS),
    NoTruncate("journal_entry_whole", "journal_entry", SAYS),
    Guard("journal_day_kept", "journal_day", "UPDATE", SAYS),
    Guard("journal_day_there", "journal_day", "DELETE", SAYS),
    NoTruncate("journal_day_whole", "journal_day", SAYS),
    Guard("journal_chain_there", "journal_chain", "DELETE", SAYS),
    NoTruncate("journal_chain_whole", "journal_chain", SAYS),
    Guard(
        "journal_chain_grows",
        "journal_chain",
        "UPDATE",
        "a chain of the journal only grows, by one",
        "NEW.name = OLD.name AND (NEW.number = OLD.number + 1 "
        "OR (NEW.number = OLD.number AND NEW.hash = OLD.hash))",
    ),
    Guard(
        "journal_entry_follows",
        "journal_entry",
        "INSERT",
        "an entry of the journal follows the last of its chain",
        "(NEW.number = 0 AND NEW.before = '" + "0" * 64 + "') OR EXISTS (SELECT 1 FROM "
        "journal_entry e WHERE e.chain = NEW.chain AND e.number = NEW.number - 1 "
        "AND e.hash = NEW.before)",
    ),
)
