"""The administration of the site: people alone. What projects hold is changed where its rules are kept."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from generation.models import User
from generation.projects.forms import AdminSignInForm

admin.site.login_form = AdminSignInForm
admin.site.site_header = admin.site.site_title = "SynthLab"


@admin.register(User)
class PersonAdmin(UserAdmin):
    fieldsets = (*UserAdmin.fieldsets, (_("Preferences"), {"fields": ("language", "theme")}))
