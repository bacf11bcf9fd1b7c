from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from generation.projects.views.sign_in import SignIn
from synthlab.api import api

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", auth_views.LogoutView.as_view(), name="sign-out"),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("generation.urls")),
    path("", include("annotation.urls")),
]
