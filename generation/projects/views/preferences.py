from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from generation.projects.actions import save_preferences
from generation.projects.forms import PreferencesForm
from generation.projects.views.sign_in import keep_in_browser
from synthlab.http import HtmxRequest


@require_POST
def preferences(request: HtmxRequest) -> HttpResponse:
    """Language and theme: kept with the person, and in the browser for the pages before sign-in."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("There is no such language or theme."))
    if request.user.is_authenticated:
        save_preferences(user=request.user, **form.cleaned_data)
    response = redirect(_back(request))
    keep_in_browser(response, **form.cleaned_data)
    return response


def _back(request: HtmxRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("generation:project-list")
