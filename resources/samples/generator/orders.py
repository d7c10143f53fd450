# SPDX-License-Identifier: GPL-3.0-or-later
"""An order that goes through a queue: one consumer continues the trace, another only links to it, one gives up."""

from .model import CLIENT, CONSUMER, PRODUCER, SERVER, Story, http_client, http_server, kafka, sql

# 2026-11-22 10:40:11.025 UTC
START_NS = 1_795_344_011_025_000_000

VERSIONS = {"api-gateway": "3.8.0", "orders": "6.3.0", "fulfilment": "2.0.1", "notifications": "1.9.5"}

STACK = """shop.AddressException: unknown postal code 0000
\tat shop.fulfilment.Labels.address(Labels.java:118)
\tat shop.fulfilment.OrderListener.onOrder(OrderListener.java:52)"""


def order_and_its_messages():
    story = Story(20261125, VERSIONS)
    good = story.trace(START_NS)
    sent = _place_order(good, "o-77121", offset=4_417)
    _fulfil(good, sent)
    bad = story.trace(START_NS + 1_640_000_000)
    refused = _place_order(bad, "o-77122", offset=4_418)
    _give_up(bad, refused)
    # The mail service takes messages in batches, so its span belongs to no single order: it links to both.
    _send_mails(story.trace(START_NS + 6_200_000_000), [sent, refused])
    return story.spans


def _place_order(trace, order, offset):
    """118 ms until the customer has the answer; the message leaves after 96."""
    root = trace.span("api-gateway", "POST /orders", SERVER, 0, 118,
                      attributes=http_server("POST", "/orders", "/orders", 202, "shop.example"))
    attributes = http_server("POST", "/orders", "/orders", 202, "orders") | {"order.id": order}
    placed = trace.span("orders", "POST /orders", SERVER, 8, 112, root, attributes)
    query = "INSERT INTO orders (id, customer, total) VALUES ($1, $2, $3)"
    trace.span("orders", "INSERT orders", CLIENT, 21, 79, placed, sql("INSERT", "orders", query, "orders-db", "orders"))
    attributes = kafka("send", "send", "orders.created", f"m-{order}")
    attributes |= {"messaging.destination.partition.id": "3", "messaging.kafka.offset": offset}
    return trace.span("orders", "send orders.created", PRODUCER, 84, 96, placed, attributes)


def _receive(trace, sent, begin, end):
    attributes = kafka("process", "process", "orders.created", sent.attributes["messaging.message.id"])
    attributes |= {
        "messaging.consumer.group.name": "fulfilment",
        "messaging.kafka.offset": sent.attributes["messaging.kafka.offset"],
    }
    return trace.span("fulfilment", "process orders.created", CONSUMER, begin, end, sent, attributes)


def _fulfil(trace, sent):
    """The message waits 4,204 ms in the queue, then takes 1,300 ms."""
    work = _receive(trace, sent, 4_300, 5_600)
    attributes = http_client("POST", "https://labels.example/v3/labels", "labels.example", 201, carrier="dhl")
    trace.span("fulfilment", "Print Label", CLIENT, 4_322, 5_482, work, attributes)
    query = "UPDATE orders SET state = 'packed' WHERE id = $1"
    trace.span("fulfilment", "UPDATE orders", CLIENT, 5_490, 5_571, work,
               sql("UPDATE", "orders", query, "orders-db", "orders"))


def _give_up(trace, sent):
    """Fails after 3,150 ms in the queue; the message goes to the dead-letter queue."""
    work = _receive(trace, sent, 3_246, 3_391)
    message = "unknown postal code 0000"
    trace.fail(work, 3_330, "shop.AddressException", message, STACK)
    attributes = kafka("send", "send", "orders.dead", sent.attributes["messaging.message.id"])
    attributes |= {"messaging.destination.partition.id": "0", "dead_letter.reason": message}
    trace.span("fulfilment", "send orders.dead", PRODUCER, 3_352, 3_380, work, attributes)


def _send_mails(trace, sent):
    attributes = kafka("process", "process", "orders.created", "")
    del attributes["messaging.message.id"]
    attributes |= {"messaging.batch.message_count": len(sent), "messaging.consumer.group.name": "mail"}
    batch = trace.span("notifications", "process orders.created", CONSUMER, 0, 640, attributes=attributes)
    for message in sent:
        batch.links.append((message.trace_id, message.span_id,
                            {"messaging.message.id": message.attributes["messaging.message.id"]}))
    begin = 12
    for message in sent:
        order = message.attributes["messaging.message.id"].removeprefix("m-")
        trace.span("notifications", "Send Mail", CLIENT, begin, begin + 301, batch,
                   {"server.address": "smtp.example", "server.port": 25, "order.id": order})
        begin += 309
