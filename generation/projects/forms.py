"""What people may submit about projects, members, tokens and themselves."""

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from generation.models import Project, Role, Theme, Token, User
from generation.projects import throttle
from synthlab.http import client_address


class SignInForm(AuthenticationForm):
    """Django's, with a limit on guesses; a locked-out name is refused before its password is even looked at."""

    error_messages = AuthenticationForm.error_messages | {
        "throttled": _("Too many failed attempts. Wait a few minutes and try again."),
    }

    def clean(self) -> dict:
        name, address = self.cleaned_data.get("username", ""), client_address(self.request)
        if throttle.is_locked(name, address):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            throttle.note_failure(name, address)
            raise
        throttle.forget(name, address)
        return cleaned


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    """The same for the administration, which lets in site admins alone."""


class ProjectForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ["name"]
        help_texts = {"name": _("Short and telling, such as “Support tickets 2026”. It can be changed later.")}


class MemberForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.ANNOTATOR)

    def clean_username(self) -> User:
        name = self.cleaned_data["username"]
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise ValidationError(_("There is no user called “%(name)s”. An admin can create one.") % {"name": name})
        return user


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class TokenForm(forms.ModelForm):
    class Meta:
        model = Token
        fields = ["name"]
        help_texts = {"name": _("What it is for, such as “nightly import”.")}


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
