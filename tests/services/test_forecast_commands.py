"""`deal forecast`, `deal pipeline` and `deal movement` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from crm_desktop import cli
from crm_desktop.services import records
from crm_desktop.services.sales.forecasting import quotas
from crm_desktop.services.sales.forecasting.forecast_figures import first_of, last_of, months_later
from crm_desktop.services.sales.forecasting.quotas import Goal
from crm_desktop.services.sales.pipeline import deals
from tests.services.sales import named
from tests.stores import opened

Run = Callable[..., Any]


@pytest.fixture
def today() -> date:
    return datetime.now(UTC).astimezone().date()


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str], today: date) -> Run:
    """A store with some deals; runs a command and gives its JSON."""
    with opened(address) as workspace:
        due = {"expected_close": last_of(today), "amount": D("100.00")}
        values = {"title": "Racks", **due, "forecast_category": "commit"}
        records.create(workspace, "deal", values)
        won = records.create(workspace, "deal", {"title": "Scanners", **due})
        deals.move(workspace, [won.id], named(workspace, "stage", "Won").id)
        goal = Goal(None, None, None, first_of(today), last_of(today), D(500), "EUR")
        quotas.write(workspace, [goal])

    def call(*words: str, code: int = cli.DONE, plain: bool = False) -> Any:
        more = () if plain else ("--json",)
        assert cli.main(["deal", *words, "--store", address, *more]) == code
        out = capsys.readouterr().out
        return out if plain else json.loads(out)

    return call


def test_the_forecast(run: Run, today: date) -> None:
    found = run("forecast", "--months", "2")
    first, second = found["columns"]
    assert first["month"] == f"{today:%Y-%m}"
    assert first["categories"]["commit"] == {"n": 1, "base": "100.00", "weighted": "5.00"}
    assert (first["quota"], first["gap"], first["weighted"]) == ("500.00", "400.00", "105.00")
    assert (second["quota"], second["categories"]["closed"]["n"]) == (None, 0)
    later = run("forecast", "--from", f"{months_later(today, 3):%Y-%m}", "--months", "1")
    assert [column["when"] for column in later["columns"]] == ["earlier", "month"]
    assert "All months" in run("forecast", plain=True)
    refused = run("forecast", "--owner", "Nobody", code=cli.REFUSED)
    assert "There is no user called 'Nobody'" in refused["error"]


def test_the_pipeline_of_a_day(run: Run, today: date) -> None:
    found = run("pipeline", "--on", today.isoformat())
    assert [deal["title"] for deal in found["deals"]] == ["Racks"]
    assert found["total"]["base"] == "100.00"
    before = run("pipeline", "--on", (today - timedelta(days=2)).isoformat())
    assert before["deals"] == []
    assert "This store was begun on" in before["notes"][0]
    assert "1 open" in run("pipeline", "--on", today.isoformat(), plain=True)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert "has not come yet" in run("pipeline", "--on", tomorrow, code=cli.REFUSED)["error"]


def test_the_movement(run: Run, today: date) -> None:
    days = (today - timedelta(days=2)).isoformat(), today.isoformat()
    found = run("movement", *days)
    steps = {step["class"]: (step["n"], step["base"]) for step in found["steps"] if step["deals"]}
    assert steps == {
        "new": (2, "200.00"),
        "won": (-1, "-100.00"),
        "closing": (1, "100.00"),
    }
    said = run("movement", *days, plain=True)
    assert "At the end" in said
    assert "Slipped out" in said
    refused = run("movement", *reversed(days), code=cli.REFUSED)
    assert "in their order" in refused["error"]


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["deal", "pipeline", "--on", "yesterdayish"])
    assert "is no day like 2026-10-01" in capsys.readouterr().err
