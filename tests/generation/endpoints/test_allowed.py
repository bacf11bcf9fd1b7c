"""What the operator's own settings allow."""

from generation.endpoints.allowed import allowed_hosts, site_key


def test_the_sites_key_goes_to_the_sites_address_alone(settings):
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-site", "http://models.lan:8000/v1"
    assert site_key("http://models.lan:8000/v1/") == "sk-site"
    assert site_key("https://elsewhere.example/v1") == ""
    assert "models.lan:8000" in allowed_hosts()


def test_without_settings_only_listed_hosts_are_allowed(settings):
    settings.OPENAI_BASE_URL, settings.SYNTHLAB_ALLOWED_LLM_HOSTS = "", ["localhost"]
    assert allowed_hosts() == ["localhost"]
