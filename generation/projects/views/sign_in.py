from django.conf import settings
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from generation.projects.forms import SignInForm
from synthlab.context import THEME_COOKIE

YEAR = 365 * 24 * 3600


class SignIn(LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "post"]

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """The person's language and theme come along, to this browser's sign-in page too."""
        response = super().form_valid(form)
        keep_in_browser(response, theme=self.request.user.theme, language=self.request.user.language)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", "throttled") else 200
        return response


class PasswordChange(SuccessMessageMixin, PasswordChangeView):
    http_method_names = ["get", "post"]
    success_url = reverse_lazy("generation:project-list")
    success_message = _("Your password has been changed.")


def keep_in_browser(response: HttpResponse, *, theme: str = "", language: str = "") -> None:
    if theme:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", httponly=True)
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
