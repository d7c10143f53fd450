# SPDX-License-Identifier: GPL-3.0-or-later
"""A product page that fails because, three services away, a database runs out of time; two retries on the way."""

from .model import CLIENT, ERROR, SERVER, Story, http_client, http_server, sql

# 2026-11-22 10:31:52.704 UTC
START_NS = 1_795_343_512_704_000_000

VERSIONS = {"product-page": "7.2.1", "recommendations": "2.9.0", "user-preferences": "1.6.4", "preferences-db": "17.6"}

# Start of each attempt (ms) and how long the client waits for its answer.
ATTEMPTS = [(148, 862), (1_110, 858), (2_168, 866)]

QUERY = "SELECT topic, weight FROM user_preferences WHERE user_id = $1 ORDER BY weight DESC"

PAGE_STACK = """UpstreamError: recommendations answered 502
    at fetchRecommendations (/app/dist/recommendations.js:41:13)
    at async renderProduct (/app/dist/pages/product.js:88:27)"""
RECOMMENDATIONS_STACK = """Traceback (most recent call last):
  File "/app/recommendations/profile.py", line 57, in preferences_of
    response.raise_for_status()
shop.errors.ServiceUnavailable: user-preferences answered 503 three times"""
NPGSQL_STACK = """Npgsql.NpgsqlException: Exception while reading from stream
 ---> System.TimeoutException: Timeout during reading attempt
   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)
   at UserPreferences.Store.TopicsOf(String userId) in /src/Store.cs:line 63"""


def failing_product_page():
    story = Story(20261124, VERSIONS)
    trace = story.trace(START_NS)
    attributes = http_server("GET", "/product/{id}", "/product/SKU-2207", 500, "shop.example")
    attributes["product.id"] = "SKU-2207"
    page = trace.span("product-page", "GET /product/{id}", SERVER, 0, 3_096, attributes=attributes)
    trace.fail(page, 3_091, "UpstreamError", "recommendations answered 502", PAGE_STACK)
    query = "SELECT sku, title, price, stock FROM products WHERE sku = $1"
    trace.span("product-page", "SELECT products", CLIENT, 14, 61, page,
               sql("SELECT", "products", query, "products-db", "products", **{"db.response.returned_rows": 1}))
    url = "http://recommendations:8080/recommendations?user=u-48213"
    call = trace.span("product-page", "GET /recommendations", CLIENT, 96, 3_084, page,
                      http_client("GET", url, "recommendations", 502))
    call.status, call.attributes["error.type"] = ERROR, "502"
    _recommendations(trace, call)
    return story.spans


def _recommendations(trace, call):
    attributes = http_server("GET", "/recommendations", "/recommendations", 502, "recommendations")
    served = trace.span("recommendations", "GET /recommendations", SERVER, 101, 3_079, call, attributes)
    message = "user-preferences answered 503 three times"
    trace.fail(served, 3_070, "shop.errors.ServiceUnavailable", message, RECOMMENDATIONS_STACK)
    for resend, (begin, length) in enumerate(ATTEMPTS):
        if resend:
            pause = begin - sum(ATTEMPTS[resend - 1])
            trace.event(served, begin - pause + 1, "retry scheduled", {"retry.attempt": resend, "retry.delay_ms": pause})
        _attempt(trace, served, resend, begin, length)


def _attempt(trace, served, resend, begin, length):
    url = "http://user-preferences:8080/users/u-48213/preferences"
    attributes = http_client("GET", url, "user-preferences", 503)
    if resend:
        attributes["http.request.resend_count"] = resend
    end = begin + length
    client = trace.span("recommendations", "GET /users/{id}/preferences", CLIENT, begin, end, served, attributes)
    client.status, client.attributes["error.type"] = ERROR, "503"
    attributes = http_server("GET", "/users/{id}/preferences", "/users/u-48213/preferences", 503, "user-preferences")
    attributes |= {"http.response.header.retry-after": ["1"], "pool.in_use": 64, "pool.size": 64}
    server = trace.span("user-preferences", "GET /users/{id}/preferences", SERVER, begin + 4, end - 4, client, attributes)
    server.status, server.message = ERROR, "overloaded: the database did not answer in time"
    server.attributes["error.type"] = "503"
    query = trace.span("user-preferences", "SELECT user_preferences", CLIENT, begin + 30, end - 12, server,
                       sql("SELECT", "user_preferences", QUERY, "preferences-db", "preferences"))
    message = "Timeout during reading attempt"
    trace.fail(query, end - 12, "System.TimeoutException", message, NPGSQL_STACK)
    attributes = sql("SELECT", "user_preferences", QUERY, "preferences-db", "preferences")
    attributes |= {"db.response.status_code": "57014", "error.type": "57014", "db.postgresql.shared_blks_read": 41_872}
    database = trace.span("preferences-db", "SELECT user_preferences", SERVER, begin + 32, end - 14, query, attributes)
    database.status, database.message = ERROR, "canceling statement due to statement timeout"
