import pytest
from django.urls import reverse

from generation.projects import throttle
from tests.conftest import PASSWORD

SIGN_IN = "/sign-in/"


def attempt(client, name="lena", password="wrong"):
    return client.post(SIGN_IN, {"username": name, "password": password})


def test_the_right_password_opens_the_projects(client, lead):
    response = attempt(client, password=PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == reverse("generation:project-list")


def test_it_follows_no_address_of_another_site(client, lead):
    data = {"username": "lena", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(SIGN_IN, data)["Location"] == reverse("generation:project-list")


def test_guessing_is_stopped_even_for_the_right_password(client, lead):
    for _ in range(throttle.FROM_ONE_PLACE):
        assert attempt(client).status_code == 200
    response = attempt(client, password=PASSWORD)
    assert response.status_code == 429
    assert "Too many failed attempts" in response.content.decode()


def test_it_does_not_tell_whether_a_name_exists(client, lead):
    known, unknown = (attempt(client, name=name).content.decode() for name in ("lena", "nobody"))
    text = "Please enter a correct username and password"
    assert text in known
    assert text in unknown


def test_success_clears_the_count(client, lead):
    for _ in range(throttle.FROM_ONE_PLACE - 1):
        attempt(client)
    attempt(client, password=PASSWORD)
    assert not throttle.is_locked("lena", "127.0.0.1")


def test_one_name_is_guarded_from_all_places(db):
    for number in range(throttle.FOR_ONE_NAME):
        throttle.note_failure("lena", f"10.0.0.{number}")
    assert throttle.is_locked("LENA", "10.1.0.0")
    assert not throttle.is_locked("anna", "10.1.0.0")


def test_the_persons_language_and_theme_come_along(client, lead):
    lead.language, lead.theme = "ko", "dark"
    lead.save()
    response = attempt(client, password=PASSWORD)
    assert response.cookies["django_language"].value == "ko"
    assert 'data-theme="dark"' in client.get(reverse("generation:token-list")).content.decode()


@pytest.mark.parametrize("path", ["/", "/tokens/", "/projects/reviews/settings/"])
def test_a_fragment_of_a_page_sends_the_whole_page_to_sign_in(client, db, path):
    response = client.get(path, headers={"hx-request": "true", "hx-current-url": f"http://testserver{path}"})
    assert response.status_code == 200
    assert response["HX-Redirect"].startswith(SIGN_IN)
