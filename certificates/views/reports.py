"""What people may ask or say about a certificate: test a hidden name, report a false one, dispute their own."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from certificates.credentials import CodeForm, read_code, same_name
from certificates.forms.reports import NameForm, RecipientCaseForm, ReportForm
from certificates.models import Credential
from certificates.services.cases import CaseRefused, file_case, report_credential
from certificates.services.verifying import find_by_code
from certificates.views.limited import too_often
from certificates.views.unreachable import says_when_unreachable
from certificates.views.verifying import found_by


@says_when_unreachable
@never_cache
def name_test(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a typed name is the hidden one: yes or no, and a few tries a minute.

    Of a certificate whose name is shown there is nothing to test: the page of the certificate says it.
    """
    if limited := too_often(request, "name"):
        return limited
    credential = found_by(request, code)
    if isinstance(credential, HttpResponse):
        return credential
    if not credential.name_hidden:
        return redirect("certificates:verify_code", credential.code)
    form = NameForm(request.POST or None)
    agrees = None
    if request.method == "POST" and form.is_valid():
        agrees = same_name(form.cleaned_data["name"], credential.recipient_name)
    context = {"section": "verify", "credential": credential, "form": form, "agrees": agrees}
    return render(request, "certificates/name_test.html", context)


@never_cache
def report(request: HttpRequest, code: str = "") -> HttpResponse:
    """Report a certificate that is false or misused, with a code or without one."""
    if request.method == "POST" and (limited := too_often(request, "report")):
        return limited
    read = read_code(code[:40])
    # Whether a code is anybody's makes no difference to what is answered.
    credential = find_by_code(read.code) if read.form is CodeForm.WELL_FORMED else None
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if code and credential is None:
            text = f"{code[:40]}\n\n{text}"
        try:
            report_credential(credential, text=text, contact=form.cleaned_data["contact"], now=timezone.now())
        except CaseRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            return render(request, "certificates/reported.html", {"section": "verify"})
    return render(request, "certificates/report.html", {"section": "verify", "form": form, "code": code[:40]})


@never_cache
@login_required
def recipient_case(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """A recipient disputes or refuses a certificate of their own."""
    credential = get_object_or_404(
        Credential.objects.filter(recipient=request.user, erased_at=None).select_related(
            "achievement_version"
        ),
        uuid=uuid,
    )
    form = RecipientCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file_case(
                credential,
                **form.cleaned_data,
                recipient_id=request.user.pk,
                contact=request.user.email,
                now=timezone.now(),
            )
        except CaseRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Thank you. A certification officer reads it and answers by mail."))
            return redirect("certificates:credential_detail", uuid)
    context = {
        "section": "dashboard",
        "credential": credential,
        "form": form,
        "cases": credential.cases.filter(filed_by=request.user),
    }
    return render(request, "certificates/recipient_case.html", context)
