import pytest

from generation.llm.addresses import AddressRefused, checked_address, is_public


def resolving(*ips: str):
    return lambda host, port: list(ips)


def test_a_public_https_address_is_pinned_to_what_was_found():
    address = checked_address("https://api.example.com/v1", resolve=resolving("93.184.216.34"))
    assert (address.host, address.port, address.ips) == ("api.example.com", 443, ("93.184.216.34",))


PRIVATE = """127.0.0.1 10.0.0.8 192.168.1.1 169.254.169.254 0.0.0.0 ::1 fe80::1 fd00::5 ::ffff:10.0.0.1 64:ff9b::7f00:1
2002:7f00:1:: 100.64.0.1 224.0.0.1 ::127.0.0.1 64:ff9b:1::7f00:1 fec0::1 ::ffff:0:7f00:1 3fff::1"""


@pytest.mark.parametrize("ip", PRIVATE.split())
def test_an_address_on_a_private_network_is_refused(ip):
    assert not is_public(ip)
    with pytest.raises(AddressRefused, match="SYNTHLAB_ALLOWED_LLM_HOSTS"):
        checked_address("https://innocent.example/v1", resolve=resolving(ip))


@pytest.mark.parametrize("ip", ["2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"])
def test_a_public_address_of_the_newer_kind_is_accepted(ip):
    assert is_public(ip)


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(AddressRefused):
        checked_address("https://mixed.example/v1", resolve=resolving("93.184.216.34", "127.0.0.1"))


def test_a_listed_host_may_be_private_and_without_https():
    assert (
        checked_address("http://models.lan:8000/v1", allowed=["models.lan:8000"], resolve=resolving("10.0.0.8")).port
        == 8000
    )


def test_a_host_listed_with_another_port_is_not_listed():
    with pytest.raises(AddressRefused):
        checked_address("http://models.lan:22/v1", allowed=["models.lan:8000"], resolve=resolving("10.0.0.8"))


@pytest.mark.parametrize(
    "url", ["http://api.example.com/v1", "ftp://x/", "https://", "not a url", "https://user:pw@api.example.com/", "file:///etc/passwd",
            "https://api.example.com/v1?a=b", "https://api.example.com:99999/"],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(AddressRefused):
        checked_address(url, resolve=resolving("93.184.216.34"))


def test_a_name_that_cannot_be_found_is_refused():
    with pytest.raises(AddressRefused, match="cannot be found"):
        checked_address("https://nowhere.example/v1", resolve=resolving())
