"""Addresses that belong to no subject: health, and the colour scheme."""

from django.urls import path

from website import views

app_name = "website"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("scheme/", views.set_scheme, name="set_scheme"),
]
