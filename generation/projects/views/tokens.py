from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from generation.projects.actions import issue_token, revoke_token
from generation.projects.forms import TokenForm
from synthlab.http import HtmxRequest


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def token_list(request: HtmxRequest) -> HttpResponse:
    """A new token's secret is in the answer to the form alone: stored nowhere, and gone with the next page."""
    form, secret, status = TokenForm(request.POST or None), "", 200
    if form.is_bound and form.is_valid():
        _token, secret = issue_token(user=request.user, name=form.cleaned_data["name"])
        form = TokenForm()
    elif form.is_bound:
        status = 422
    context = {"form": form, "secret": secret, "tokens": request.user.tokens.all()[:100]}
    name = "_tokens.html" if request.htmx else "tokens.html"
    return render(request, f"generation/projects/{name}", context, status=status)


@require_POST
@login_required
def token_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens, pk=pk)
    revoke_token(token=token, actor=request.user)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("generation:token-list")
