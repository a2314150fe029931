"""The command `ratio`: what four counts say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from openwres.cli.printing import print_json


def add_ratio(commands: Any, command: Callable[..., Any]) -> None:
    """Add `ratio` to the parser."""
    epilog = """examples:
  openwres ratio --white 180/1000 --bme 90/800
  openwres ratio --white 17/2505 --bme 9/725 --adverse-event
  openwres ratio --white 180/1000 --bme 90/800 --unknown 5/100"""
    parser = command(
        commands, "ratio", "say what four counts say: ratio, interval, tests, people, power", _ratio, epilog
    )
    parser.add_argument(
        "--white", required=True, metavar="EVENTS/TOTAL", help="white people with the event, out of how many"
    )
    parser.add_argument(
        "--bme", required=True, metavar="EVENTS/TOTAL", help="BME people with the event, out of how many"
    )
    parser.add_argument(
        "--unknown", metavar="EVENTS/TOTAL", help="people of unknown ethnicity with the event, out of how many"
    )
    parser.add_argument(
        "--adverse-event", action="store_true", help="the event is one that nobody wants: the ratio is BME over white"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _ratio(given: argparse.Namespace) -> int:
    from openwres.findings.ratio import parse_fraction, ratio

    finding = ratio(
        parse_fraction(given.white), parse_fraction(given.bme), adverse_event=given.adverse_event,
        unknown=parse_fraction(given.unknown) if given.unknown else None,
    )  # fmt: skip
    if given.json:
        print_json(finding.as_dict())
    else:
        print("\n".join(finding.words()))
    return 0
