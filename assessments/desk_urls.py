"""The addresses of the staff's screens in Wagtail's admin."""

from django.urls import URLPattern, URLResolver, include, path

from assessments.forms.advice import item_panels
from assessments.models import Item
from assessments.views import (
    adjustments_admin,
    appeals,
    assessment_builder,
    banks,
    cut_studies,
    decisions,
    exchange,
    item_life,
    item_trying,
    item_uses,
    marking,
    remarks,
    room,
)


def desk_addresses() -> list[URLPattern | URLResolver]:
    """The screens of accommodations, overrides, appeals, decisions, stages, banks, files, marking and cut scores."""
    screens = adjustments_admin
    accommodations = [
        path("", screens.accommodation_list, name="list"),
        path("grant/", screens.accommodation_grant, name="grant"),
        path("<int:pk>/decide/", screens.accommodation_decide, name="decide"),
        path("<int:pk>/withdraw/", screens.accommodation_withdraw, name="withdraw"),
    ]
    overrides = [
        path("", screens.override_list, name="list"),
        path("add/", screens.override_add, name="add"),
        path("<int:pk>/withdraw/", screens.override_withdraw, name="withdraw"),
    ]
    decided = [
        path("", decisions.decision_list, name="list"),
        path("<uuid:uuid>/", decisions.decision_decide, name="decide"),
        path("late/<int:pk>/", decisions.late_accept, name="late"),
    ]
    stages = [
        path("", item_life.stage_list, name="list"),
        path("<int:pk>/", item_life.item_stage, name="stage"),
    ]
    waiting = [
        path("", appeals.appeal_list, name="list"),
        path("<int:pk>/", appeals.appeal_decide, name="decide"),
        path("<int:pk>/follow/", appeals.appeal_follow, name="follow"),
    ]
    files = [
        path("import/", exchange.import_list, name="imports"),
        path("import/<uuid:uuid>/", exchange.import_detail, name="import"),
        path("import/<uuid:uuid>/do/", exchange.import_action, name="action"),
        path("example/<slug:name>/", exchange.import_example, name="example"),
        path("export/", exchange.item_export, name="export"),
    ]
    try_form = item_panels().bind_to_model(Item).get_form_class()
    items = [
        path(
            "<int:pk>/try/",
            item_trying.TryItemView.as_view(model=Item, form_class=try_form),
            name="try",
        ),
        path("new/try/", item_trying.TryNewItemView.as_view(model=Item, form_class=try_form), name="try_new"),
        path("<int:pk>/uses/", item_uses.item_uses, name="uses"),
        path("duplicates/", item_uses.duplicates, name="duplicates"),
    ]
    builder = [
        path("<int:pk>/summary/", assessment_builder.summary, name="summary"),
        path("<int:pk>/sample/", assessment_builder.sample_form, name="sample"),
    ]
    by_hand = [
        path("", marking.marking_queue, name="queue"),
        path("next/", marking.marking_next, name="next"),
        path("figures/", marking.marking_state, name="figures"),
        path("<uuid:uuid>/", marking.marking_one, name="one"),
        path("<uuid:uuid>/release/", marking.marking_release, name="release"),
    ]
    again = [
        path("", remarks.remark_list, name="list"),
        path("version/<int:pk>/", remarks.remark_version, name="version"),
        path("<int:pk>/", remarks.remark_detail, name="one"),
    ]
    panels = [
        path("", cut_studies.study_list, name="list"),
        path("new/", cut_studies.study_new, name="new"),
        path("<uuid:uuid>/", cut_studies.study_detail, name="one"),
        path("<uuid:uuid>/judge/", cut_studies.judge_items, name="judge"),
        path("<uuid:uuid>/judges/<int:pk>/", cut_studies.judge_leave_out, name="leave_out"),
        path("<uuid:uuid>/open/", cut_studies.round_open, name="open"),
        path("<uuid:uuid>/close/", cut_studies.round_close, name="close"),
        path("<uuid:uuid>/adopt/", cut_studies.study_adopt, name="adopt"),
        path("<uuid:uuid>/abandon/", cut_studies.study_abandon, name="abandon"),
    ]
    item_banks = [
        path("", banks.bank_list, name="list"),
        path("<int:pk>/use/", banks.bank_use, name="use"),
    ]
    return [
        path("item-banks/", include((item_banks, "item_banks"))),
        path("item-desk/", include((items, "item_desk"))),
        path("assessment-builder/", include((builder, "assessment_builder"))),
        path("remarks/", include((again, "remarks"))),
        path("cut-scores/", include((panels, "cut_studies"))),
        path("marking/", include((by_hand, "marking"))),
        path("item-files/", include((files, "item_exchange"))),
        path("appeals/", include((waiting, "appeals"))),
        path("decisions/", include((decided, "decisions"))),
        path("item-stages/", include((stages, "item_life"))),
        path("accommodations/", include((accommodations, "accommodations"))),
        path("overrides/", include((overrides, "overrides"))),
        path("scenarios/<int:pk>/room/", room.scenario_room, name="scenario_room"),
    ]
