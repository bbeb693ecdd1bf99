"""Answering an item in its preview: marked against the draft that the editor holds, and not kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.decorators import method_decorator
from wagtail.snippets.views.snippets import PreviewOnCreateView, PreviewOnEditView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from assessments.services.item_life import record_view

SCREEN = "try"


class TryItemView(PreviewOnEditView):
    """The candidate's view of a draft with an answer marked. Whoever may not edit the item does not get here."""

    http_method_names = ("post",)
    object: Any

    @method_decorator(xframe_options_sameorigin_override)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = self.get_form_state_queryset().first()
        if held is not None:
            form = self.get_form(QueryDict(held.data))
            if not self.validate_form(form):
                refused: HttpResponse = self.error_response()
                return refused
            form.save(commit=False)
        if self.object.pk is not None and request.user.is_authenticated:
            record_view(self.object.pk, viewer=request.user, screen=SCREEN, now=timezone.now())
        answer = {name: request.POST.getlist(name) for name in request.POST}
        shown: HttpResponse = self.object.make_preview_request(
            request, "candidate", {"is_editing": True, "tried": answer}
        )
        return shown


class TryNewItemView(TryItemView, PreviewOnCreateView):
    """The same for an item that was never saved."""

    def get_object(self) -> Any:
        return PreviewOnCreateView.get_object(self)

    permission_required = "add"
