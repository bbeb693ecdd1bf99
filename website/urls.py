"""Addresses that belong to no subject: health, the colour scheme, and a place to stop at."""

from django.urls import path

from website import views

app_name = "website"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("pause/", views.pause, name="pause"),
    path("metrics", views.metrics, name="metrics"),
    path("scheme/", views.set_scheme, name="set_scheme"),
]
