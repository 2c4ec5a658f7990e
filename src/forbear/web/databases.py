"""How the two databases are spoken to, wherever that is done."""

from __future__ import annotations

from typing import Any

#: One writer at a time, who says so when he begins; readers are never kept waiting.
SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
}
#: The server plans a statement once and not at each request, from its fifth time on.
POSTGRESQL: dict[str, Any] = {
    "application_name": "forbear",
    "server_side_binding": True,
    "prepare_threshold": 5,
}
