"""Pipelines and their stages: made, renamed, put in order, no longer used, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from crm_desktop import i18n, services
from crm_desktop.i18n import _, ngettext
from crm_desktop.services.catalog import ENTITIES, EntityType, Record, Ref
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.editors import ChoiceBox
from crm_desktop.ui.selling.few import Column, FewTable, Row
from crm_desktop.ui.selling.section import SectionPage
from crm_desktop.ui.widgets import build

if TYPE_CHECKING:
    from crm_desktop.services.sales.pipeline.pipelines import PipelineRow, StageRow

PIPELINE, STAGE = ENTITIES["pipeline"], ENTITIES["stage"]
_STAGE_FIELDS = ("name", "kind", "probability", "rot_days", "exit_criteria")
_PIPELINE_FIELDS = ("name", "description")
_HIGH = 168  # of the pipelines: a few rows


class PipelinesSection(SectionPage):
    """Pipelines above, the stages of the chosen one below.

    Attributes:
        pipelines, stages: the tables.
        default_button, archive_button: what else can be done with a pipeline.
        mover: the question where the deals of a stage are to go, while it is asked.
    """

    entities = frozenset({"pipeline", "stage", "deal"})

    def __init__(self, context: Context, title: str) -> None:
        lead = _(
            "A stage is something the customer has done, not the seller: it is left when its "
            "exit criterion is met. A deal that stays longer than its stage allows is marked."
        )
        super().__init__(context, title, lead)
        self._found: Sequence[PipelineRow] = ()
        self.mover: MoveDialog | None = None
        self.pipelines = FewTable(
            _("Pipelines"),
            _("Pipeline"),
            (Column(_("Pipeline")), Column(_("Use"), 190), Column(_("Deals"), 80, figures=True)),
            ordered=True,
        )
        self.stages = FewTable(
            _("Stages"),
            _("Stage"),
            (
                Column(_("Stage"), 150),
                Column(_("Kind"), 66),
                Column(_("Probability"), 92, figures=True),
                Column(_("Rots after"), 90, figures=True),
                Column(_("Deals"), 62, figures=True),
                Column(_("Left when")),
            ),
            ordered=True,
        )
        self.stages.hint = _("No stage yet. A pipeline needs an open one to begin in.")
        self.default_button: QPushButton = build.button(_("Use for new deals"), "check")
        self.archive_button: QPushButton = build.button(_("No longer use"), "archive")
        self._of = build.label(weight=600)
        self._of.setBuddy(self.stages)
        self._wire()
        self._arrange()
        self.ask()

    def _wire(self) -> None:
        self.pipelines.asked.connect(self._do_pipeline)
        self.stages.asked.connect(self._do_stage)
        self.pipelines.arranged.connect(partial(self._put, "pipeline"))
        self.stages.arranged.connect(partial(self._put, "stage"))
        self.pipelines.chosen.connect(self._show_stages)
        self.default_button.clicked.connect(self._make_default)
        self.archive_button.clicked.connect(self._archive)

    def _arrange(self) -> None:
        self.pipelines.setFixedHeight(theme.px(_HIGH))
        head = build.label(_("Pipelines"), weight=600)
        head.setBuddy(self.pipelines)
        above = build.row(head, 0, *self.pipelines.buttons())
        use = build.row(self.default_button, self.archive_button, 0)
        below = build.row(self._of, 0, *self.stages.buttons())
        self.lay(above, self.pipelines, use, below, self.stages, stretch=4)

    # ----------------------------------------------------------------------------------- show

    def ask(self) -> None:
        """Read them again."""
        call = services.sales.pipelines.overview.call()
        self.context.tasks.query(self, "pipelines", call, done=self._show)

    def _show(self, found: Sequence[PipelineRow]) -> None:
        self._found = found
        rows = [
            Row(each.id, (each.name, _use(each), _count(each.deals)), each.archived)
            for each in found
        ]
        self.pipelines.show_rows(rows, may=self.may(PIPELINE.edit))

    def _show_stages(self) -> None:
        chosen = self.chosen()
        may = self.may(PIPELINE.edit) and chosen is not None
        stages = chosen.stages if chosen else ()
        self.stages.show_rows([_row_of(each) for each in stages], may=may)
        name = chosen.name if chosen else ""
        self._of.setText(_("Stages of {name}").format(name=name) if chosen else _("Stages"))
        self.default_button.setEnabled(
            may and chosen is not None and not chosen.is_default and not chosen.archived
        )
        self.archive_button.setEnabled(may)
        archived = chosen is not None and chosen.archived
        words = _("Use again") if archived else _("No longer use")
        self.archive_button.setText(build.GAP + words)
        self.archive_button.setAccessibleName(words)

    def chosen(self) -> PipelineRow | None:
        """The pipeline whose stages are shown."""
        key = self.pipelines.current_key()
        return next((each for each in self._found if each.id == key), None)

    def _stage(self) -> StageRow | None:
        chosen, key = self.chosen(), self.stages.current_key()
        stages = chosen.stages if chosen else ()
        return next((each for each in stages if each.id == key), None)

    # ------------------------------------------------------------------------------ pipelines

    def _do_pipeline(self, what: str) -> None:
        key = self.pipelines.current_key()
        if what == "add":
            preset = {"position": 1 + 10 * len(self._found)}
            self._form(PIPELINE, _PIPELINE_FIELDS, preset, self.pipelines)
        elif what == "edit" and key is not None:
            self._open(PIPELINE, key, _PIPELINE_FIELDS)
        elif key is not None:
            self._run(services.sales.pipelines.delete.call(key))

    def _make_default(self) -> None:
        key = self.pipelines.current_key()
        if key is not None:
            self._run(services.sales.pipelines.make_default.call("pipeline", key))

    def _archive(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self._run(services.sales.pipelines.archive.call(chosen.id, on=not chosen.archived))

    # --------------------------------------------------------------------------------- stages

    def _do_stage(self, what: str) -> None:
        chosen, stage = self.chosen(), self._stage()
        if chosen is None:
            return
        if what == "add":
            preset: dict[str, Any] = {
                "pipeline": Ref(chosen.id, chosen.name),
                "kind": "open",
                "position": self._next_position(chosen),
            }
            self._form(STAGE, _STAGE_FIELDS, preset, self.stages)
        elif what == "edit" and stage is not None:
            self._open(STAGE, stage.id, _STAGE_FIELDS)
        elif stage is not None:
            self._delete_stage(stage)

    def _next_position(self, chosen: PipelineRow) -> int:
        """Behind the others; a pipeline keeps its place in a list of all stages."""
        return 1 + 1000 * self._found.index(chosen) + 10 * len(chosen.stages)

    def _delete_stage(self, stage: StageRow) -> None:
        if not stage.deals:
            self._run(services.sales.pipelines.delete_stage.call(stage.id))
            return
        others = [
            (f"{each.name}: {one.name}", one.id)
            for each in sorted(self._found, key=lambda each: each is not self.chosen())
            for one in each.stages
            if one.id != stage.id and one.kind == stage.kind
        ]
        self.mover = MoveDialog(stage.name, stage.deals, others, self)
        self.mover.accepted.connect(partial(self._move_and_delete, stage.id))
        self.mover.open()

    def _move_and_delete(self, stage: UUID) -> None:
        target = self.mover.box.currentData() if self.mover is not None else None
        if target is not None:
            self._run(services.sales.pipelines.delete_stage.call(stage, target))

    # ---------------------------------------------------------------------------------- parts

    def _put(self, entity: str, keys: list[UUID]) -> None:
        call = services.sales.pipelines.arrange.call(entity, keys)
        self.context.tasks.command(self, call, done=self._arranged, failed=self.failed)

    def _arranged(self, _nothing: None) -> None:
        self.notice.hide()

    def _run(self, call: Any) -> None:
        self.context.tasks.command(self, call, done=self.done, failed=self.failed)

    def _form(
        self, entity: EntityType, keys: tuple[str, ...], preset: dict[str, Any], table: FewTable
    ) -> None:
        from crm_desktop.ui.form import Task, show_form  # not needed before

        task = Task(entity, preset=preset, only=keys, title=_new(entity))
        form = show_form(self.context, task, self)

        def made(record: Record) -> None:
            table.go_to(record.id)

        form.saved.connect(made)
        form.another.connect(partial(self._form, entity, keys, preset, table))

    def _open(self, entity: EntityType, key: UUID, keys: tuple[str, ...]) -> None:
        from crm_desktop.ui.form import Task, show_form  # as above

        def show(record: Record) -> None:
            task = Task(entity, record, only=keys, title=record.label)
            show_form(self.context, task, self)

        load = services.records.load.call(entity.key, key)
        self.context.tasks.query(self, "open", load, done=show)


class MoveDialog(QDialog):
    """A stage is to go in which deals stand: where are they to go?

    Attributes:
        box: the other stages of its kind.
    """

    def __init__(
        self, stage: str, count: int, others: Sequence[tuple[str, UUID]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Delete stage {name}").format(name=stage))
        words = ngettext("{n} deal is in this stage.", "{n} deals are in this stage.", count)
        ask = _("Before the stage is deleted they move to:")
        told = _("Undo brings the stage back, with its deals.")
        if not others:
            ask = _("There is no other stage of its kind. Add one first, then delete this one.")
            told = _("Nothing was deleted.")
        self.box = ChoiceBox()
        self.box.setAccessibleName(_("Stage to move the deals to"))
        for name, key in others:
            self.box.addItem(name, key)
        self.box.setVisible(bool(others))
        self.move_button = build.button(_("Move and delete"), primary=True)
        self.move_button.setDefault(True)
        self.move_button.setEnabled(bool(others))
        cancel = build.button(_("Cancel"))
        self.move_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        title = build.label(self.windowTitle(), size=18, weight=600, wrap=True)
        column = build.column(title, spacing=10, margins=(24, 20, 24, 18))
        column.addWidget(build.label(f"{words} {ask}", wrap=True))
        column.addWidget(self.box)
        column.addWidget(build.label(told, tone="muted", wrap=True))
        column.addLayout(build.row(0, cancel, self.move_button))
        self.setLayout(column)
        self.resize(theme.px(460), self.sizeHint().height())
        self.finished.connect(self.deleteLater)


def _new(entity: EntityType) -> str:
    return _("New stage") if entity is STAGE else _("New pipeline")


def _use(each: PipelineRow) -> str:
    if each.archived:
        return _("No longer used")
    return _("For new deals") if each.is_default else ""


def _count(count: int) -> str:
    return i18n.number(count) if count else ""


def _row_of(each: StageRow) -> Row:
    kind = _(STAGE.field("kind").choice(each.kind).label)
    days = ngettext("{n} day", "{n} days", each.rot_days or 0)
    cells = (
        each.name,
        kind,
        f"{i18n.number(_tidy(each.probability))} %",
        days if each.rot_days is not None else "",
        _count(each.deals),
        " ".join((each.exit_criteria or "").split()),
    )
    return Row(each.id, cells)


def _tidy(value: Decimal) -> Decimal:
    return value.normalize() + 0


def make(context: Context, _key: str, title: str) -> PipelinesSection:
    """The section."""
    return PipelinesSection(context, title)
