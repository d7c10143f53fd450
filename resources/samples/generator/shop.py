# SPDX-License-Identifier: GPL-3.0-or-later
"""A quarter of an hour of a shop: 200 traces over 8 services, a database, a cache and a queue, with its habits.

What is slow, what fails and why is decided by position, not by chance, so the numbers in README.md are exact; the
random generator only gives the lengths their spread.
"""

from .model import CLIENT, CONSUMER, ERROR, PRODUCER, SERVER, Story, http_client, http_server, kafka, redis_get, sql

# 2026-11-22 10:00:00 UTC
START_NS = 1_795_341_600_000_000_000
QUARTER_HOUR_MS = 900_000

VERSIONS = {
    "api-gateway": "3.8.0",
    "auth": "1.12.2",
    "cart": "4.1.0",
    "payment": "2.14.1",
    "inventory": "5.0.3",
    "orders": "6.3.0",
    "recommendations": "2.9.0",
    "notifications": "1.9.5",
}

CHECKOUTS, ORDER_PAGES, PRODUCT_PAGES, LOGINS, CARTS = 60, 40, 25, 20, 30
# Every product page leaves two traces, so these make 60 + 40 + 2 * 25 + 20 + 30 = 200.

# Of the 60 checkouts: these meet a fraud provider that does not answer (the value: how many attempts time out), …
FRAUD_TIMEOUTS = {4: 1, 11: 2, 17: 1, 23: 1, 29: 2, 36: 1, 41: 1, 47: 1, 52: 2, 58: 1}
FRAUD_TIMEOUT_MS = 2_000
# … and these lose a deadlock in the database and fail.
DEADLOCKS = {8, 20, 27, 33, 44, 50, 55}

DEADLOCK_STACK = """Traceback (most recent call last):
  File "/app/inventory/stock.py", line 88, in reserve
    cursor.execute(RESERVE, (quantity, sku))
psycopg.errors.DeadlockDetected: deadlock detected
DETAIL:  Process 4711 waits for ShareLock on transaction 90817; blocked by process 4702."""
TIMEOUT_STACK = """java.net.http.HttpTimeoutException: request timed out
\tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:951)
\tat shop.payment.fraud.AcmeRisk.score(AcmeRisk.java:74)"""


def two_hundred_traces():
    shop = Shop()
    visits = [(shop.checkout, number) for number in range(CHECKOUTS)]
    visits += [(shop.order_page, number) for number in range(ORDER_PAGES)]
    visits += [(shop.product_page, number) for number in range(PRODUCT_PAGES)]
    visits += [(shop.login, number) for number in range(LOGINS)]
    visits += [(shop.cart_page, number) for number in range(CARTS)]
    shop.random.shuffle(visits)
    for position, (visit, number) in enumerate(visits):
        begin = QUARTER_HOUR_MS * (position + shop.random.random()) / len(visits)
        visit(START_NS + int(begin * 1_000) * 1_000, number)
    return shop.story.spans


