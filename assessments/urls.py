"""Addresses of the assessments app."""

from django.urls import path

from assessments.views import (
    accommodations,
    appeals,
    breaks,
    outcomes,
    pictures,
    saving,
    sitting,
    starting,
    uploads,
)

app_name = "assessments"
urlpatterns = [
    path("assessments/<uuid:uuid>/", starting.assessment_detail, name="assessment_detail"),
    path("attempts/<uuid:uuid>/", sitting.attempt_detail, name="attempt_detail"),
    path("attempts/<uuid:uuid>/items/<int:position>/", sitting.attempt_item, name="attempt_item"),
    path("item-pictures/<slug:digest>", pictures.item_picture, name="item_picture"),
    path("attempts/<uuid:uuid>/items/<int:position>/upload/", uploads.attempt_upload, name="attempt_upload"),
    path("attempts/files/<uuid:uuid>/", uploads.response_file, name="response_file"),
    path("accommodations/", accommodations.accommodations, name="accommodations"),
    path("attempts/<uuid:uuid>/break/", breaks.attempt_break, name="attempt_break"),
    path("attempts/<uuid:uuid>/save/", saving.attempt_save, name="attempt_save"),
    path("attempts/<uuid:uuid>/check/", sitting.attempt_check, name="attempt_check"),
    path("attempts/<uuid:uuid>/submit/", sitting.attempt_submit, name="attempt_submit"),
    path("attempts/<uuid:uuid>/outcome/", outcomes.attempt_outcome, name="attempt_outcome"),
    path("attempts/<uuid:uuid>/appeal/", appeals.attempt_appeal, name="attempt_appeal"),
    path("attempts/<uuid:uuid>/review/", outcomes.attempt_review, name="attempt_review"),
]
