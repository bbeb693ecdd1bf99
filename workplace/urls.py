"""Addresses of the learner's dashboard."""

from django.urls import path

from workplace import views

app_name = "workplace"
urlpatterns = [path("dashboard/", views.dashboard, name="dashboard")]
