# SPDX-License-Identifier: GPL-3.0-or-later
"""A checkout of 2,400 ms whose time is payment's fraud check; and the same one with 9.6 s that nothing recorded."""

from .model import CLIENT, OK, SERVER, Story, http_client, http_server, sql

# 2026-11-22 10:14:07.318 UTC
START_NS = 1_795_342_447_318_000_000

VERSIONS = {"api-gateway": "3.8.0", "auth": "1.12.2", "cart": "4.1.0", "payment": "2.14.1", "inventory": "5.0.3"}

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def as_told():
    """Self times: gateway 20 + 12 + 5 + 5 + 13 = 55 ms, cart 30 ms, payment 6 + 8 + 6 = 20 ms."""
    return _checkout(seed=20261122, start_ns=START_NS, pause=0, tail=13, status=0)


def twelve_seconds():
    """Between Get Cart and Charge Card lie 9,600 ms in which no span runs; every status is OK."""
    return _checkout(seed=20261123, start_ns=START_NS + 1_871_000_000_000, pause=9_595, tail=18, status=OK)


def _checkout(seed, start_ns, pause, tail, status):
    story = Story(seed, VERSIONS)
    trace = story.trace(start_ns)
    charge = 262 + pause
    reserve = charge + 1_805
    total = reserve + 320 + tail
    gateway = _gateway(trace, total)
    _validate_token(trace, gateway)
    _get_cart(trace, gateway)
    _charge_card(trace, gateway, charge)
    _reserve_items(trace, gateway, reserve)
    for span in story.spans:
        span.status = status
    return story.spans


def _gateway(trace, total):
    attributes = http_server("POST", "/checkout", "/checkout", 201, "shop.example")
    attributes |= {
        "client.address": "203.0.113.57",
        "user_agent.original": AGENT,
        "http.request.header.accept": ["application/json", "text/plain"],
        "http.request.body.size": 412,
        "enduser.id": "u-48213",
        "feature.fast_lane": False,
    }
    span = trace.span("api-gateway", "POST /checkout", SERVER, 0, total, attributes=attributes)
    span.trace_state = "shop=t48213;lane:2"
    trace.event(span, 2, "request body read", {"http.request.body.size": 412})
    trace.event(span, total - 9, "order accepted", {"order.id": "o-77120", "order.total": 318.4})
    return span


def _validate_token(trace, gateway):
    attributes = http_server("POST", "/tokens/validate", "/tokens/validate", 200, "auth")
    attributes |= {"auth.method": "jwt", "auth.key_id": "2026-11", "auth.cached_keys": True}
    trace.span("auth", "Validate Token", SERVER, 20, 65, gateway, attributes)


def _get_cart(trace, gateway):
    attributes = http_server("GET", "/carts/{id}", "/carts/c-9032", 200, "cart")
    attributes |= {"cart.id": "c-9032", "cart.items": 3, "cart.skus": ["SKU-1180", "SKU-2207", "SKU-9001"]}
    cart = trace.span("cart", "Get Cart", SERVER, 77, 257, gateway, attributes)
    query = "SELECT sku, quantity, unit_price FROM cart_items WHERE cart_id = $1"
    attributes = sql("SELECT", "cart_items", query, "cart-db", "cart")
    attributes["db.response.returned_rows"] = 3
    trace.span("cart", "Database Query", CLIENT, 92, 242, cart, attributes)


def _charge_card(trace, gateway, begin):
    attributes = http_server("POST", "/charges", "/charges", 201, "payment")
    attributes |= {"payment.method": "card", "payment.amount": 318.4, "payment.currency": "EUR", "user.tier": "gold"}
    charge = trace.span("payment", "Charge Card", SERVER, begin, begin + 1_800, gateway, attributes)
    _fraud_check(trace, charge, begin + 6)
    url = "https://gateway.paywell.example/v2/charges"
    attributes = http_client("POST", url, "gateway.paywell.example", 201)
    attributes |= {"payment.gateway": "paywell", "http.request.resend_count": 0}
    trace.span("payment", "Payment Gateway API", CLIENT, begin + 1_214, begin + 1_794, charge, attributes)


def _fraud_check(trace, charge, begin):
    url = "https://api.acme-risk.example/v1/score"
    attributes = http_client("POST", url, "api.acme-risk.example", 200)
    attributes |= {"fraud.provider": "acme-risk", "fraud.score": 0.12, "fraud.signals": {"velocity": 2, "geo": "DE"}}
    attributes["thread.id"] = 41
    span = trace.span("payment", "Fraud Check", CLIENT, begin, begin + 1_200, charge, attributes)
    trace.event(span, begin + 3, "request sent", {"network.io.bytes": 1_904})
    trace.event(span, begin + 1_196, "response received", {"network.io.bytes": 388})


def _reserve_items(trace, gateway, begin):
    attributes = http_server("POST", "/reservations", "/reservations", 201, "inventory")
    attributes |= {"reservation.items": 3, "warehouse.id": "fra-2"}
    trace.span("inventory", "Reserve Items", SERVER, begin, begin + 320, gateway, attributes)
