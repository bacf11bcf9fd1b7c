"""How a form field is written."""

import pytest
from django import forms
from django.urls import reverse


class Asked(forms.Form):
    name = forms.CharField(help_text="As in <script>alert(1)</script>.")


def test_a_help_text_is_escaped():
    assert "&lt;script&gt;" in str(Asked())
    assert "<script>" not in str(Asked())


@pytest.mark.django_db
def test_what_a_password_must_be_is_still_a_list(signed_in, lead):
    page = signed_in(lead).get(reverse("generation:password-change")).content.decode()
    help_text = page.split('id="id_new_password1_helptext">')[1].split("</div>")[0]
    assert help_text.startswith("<ul><li>")
