"""Logs: one JSON line an event, without personal data; the SDKs' own chatter stays out."""

import logging
import sys

import structlog


def set_up() -> None:
    """Log to standard error, from now on. Only a process that serves calls this."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    # Bolt and the SDKs log bodies of requests at DEBUG, and texts of errors at ERROR: customers' words among them.
    for chatty in ("slack_bolt", "slack_sdk", "linebot", "aiohttp", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
