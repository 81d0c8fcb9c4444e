"""What stays on this machine, and what only looks so."""

import pytest

from agent.accounts.address import comes_from_here, is_loopback, names_this_machine


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
def test_a_loopback_address_is_reached_from_this_machine_only(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.4", "no-such-host.invalid"])
def test_any_other_address_is_not(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("localhost:8501", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("bench.localhost", True),
        ("bench.example.com", False),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("", False),
        ("[", False),
    ],
)
def test_a_host_header_names_this_machine_or_somebody_elses_name_for_it(name: str, ours: bool) -> None:
    assert names_this_machine(name) is ours


@pytest.mark.parametrize(
    ("client", "headers", "here"),
    [
        ("127.0.0.1", {"host": "localhost:8501"}, True),
        ("127.0.0.1", {"host": "localhost:8501", "origin": "http://localhost:8501"}, True),
        ("::ffff:127.0.0.1", {"host": "127.0.0.1"}, True),
        ("10.0.0.7", {"host": "localhost:8501"}, False),
        ("127.0.0.1", {"host": "bench.example.com"}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "10.0.0.7"}, False),
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=10.0.0.7"}, False),
        ("127.0.0.1", {"host": "localhost", "origin": "https://bench.example.com"}, False),
        ("127.0.0.1", {"host": "localhost", "origin": "null"}, False),
        ("127.0.0.1", {}, False),
        ("", {"host": "localhost"}, False),
    ],
)
def test_a_request_behind_a_proxy_or_of_another_sites_page_does_not_come_from_here(
    client: str, headers: dict[str, str], here: bool
) -> None:
    assert comes_from_here(client, headers) is here


@pytest.mark.parametrize(
    "header",
    [
        *("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
        *("x-forwarded-server", "x-forwarded-port", "x-original-host", "x-original-forwarded-for", "x-client-ip"),
        *("true-client-ip", "cf-connecting-ip", "cf-ray", "x-envoy-external-address", "x-azure-clientip"),
        *("x-amzn-trace-id", "fastly-client-ip", "fly-client-ip", "x-cluster-client-ip"),
    ],
)
def test_what_a_proxy_adds_says_that_a_request_came_from_elsewhere_whatever_it_holds(header: str) -> None:
    assert comes_from_here("127.0.0.1", {"host": "localhost:8501", "x-streamlit-user": "", "accept": "*/*"})
    assert not comes_from_here("127.0.0.1", {"host": "localhost:8501", header: "127.0.0.1"})
