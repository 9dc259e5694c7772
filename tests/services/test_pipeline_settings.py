"""Pipelines, stages, number series and the sample document, as the settings edit them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.errors import ValidationFailed
from crm_desktop.services import loading, records, undo
from crm_desktop.services.documents.content import Kind
from crm_desktop.services.sales.office import settings
from crm_desktop.services.sales.office.setting_types import LetterheadSettings, Texts, Wish
from crm_desktop.services.sales.papers import numbering, sample, series
from crm_desktop.services.sales.pipeline import pipelines
from crm_desktop.services.sales.pipeline.pipelines import PipelineRow, StageRow
from crm_desktop.services.workspace import Workspace
from tests.making import new, ref, save
from tests.services.sales import again, named
from tests.stores import assert_sound


def sales(workspace: Workspace) -> PipelineRow:
    return pipelines.overview(workspace)[0]


def names(workspace: Workspace) -> list[str]:
    return [stage.name for stage in sales(workspace).stages]


def stage(workspace: Workspace, name: str) -> StageRow:
    return next(each for each in sales(workspace).stages if each.name == name)


def test_the_overview_counts_the_deals(workspace: Workspace) -> None:
    new(workspace, "deal", title="A", stage=named(workspace, "stage", "Qualified"))
    new(workspace, "deal", title="B", stage=named(workspace, "stage", "Qualified"))
    found = pipelines.overview(workspace)
    assert [each.name for each in found] == ["Sales", "Renewals", "Tender"]
    assert [each.is_default for each in found] == [True, False, False]
    assert (stage(workspace, "Qualified").deals, found[0].deals, found[1].deals) == (2, 2, 0)
    assert stage(workspace, "Verbal yes").rot_days == 7


def test_stages_are_put_into_another_order(workspace: Workspace) -> None:
    before = names(workspace)
    order = [each.id for each in sales(workspace).stages]
    order[0], order[1] = order[1], order[0]
    pipelines.arrange(workspace, "stage", order)
    assert names(workspace)[:3] == ["Qualified", "New enquiry", "Need agreed"]
    deal = new(workspace, "deal", title="A")
    assert deal.values["stage"].label == "Qualified"
    undo.undo(workspace)
    undo.undo(workspace)
    assert names(workspace) == before
    assert_sound(workspace)


def test_a_list_of_all_stages_goes_pipeline_by_pipeline(workspace: Workspace) -> None:
    for each in pipelines.overview(workspace):
        pipelines.arrange(workspace, "stage", [one.id for one in each.stages])
    found = pipelines.overview(workspace)
    with workspace.reading() as tx:
        keys = [one.id for each in found for one in each.stages]
        read = loading.read(tx, "stage", keys)
    positions = [read[key].values["position"] for key in keys]
    assert positions == sorted(positions)


def test_what_has_no_order_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ValidationFailed, match="no order"):
        pipelines.arrange(workspace, "tax_class", ())


def test_a_stage_with_deals_goes_only_when_they_have_gone(workspace: Workspace) -> None:
    deal = new(workspace, "deal", title="A", stage=named(workspace, "stage", "Qualified"))
    key = stage(workspace, "Qualified").id
    with pytest.raises(ValidationFailed, match="1 deal is in this stage"):
        pipelines.delete_stage(workspace, key)
    words = pipelines.delete_stage(workspace, key, stage(workspace, "Need agreed").id)
    assert words == "Deleted Qualified. Moved A to Need agreed."
    assert again(workspace, deal).values["stage"].label == "Need agreed"
    assert "Qualified" not in names(workspace)
    undo.undo(workspace)
    assert again(workspace, deal).values["stage"].label == "Qualified"
    assert "Qualified" in names(workspace)
    assert_sound(workspace)


def test_the_last_open_stage_stays(workspace: Workspace) -> None:
    key = new(workspace, "pipeline", name="Short")
    only = new(
        workspace, "stage", name="One", pipeline=ref(key), kind="open", probability=Decimal(50)
    )
    with pytest.raises(ValidationFailed, match="last open stage"):
        pipelines.delete_stage(workspace, only.id)


def test_there_is_one_default_of_a_kind(workspace: Workspace) -> None:
    tender = pipelines.overview(workspace)[2]
    words = pipelines.make_default(workspace, "pipeline", tender.id)
    assert words.startswith("Tender")
    assert [each.is_default for each in pipelines.overview(workspace)] == [False, False, True]
    assert new(workspace, "deal", title="A").values["pipeline"].label == "Tender"
    first = new(workspace, "price_list", name="A", currency="EUR", is_default=True)
    second = new(workspace, "price_list", name="B", currency="EUR", is_default=True)
    assert not again(workspace, first).values["is_default"]
    save(workspace, again(workspace, first), is_default=True)
    assert not again(workspace, second).values["is_default"]
    undo.undo(workspace)
    assert again(workspace, second).values["is_default"]


def test_a_pipeline_is_put_away_and_taken_again(workspace: Workspace) -> None:
    first, second, third = pipelines.overview(workspace)
    assert "no longer used" in pipelines.archive(workspace, first.id, on=True)
    found = pipelines.overview(workspace)
    assert [each.name for each in found] == ["Renewals", "Tender", "Sales"]
    assert [each.is_default for each in found] == [True, False, False]
    pipelines.archive(workspace, second.id, on=True)
    with pytest.raises(ValidationFailed, match="only one in use"):
        pipelines.archive(workspace, third.id, on=True)
    pipelines.archive(workspace, first.id, on=False)
    assert [each.archived for each in pipelines.overview(workspace)] == [False, False, True]


def test_a_pipeline_goes_with_its_stages(workspace: Workspace) -> None:
    first, _second, third = pipelines.overview(workspace)
    pipelines.delete(workspace, third.id)
    assert len(pipelines.overview(workspace)) == 2
    with workspace.reading() as tx:
        gone = loading.read(tx, "stage", [each.id for each in third.stages])
    assert all(each.deleted for each in gone.values())
    undo.undo(workspace)
    assert pipelines.overview(workspace)[2].stages == third.stages
    new(workspace, "deal", title="A")
    with pytest.raises(ValidationFailed, match="1 deal is in this pipeline"):
        pipelines.delete(workspace, first.id)


# ---------------------------------------------------------------- numbers


def test_the_next_number_is_shown_for_any_pattern(workspace: Workspace) -> None:
    new(workspace, "deal", title="A")
    found = {each.kind: each for each in series.overview(workspace)}
    assert list(found) == ["quote", "order", "delivery", "contract", "deal"]
    day = date(2026, 11, 21)
    assert found["deal"].next("{number:5}", day) == "00002"
    assert found["deal"].next("D{yy}-{number}", day) == "D26-1"
    assert found["quote"].next("nothing", day) == ""


def test_a_pattern_is_changed_and_a_broken_one_is_refused(workspace: Workspace) -> None:
    series.change(workspace, "deal", "D-{number}", "{number:5}")
    assert new(workspace, "deal", title="A").values["number"] == "D-1"
    with pytest.raises(ValidationFailed, match="once") as refused:
        series.change(workspace, "deal", "D-{year}", "D-{number}")
    assert set(refused.value.problems) == {"deal"}
    with pytest.raises(ValidationFailed, match="Somebody else"):
        series.change(workspace, "deal", "E-{number}", "{number:5}")
    undo.undo(workspace)
    undo.undo(workspace)
    assert new(workspace, "deal", title="B").values["number"] == "00002"


def test_a_series_that_is_gone_comes_back(workspace: Workspace) -> None:
    key = named(workspace, "number_series", "Deals").id
    records.delete(workspace, "number_series", (key,))
    found = {each.kind: each.pattern for each in series.overview(workspace)}
    assert found["deal"] == numbering.PATTERNS["deal"]
    series.change(workspace, "deal", "X{number}", found["deal"])
    assert new(workspace, "deal", title="A").values["number"] == "X1"


# ---------------------------------------------------------------- the sample


@pytest.mark.parametrize("kind", Kind)
def test_a_sample_of_each_kind_is_drawn(workspace: Workspace, kind: Kind) -> None:
    for language in ("", "de", "ru", "zh", "ro_RO"):
        look = sample.look(workspace, Wish(kind, language, width=300))
        assert (look.words, len(look.pages)) == ("", 1)
        page = look.pages[0]
        assert (page.width, len(page.data)) == (300, page.stride * page.height)


def test_the_sample_shows_what_is_being_edited(workspace: Workspace) -> None:
    new(workspace, "product", name="Our lamp", code="L1", kind="goods", list_price=Decimal(12))
    typed = LetterheadSettings(tagline="Typed just now", paper="Letter")
    texts = Texts(intro="For {contact}")
    with workspace.reading() as tx:
        wish = Wish(Kind.QUOTE, "fr", typed, texts)
        paper = sample.paper_of(tx, wish)
        content = sample.sample(tx, paper, Kind.QUOTE, "fr")
    assert (content.seller.tagline, content.paper) == ("Typed just now", "Letter")
    assert content.intro == "For Ms Anna Example"
    assert [each.name for each in content.positions()] == ["Our lamp"]
    assert settings.load(workspace).letterhead == LetterheadSettings()
    bad: dict[str, Any] = {"iban": "DE00"}
    assert "IBAN" in sample.look(workspace, Wish(letterhead=LetterheadSettings(**bad))).words
