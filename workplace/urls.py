"""Addresses of the learner's dashboard and of the pages that explain the site."""

from django.urls import path
from django.views.generic import TemplateView

from workplace import views

app_name = "workplace"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    *(
        path(f"about/{name}/", TemplateView.as_view(template_name=f"workplace/about/{name}.html"), name=name)
        for name in ("marking", "privacy", "care", "accessibility")
    ),
]
