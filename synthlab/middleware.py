"""What applies to every page: the person's language; messages and sign-in for fragments; reloads; errors of the API.

What no text is, is refused at the door."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from generation.methods.storable import unstorable_places
from synthlab import problems


class PreferencesMiddleware:
    """A person's stored language goes before the browser's; the language cookie, the latest choice, before both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API speaks English and signs in by token: no session is read for it.
        if not request.path_info.startswith("/api/") and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            language = getattr(request.user, "language", "")
            if language:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)


class FragmentMiddleware:
    """A fragment has no frame: its messages travel as an event, and a sign-in page is shown whole.

    A script learns by 401 that nobody is signed in any more (`HX-Redirect` leads to where that is done). One that sends
    what a person did earlier says in `X-Person` whose it is (the id); while somebody else is signed in it is 401 too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _sign_in_first(request) if _is_of_somebody_else(request) else self.get_response(request)
        # One address may answer with a page or with its fragment; "back" must not show the wrong one from a cache.
        patch_vary_headers(response, ["HX-Request"])
        if not request.htmx:
            return response
        if response.status_code == 302:
            if response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
                return _sign_in_first(request)
            return response
        if "HX-Redirect" in response:
            return response  # what is said is said on the page that follows
        items = [{"text": str(message), "level": message.level_tag} for message in get_messages(request)]
        return trigger_client_event(response, "toasts", {"items": items}) if items else response


def _is_of_somebody_else(request: HttpRequest) -> bool:
    person = request.headers.get("X-Person", "")
    return bool(request.htmx and person) and person != str(request.user.pk)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    # Back to the page that the person sees, not to the address of the fragment.
    here = request.htmx.current_url_abs_path or "/"
    response = HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}")
    response.status_code = 401
    return response


class ReloadMiddleware:
    """An address that only takes what a form sends, opened by a reload or after signing in, leads to its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        opened = request.method == "GET" and not request.htmx and not request.path_info.startswith("/api/")
        return redirect(_page_above(request.path_info)) if response.status_code == 405 and opened else response


def _page_above(path: str) -> str:
    """The nearest address above that there is; where that takes no GET either, its own answer leads further up."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


class StorableMiddleware:
    """A NUL in an address, a query or a header is nobody's text; PostgreSQL refuses even to look for it.

    Forms and the API look at their fields themselves, and say which one it is in; what slips through all of them and
    is refused by the database changes nothing and is the sender's fault too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = {name: "".join(values) for name, values in request.GET.lists()}
        places = unstorable_places({"path": request.path_info, "query": query, "headers": dict(request.headers)})
        if not places:
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return problems.refused(request, ValidationError({place: [problems.UNSTORABLE] for place in places}))
        raise BadRequest(f"unstorable text in {', '.join(places)}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, DataError):
            raise BadRequest("a value that the database cannot hold") from exception


class ProblemMiddleware:
    """What Django itself refuses under /api/ (no such path, wrong method, too large) is a problem document too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith("/api/"):
            return response
        if response.get("Content-Type") == problems.CONTENT_TYPE:
            return response
        answer = problems.problem(response.status_code)
        if response.has_header("Allow"):
            answer["Allow"] = response["Allow"]
        return answer
