import pytest

from annotation.methods.signals.personal_data import kinds_in, luhn, mod97, personal_data
from tests.annotation.methods.signals.making import evidence, values_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to anna.b+x@mail.example.org, please", "email"),
        ("call +49 30 1234567 today", "phone"),
        ("(030) 1234-5678", "phone"),
        ("555-123-4567 is mine", "phone"),
        ("010-1234-5678로 전화 주세요", "phone"),
        ("+821012345678", "phone"),
        ("card 4111 1111 1111 1111.", "card"),
        ("4111-1111-1111-1111", "card"),
        ("my account is DE89 3704 0044 0532 0130 00", "iban"),
        ("GB82WEST12345698765432", "iban"),
        ("from 192.168.1.17, says the log", "ip"),
        ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "ip"),
        ("ssn 123-45-6789", "national_id"),
        ("주민번호 900101-1234567", "national_id"),
        ("DNI 12345678Z", "national_id"),
        ("1 85 05 78 006 084 91", "national_id"),
    ],
)
def test_what_looks_like_personal_data(text, kind):
    assert dict(kinds_in(text)) == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Order 12345 of 2026-11-22 at 10:30:15",
        "it cost 1,234,567.89 in 2019-2021",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "DE89 3704 0044 0532 0130 01",
        "version 1.2.3.4.5 or 999.1.1.1",
        "000-12-3456",
        "900190-1234567",
        "DNI 12345678A",
        "me @ home",
        "127.0.0.1 and ::1",
        "22.11.2026 and 22 11 2026",
        "rooms 101 102 103",
    ],
)
def test_what_does_not(text):
    assert not kinds_in(text)


def test_check_digits_by_hand():
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert mod97("GB82WEST12345698765432")
    assert not mod97("GB28WEST12345698765432")


def test_each_place_counts_once():
    said = personal_data(evidence(["a@b.org, c@d.org and 555-123-4567", "nothing"]))
    assert values_of(said) == pytest.approx([0.75, 0])
    assert said.details["kinds"] == [{"email": 2, "phone": 1}, None]


@pytest.mark.parametrize(
    "text",
    ["a." * 9000, "1 " * 9000, "1-" * 9000 + "x", "a@" * 9000, "A1" * 9000, ":" * 18000, "+1 (" * 4000, "0" * 18000],
)
def test_what_an_attacker_writes_takes_no_longer_than_its_length(text):
    """A pattern that tried all ways would need years for these: the test would not end."""
    kinds_in(text)
