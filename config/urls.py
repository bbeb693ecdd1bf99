"""Every address of the site. Wagtail's catch-all comes last."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from accounts.admin_views import AccountView
from certificates.rest import api, no_such_address
from website.review_report import ReviewReport

# Wagtail's own sign-in doors skip the second factor: every one of them leads to ours.
_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

# In production the front server, or the object store, hands out media.
_media = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns = [
    path("admin/login/", _sign_in),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout", query_string=True)),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("_util/login/", _sign_in),
    path("admin/account/", require_admin_access(AccountView.as_view())),
    path("admin/reports/workflow/", require_admin_access(ReviewReport.as_view())),
    path("admin/reports/workflow/results/", require_admin_access(ReviewReport.as_view(results_only=True))),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("website.urls")),
    path("", include("assessments.urls")),
    path("", include("courses.urls")),
    path("", include("certificates.urls")),
    path("", include("workplace.urls")),
    path("api/v1/", no_such_address),
    path("api/v1/", api.urls),
    re_path("^api/", no_such_address),
    *(_media if settings.DEVELOPMENT else []),
    path("", include(wagtail_urls)),
]

handler400 = "website.views.bad_request"
handler403 = "website.views.permission_denied"
handler404 = "website.views.page_not_found"
handler500 = "website.views.server_error"
