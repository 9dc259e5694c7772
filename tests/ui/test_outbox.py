from __future__ import annotations

import time
from pathlib import Path

from crm_desktop.ui.quote import outbox


def test_old_drafts_are_swept(tmp_path: Path) -> None:
    old = outbox.put("Angebot 1.pdf", b"one", tmp_path)
    assert old.name == "Angebot 1.eml"
    outbox.sweep(tmp_path, time.time() + outbox.KEPT - 60)
    assert old.exists()
    outbox.sweep(tmp_path, time.time() + outbox.KEPT + 60)
    assert not old.parent.exists()
