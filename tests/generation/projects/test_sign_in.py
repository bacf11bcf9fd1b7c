import pytest
from django.urls import reverse

from generation.projects import throttle
from synthlab.http import client_address
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


def test_the_administration_is_no_way_around(client, admin):
    for _ in range(throttle.FROM_ONE_PLACE):
        client.post("/admin/login/", {"username": "ada", "password": "wrong"})
    refused = client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert "Too many failed attempts" in refused.content.decode()
    assert not attempt(client, "ada", PASSWORD).wsgi_request.user.is_authenticated


def test_the_administration_lets_its_people_in_and_nobody_else(client, admin, lead):
    assert client.post("/admin/login/", {"username": "lena", "password": PASSWORD}).status_code == 200
    assert client.post("/admin/login/", {"username": "ada", "password": PASSWORD}).status_code == 302


def from_behind(client, forwarded, name="lena", password="wrong"):
    """A request as the application sees it that came by way of one proxy, 10.0.0.1."""
    data = {"username": name, "password": password}
    return client.post(SIGN_IN, data, REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}).status_code


def guess_until_locked(client, forwarded):
    for _ in range(throttle.FROM_ONE_PLACE):
        from_behind(client, forwarded)
    assert from_behind(client, forwarded) == 429


def test_behind_a_trusted_proxy_each_address_is_counted_by_itself(client, lead, settings):
    settings.TRUSTED_PROXIES = 1
    guess_until_locked(client, "203.0.113.7")
    assert from_behind(client, "203.0.113.8") == 200
    assert from_behind(client, "203.0.113.9", password=PASSWORD) == 302


def test_a_forged_beginning_of_the_header_changes_nothing(client, lead, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(throttle.FROM_ONE_PLACE):
        from_behind(client, f"198.51.100.{number}, 203.0.113.7")
    assert from_behind(client, "198.51.100.99, 203.0.113.7") == 429


def test_without_a_trusted_proxy_the_header_is_not_believed(client, lead):
    for number in range(throttle.FROM_ONE_PLACE):
        from_behind(client, f"203.0.113.{number}")
    assert from_behind(client, "203.0.113.99") == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "203.0.113.7", "203.0.113.7"),
        (1, " 1.1.1.1 ,203.0.113.7 ", "203.0.113.7"),
        (2, "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),  # came around the outer proxy: its word is missing
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:DB8::1]:443", "2001:db8::1"),
        (1, "2001:db8:0::1", "2001:db8::1"),
        (1, "unknown", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == address


def test_the_persons_language_and_theme_come_along(client, lead):
    lead.language, lead.theme = "ko", "dark"
    lead.save()
    response = attempt(client, password=PASSWORD)
    assert response.cookies["django_language"].value == "ko"
    assert 'data-theme="dark"' in client.get(reverse("generation:token-list")).content.decode()


@pytest.mark.parametrize("path", ["/", "/tokens/", "/projects/reviews/settings/"])
def test_a_fragment_of_a_page_sends_the_whole_page_to_sign_in(client, db, path):
    response = client.get(path, headers={"hx-request": "true", "hx-current-url": f"http://testserver{path}"})
    assert response.status_code == 401, "a script can tell it from an answer"
    assert response["HX-Redirect"].startswith(SIGN_IN)


def test_what_one_person_did_is_not_taken_from_another_who_is_signed_in_now(signed_in, lead, annotator):
    headers = {"hx-request": "true", "x-person": str(annotator.pk)}
    assert signed_in(annotator).get("/tokens/", headers=headers).status_code == 200
    response = signed_in(lead).get("/tokens/", headers=headers)
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith(SIGN_IN)
