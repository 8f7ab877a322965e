"""A store that knows two people."""

from __future__ import annotations

import pytest

from tests.app.voices.talk import conversation
from tests.stores import throwaway


@pytest.fixture
def db():
    with throwaway() as vault:
        for contact_id, name in ((1, "Kim"), (2, "Lee")):
            vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (contact_id, name))
            conversation(vault.db, contact_id, contact_id)
        yield vault.db
