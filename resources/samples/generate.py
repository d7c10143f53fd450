#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the sample traces beside this file. Same Python, same bytes: run it after changing generator/, commit both."""

import gzip
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from generator import cascade, checkout, orders, shop
from generator.formats import jaeger_document, otlp_requests, zipkin_document

HERE = Path(__file__).resolve().parent


def json_lines(requests):
    return "".join(json.dumps(request, ensure_ascii=False, separators=(",", ":")) + "\n" for request in requests)


def write(name, text):
    data = text.encode("utf-8")
    if name.endswith(".gz"):
        with open(HERE / name, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(data)
    else:
        (HERE / name).write_bytes(data)
    print(f"{name}: {(HERE / name).stat().st_size:,} bytes")


def main():
    checkout_spans = checkout.as_told()
    write("checkout.jsonl", json_lines(otlp_requests(checkout_spans)))
    write("checkout.jaeger.json", json.dumps(jaeger_document(checkout_spans), ensure_ascii=False, indent=2) + "\n")
    write("checkout.zipkin.json", json.dumps(zipkin_document(checkout_spans), ensure_ascii=False, indent=2) + "\n")
    write("twelve-seconds.jsonl", json_lines(otlp_requests(checkout.twelve_seconds())))
    write("cascade.jsonl", json_lines(otlp_requests(cascade.failing_product_page())))
    write("orders-async.jsonl", json_lines(otlp_requests(orders.order_and_its_messages())))
    write("shop.jsonl.gz", json_lines(otlp_requests(shop.two_hundred_traces(), window_ms=10_000)))


if __name__ == "__main__":
    main()