class Shop:
    def __init__(self):
        self.story = Story(20261126, VERSIONS)
        self.random = self.story.random

    def around(self, ms):
        """A length near `ms`: mostly a little less or more, now and then half as much again; whole microseconds."""
        return round(ms * min(self.random.lognormvariate(0, 0.18), 1.6), 3)

    def call(self, trace, caller, service, name, begin, route, path, status=200):
        """A server span directly under its caller; its end is set by whoever knows it."""
        method, template = route.split()
        attributes = http_server(method, template, path, status, service)
        return trace.span(service, name, SERVER, begin, begin, caller, attributes)

    def enter(self, start_ns, route, path, status=200):
        trace = self.story.trace(start_ns)
        method, template = route.split()
        attributes = http_server(method, template, path, status, "shop.example")
        attributes |= {"client.address": f"203.0.113.{self.random.randint(2, 250)}", "enduser.id": self.user()}
        return trace, trace.span("api-gateway", route, SERVER, 0, 0, attributes=attributes)

    def user(self):
        return f"u-{self.random.randint(40_000, 49_999)}"

    def query(self, trace, parent, begin, length, operation, table, text, rows=1):
        attributes = sql(operation, table, text, "shop-db", "shop", **{"db.response.returned_rows": rows})
        end = begin + self.around(length)
        trace.span(parent.resource.service, f"{operation} {table}", CLIENT, begin, end, parent, attributes)
        return end

    def token(self, trace, caller, begin):
        end = begin + self.around(14)
        span = self.call(trace, caller, "auth", "Validate Token", begin, "POST /tokens/validate", "/tokens/validate")
        span.end = trace.at(end)
        return end

    def prices(self, trace, parent, begin):
        """The cache is asked first and never has it: the key carries the second."""
        end = begin + self.around(1.1)
        key = f"prices:{self.random.randint(1000, 9999)}:{trace.at(begin) // 1_000_000_000}"
        trace.span("cart", "GET prices", CLIENT, begin, end, parent, redis_get(key, False))
        return self.query(trace, parent, end + 0.4, 21, "SELECT", "prices",
                          "SELECT sku, price FROM prices WHERE sku = ANY($1)", 3)

    def get_cart(self, trace, caller, begin):
        number = self.random.randint(1000, 9999)
        span = self.call(trace, caller, "cart", "Get Cart", begin, "GET /carts/{id}", f"/carts/c-{number}")
        at = self.query(trace, span, begin + 1.2, 9, "SELECT", "cart_items",
                        "SELECT sku, quantity FROM cart_items WHERE cart_id = $1", 3)
        at = self.prices(trace, span, at + 0.6) + 0.9
        span.end = trace.at(at)
        return at

    def recommend(self, trace, caller, begin):
        """The other cache user; of the same habit."""
        user = caller.attributes.get("enduser.id", self.user())
        span = self.call(trace, caller, "recommendations", "For You", begin, "GET /recommendations", "/recommendations")
        at = begin + 1.5 + self.around(1.2)
        trace.span("recommendations", "GET recommendations", CLIENT, begin + 1.5, at, span,
                   redis_get(f"recs:{user}:{trace.at(begin) // 1_000_000_000}", False))
        at = self.query(trace, span, at + 0.3, 34, "SELECT", "affinities",
                        "SELECT sku, score FROM affinities WHERE user_id = $1 ORDER BY score DESC LIMIT 12", 12) + 2.1
        span.end = trace.at(at)
        return at, span

    # Pages

    def login(self, start_ns, number):
        trace, root = self.enter(start_ns, "POST /login", "/login")
        span = self.call(trace, root, "auth", "Issue Token", 2.1, "POST /tokens", "/tokens")
        at = self.query(trace, span, 3.4, 6, "SELECT", "users", "SELECT id, hash FROM users WHERE mail = $1")
        at += self.around(58)  # bcrypt
        span.end = trace.at(at)
        root.end = trace.at(at + 1.7)

    def cart_page(self, start_ns, number):
        """The cart and the recommendations, one after the other although neither needs the other."""
        trace, root = self.enter(start_ns, "GET /cart", "/cart")
        at = self.token(trace, root, 1.9)
        at = self.get_cart(trace, root, at + 0.7)
        at, _ = self.recommend(trace, root, at + 0.6)
        root.end = trace.at(at + 2.3)

    def order_page(self, start_ns, number):
        """The same query five times, once for each of the last five orders."""
        trace, root = self.enter(start_ns, "GET /orders", "/orders")
        at = self.token(trace, root, 2.2)
        span = self.call(trace, root, "orders", "Recent Orders", at + 0.8, "GET /orders", "/orders")
        at = self.query(trace, span, at + 2.3, 12, "SELECT", "orders",
                        "SELECT id FROM orders WHERE customer = $1 ORDER BY created DESC LIMIT 5", 5)
        for _ in range(5):
            at = self.query(trace, span, at + 0.7, 17, "SELECT", "order_items",
                            "SELECT sku, quantity FROM order_items WHERE order_id = $1", 2)
        span.end = trace.at(at + 1.4)
        root.end = trace.at(at + 3.0)

    def product_page(self, start_ns, number):
        """Recommendations calls inventory without passing the context on: what inventory does is another trace."""
        trace, root = self.enter(start_ns, "GET /product/{id}", f"/product/SKU-{self.random.randint(1000, 9999)}")
        at, span = self.recommend(trace, root, 2.4)
        begin, end = at, at + self.around(24)
        attributes = http_client("GET", "http://inventory:8080/stock", "inventory", 200)
        trace.span("recommendations", "GET /stock", CLIENT, begin, end, span, attributes)
        span.end = trace.at(end + 1.0)
        root.end = trace.at(end + 3.1)
        lost = self.story.trace(trace.at(begin + 0.9))
        stock = self.call(lost, None, "inventory", "GET /stock", 0, "GET /stock", "/stock")
        at = self.query(lost, stock, 1.1, 11, "SELECT", "stock", "SELECT sku, free FROM stock WHERE sku = ANY($1)", 12)
        stock.end = lost.at(at + 1.2)

    def checkout(self, start_ns, number):
        failed = number in DEADLOCKS
        trace, root = self.enter(start_ns, "POST /checkout", "/checkout", 500 if failed else 201)
        at = self.token(trace, root, 2.6)
        at = self.get_cart(trace, root, at + 0.9)
        at = self.charge(trace, root, at + 0.8, number)
        at = self.reserve(trace, root, at + 0.8, failed)
        if failed:
            root.status, root.attributes["error.type"] = ERROR, "500"
        else:
            at = self.order(trace, root, at + 0.7)
        root.end = trace.at(at + 2.4)

    # Parts of a checkout

    def charge(self, trace, root, begin, number):
        span = self.call(trace, root, "payment", "Charge Card", begin, "POST /charges", "/charges", 201)
        span.attributes["payment.amount"] = round(self.random.uniform(9, 420), 2)
        timeouts = FRAUD_TIMEOUTS.get(number, 0)
        provider = "acme-risk" if timeouts or number % 4 == 0 else "clearcheck"
        at = begin + 1.8
        for attempt in range(timeouts + 1):
            at = self.score(trace, span, at, provider, attempt, attempt < timeouts)
        url = "https://gateway.paywell.example/v2/charges"
        end = at + 1.1 + self.around(88)
        trace.span("payment", "Payment Gateway API", CLIENT, at + 1.1, end, span,
                   http_client("POST", url, "gateway.paywell.example", 201))
        span.end = trace.at(end + 1.3)
        return end + 1.3

    def score(self, trace, parent, begin, provider, attempt, times_out):
        host = f"api.{provider}.example"
        attributes = http_client("POST", f"https://{host}/v1/score", host, None if times_out else 200)
        attributes["fraud.provider"] = provider
        if attempt:
            attributes["http.request.resend_count"] = attempt
        end = begin + (FRAUD_TIMEOUT_MS if times_out else self.around(62))
        span = trace.span("payment", "Fraud Check", CLIENT, begin, end, parent, attributes)
        if times_out:
            trace.fail(span, end, "java.net.http.HttpTimeoutException", "request timed out", TIMEOUT_STACK)
        return end + 1.2

    def reserve(self, trace, root, begin, failed):
        span = self.call(trace, root, "inventory", "Reserve Items", begin, "POST /reservations", "/reservations",
                         500 if failed else 201)
        text = "UPDATE stock SET free = free - $1 WHERE sku = $2 AND free >= $1"
        end = begin + 2.2 + (1_000 + self.around(9) if failed else self.around(19))
        query = trace.span("inventory", "UPDATE stock", CLIENT, begin + 2.2, end, span,
                           sql("UPDATE", "stock", text, "shop-db", "shop"))
        if failed:
            trace.fail(query, end, "psycopg.errors.DeadlockDetected", "deadlock detected", DEADLOCK_STACK)
            query.attributes["db.response.status_code"] = "40P01"
            span.status, span.attributes["error.type"] = ERROR, "500"
        span.end = trace.at(end + 1.6)
        return end + 1.6

    def order(self, trace, root, begin):
        number = self.random.randint(70_000, 79_999)
        span = self.call(trace, root, "orders", "Place Order", begin, "POST /orders", "/orders", 202)
        at = self.query(trace, span, begin + 1.3, 8, "INSERT", "orders",
                        "INSERT INTO orders (id, customer, total) VALUES ($1, $2, $3)")
        end = at + 0.8 + self.around(4)
        sent = trace.span("orders", "send orders.created", PRODUCER, at + 0.8, end, span,
                          kafka("send", "send", "orders.created", f"m-o-{number}"))
        span.end = trace.at(end + 0.9)
        self.confirm(trace, sent, end + self.around(4_200), number)
        return end + 0.9

    def confirm(self, trace, sent, begin, number):
        """Seconds later: the message has waited in the queue."""
        attributes = kafka("process", "process", "orders.created", f"m-o-{number}")
        attributes["messaging.consumer.group.name"] = "mail"
        length = self.around(180)
        work = trace.span("notifications", "process orders.created", CONSUMER, begin, begin + length, sent, attributes)
        mail = {"server.address": "smtp.example", "server.port": 25, "order.id": f"o-{number}"}
        trace.span("notifications", "Send Mail", CLIENT, begin + 2.1, begin + length - 1.4, work, mail)
