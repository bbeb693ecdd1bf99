"""Addresses of what a learner does, beside the pages themselves."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from courses.views import study as views

app_name = "courses"
urlpatterns = [
    path("study/courses/<uuid:uuid>/enrol/", views.course_enrol, name="enrol"),
    path("study/lessons/<uuid:uuid>/done/", views.lesson_done, name="lesson_done"),
    path("study/lessons/<uuid:uuid>/checks/<int:item_id>/", views.lesson_check, name="lesson_check"),
    path("study/lessons/<uuid:uuid>/labs/<int:item_id>/", views.lesson_lab, name="lesson_lab"),
    path("study/lessons/<uuid:uuid>/changes/", views.changes_known, name="changes_known"),
    path("study/resume/<uuid:uuid>/", views.course_resume, name="resume"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
