"""The command line: parse, call, print.

Exit codes: 0 done, 1 something must be put right (problems that block, output that cannot be written), 2 the
command makes no sense as asked, 130 interrupted. Whatever a program might read comes with --json.
"""

from __future__ import annotations

import argparse
import atexit
import difflib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NoReturn

from openwres.cli.printing import counted, print_headlines, print_json, print_problems, print_read
from openwres.contracts.exceptions import OpenWRESError, ProblemsError, UsageError

if TYPE_CHECKING:
    from openwres.inputs import Check

# A command is a short run that keeps most of what it makes: looking for garbage as often as Python does is a
# twentieth of its time, and looking through everything three times more at its end is another.
_SELDOM = (200_000, 20, 20)


class Parser(argparse.ArgumentParser):
    """A parser that says what was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Print the message, a suggestion where there is one, and where help is; exit 2."""
        unknown, options = "", list(self._option_string_actions)
        if message.startswith("unrecognized"):
            unknown = message.rsplit(": ", 1)[-1].split(" ")[0].split("=")[0]
        elif "invalid choice: '" in message:
            unknown = message.split("invalid choice: '")[1].split("'")[0]
            options = [name for action in self._actions for name in action.choices or ()]
        near = difflib.get_close_matches(unknown, options, 1, 0.6) if unknown else []
        hint = f" Did you mean {near[0]}?" if near else ""
        self.exit(2, f"{self.prog}: {message}.{hint}\nSee `{self.prog} --help`.\n")


def main(words: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    arguments = sys.argv[1:] if words is None else list(words)
    try:
        _utf8()
        _end_politely()
        gc.set_threshold(*_SELDOM)
        atexit.register(gc.freeze)
        parser = build_parser(arguments[0] if arguments else "")
        given, unknown = parser.parse_known_args(arguments)
        if unknown:
            (given.parser if hasattr(given, "parser") else parser).error(f"unrecognized arguments: {' '.join(unknown)}")
        if not hasattr(given, "run"):
            parser.print_help()
            return 2
        code: int = given.run(given)
        sys.stdout.flush()
        return code
    except OpenWRESError as error:
        return _said(error, "--json" in arguments)
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        print(
            f"openwres: {error.strerror or error}:{where}. Check the place, its rights and the space on it.",
            file=sys.stderr,
        )
        return 1
    except RuntimeError as error:  # the engine's word for an interrupt within a query
        if "interrupt" not in str(error).lower():
            raise
        return _interrupted()


def _end_politely() -> None:
    """Let a stopped job or a log-out remove the temporary files, as an interrupt does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _interrupted() -> int:
    print("Interrupted; nothing was written.", file=sys.stderr)
    return 130


def _utf8() -> None:
    """Windows consoles and pipes default to other encodings; what cannot be shown is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if os.name == "nt" else None, errors="replace")


def _said(error: OpenWRESError, as_json: bool) -> int:
    """Print an error: its problems, then its message. With --json both as one document on standard output."""
    problems = error.problems if isinstance(error, ProblemsError) else ()
    if as_json:
        print_json({"error": str(error), "problems": [problem.as_dict() for problem in problems]})
    else:
        if problems and type(error).__name__ == "InputError":
            print_problems(problems, sys.stderr)
        print(f"openwres: {error}", file=sys.stderr)
    return error.exit_code


def build_parser(command: str = "") -> Parser:
    """The parser of every command; of one alone where it is named, which takes a fraction of the time."""
    parser = Parser(
        prog="openwres",
        description="Workforce race equality: from an organisation's extracts to its nine indicators.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.set_defaults(run=_version_or_help, parser=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    makers = {
        "check": _add_check,
        "calculate": _add_calculate,
        "ratio": _add_ratio,
        "findings": _add_findings,
        "return": _add_return,
        "report": _add_report,
        "release": _add_release,
        "standards": _add_standards,
        "organisations": _add_organisations,
        "demo": _add_demo,
    }
    for name, add in makers.items():
        if name == command or command not in makers:
            add(commands)
    return parser


def _version_or_help(given: argparse.Namespace) -> int:
    if given.version:
        from openwres.calculation import VERSION

        print(f"openwres {VERSION}")
        return 0
    given.parser.print_help(sys.stderr)
    return 2


def _command(
    commands: Any, name: str, help_text: str, run: Callable[[argparse.Namespace], int], epilog: str = ""
) -> Parser:
    parser: Parser = commands.add_parser(
        name, help=help_text, description=help_text[0].upper() + help_text[1:] + ".", epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    parser.set_defaults(run=run, parser=parser)
    return parser


def _input_options(parser: Parser, *, year_required: bool) -> None:
    parser.add_argument(
        "input",
        metavar="INPUT",
        help="a folder of extracts (or of folders named by organisation), one extract, tallies.csv, or a return workbook",
    )
    parser.add_argument(
        "--year",
        type=int,
        required=year_required,
        metavar="YEAR",
        help="reporting year; 2026 is the snapshot of 31 March 2026",
    )
    parser.add_argument(
        "--organisation",
        metavar="CODE",
        help="code of the organisation, such as RXX; else the folder's name or a column says it",
    )
    parser.add_argument(
        "--standard",
        default="wres",
        metavar="NAME",
        help="standard, by name or as a folder of definition files (default: wres)",
    )
    parser.add_argument("--register", metavar="PATH", help="register of organisations; checks codes and adds up areas")
    parser.add_argument(
        "--memory",
        metavar="SIZE",
        help="how much memory records may take, such as 2GB; more goes to a temporary folder",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_check(commands: Any) -> None:
    epilog = """Exit code 1 where something blocks, else 0.

examples:
  openwres check extracts --year 2026 --organisation RXX
  openwres check extracts --year 2026 --organisation RXX --init
  openwres check extracts --year 2026 --organisation RXX --init --from last-year/decisions.yaml"""
    parser = _command(
        commands, "check", "find every problem in the input, with file, row, column and remedy", _check, epilog
    )
    _input_options(parser, year_required=False)
    parser.add_argument(
        "--init", action="store_true", help="draft decisions.yaml in INPUT: a place for each value that no list knows"
    )
    parser.add_argument(
        "--from", dest="start", metavar="FILE", help="with --init: start from these decisions, such as last year's"
    )


def _add_calculate(commands: Any) -> None:
    epilog = """DIR gets tallies and figures (csv, parquet, json), problems.json, run.json and scorecard.html, all or nothing.
It holds unprotected counts: it is for the organisation's own use and not for publication.

example:
  openwres calculate extracts --year 2026 --organisation RXX --history last-year --out results"""
    parser = _command(commands, "calculate", "count the input and calculate the indicators", _calculate, epilog)
    _input_options(parser, year_required=True)
    parser.add_argument(
        "--history", metavar="PATH", help="last year's results: a store, an earlier --out folder, or tallies.csv"
    )
    parser.add_argument(
        "--previous",
        metavar="PATH",
        help="last year's extracts; of their staff list is counted who moved up, left, joined",
    )
    parser.add_argument("--map", metavar="MAP", help="map of the layout of INPUT, where it is somebody else's return")
    parser.add_argument(
        "--characteristics",
        nargs="+",
        default=(),
        metavar="NAME",
        help="count by these too, where the extracts tell them, such as sex disability age-band wres*disability",
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help="folder for the results; replaced where it holds earlier results only",
    )


def _add_ratio(commands: Any) -> None:
    from openwres.cli.ratio import add_ratio

    add_ratio(commands, _command)


def _add_standards(commands: Any) -> None:
    from openwres.cli.standards import add_standards

    add_standards(commands, _command)


def _add_findings(commands: Any) -> None:
    from openwres.cli.findings import add_findings

    add_findings(commands, _command)


def _add_return(commands: Any) -> None:
    from openwres.cli.returns import add_return

    add_return(commands, _command)


def _add_report(commands: Any) -> None:
    from openwres.cli.report import add_report

    add_report(commands, _command)


def _add_release(commands: Any) -> None:
    from openwres.cli.release import add_release

    add_release(commands, _command)


def _add_demo(commands: Any) -> None:
    from openwres.cli.demo import add_demo

    add_demo(commands, _command)


def _add_organisations(commands: Any) -> None:
    from openwres.cli.organisations import add_organisations

    add_organisations(commands, _command)


def _check(given: argparse.Namespace) -> int:
    from openwres.calculation import check

    found = check(
        given.input, year=given.year, standard=given.standard, organisation=given.organisation,
        register=given.register, decisions=given.start, memory=given.memory,
    )  # fmt: skip
    written = _write_draft(given, found) if given.init else ""
    if given.json:
        print_json(
            {
                "standard": found.edition.standard,
                "year": found.edition.year,
                "problems": [p.as_dict() for p in found.problems],
                "read": list(found.read),
                "undecided": [asdict(one) for one in found.undecided],
            }
        )
        return _code(found)
    print_read(found.read)
    print_problems(found.problems, sys.stdout)
    print(f"Checked as {found.edition.label}: {counted(found.problems)}.")
    if given.init:
        print(written)
    return _code(found)


def _code(found: Check) -> int:
    """1 where something must be put right, be it for a part only."""
    return 1 if any(problem.severity == "block" for problem in found.problems) else 0


def _write_draft(given: argparse.Namespace, found: Check) -> str:
    """Write the draft of decisions beside the extracts; what an earlier file holds is carried over. What to say of it."""
    from pathlib import Path

    from openwres.files.output import replace_text

    home = Path(given.input)
    path = (home if home.is_dir() else home.parent) / "decisions.yaml"
    if given.start and path.exists():
        raise UsageError(f"{path} is there already. Leave --from out to go on with it, or move it away.")
    read = Path(given.start).name if given.start else path.name
    wrong = next((p for p in found.problems if p.file == read and p.severity == "block"), None)
    if wrong:
        said = f"{read} has mistakes, and nothing was written: row {wrong.row}: {wrong.sentence}"
        raise UsageError(f"{said} Mend what `openwres check` says of it, then draft again.")
    if not found.undecided and not given.start:
        return "Nothing is left to decide; decisions.yaml was not changed."
    before = replace_text(path, found.draft())
    kept = f" The earlier file is {before.name}." if before else ""
    number = len({(one.kind, one.column, one.value) for one in found.undecided})
    return f"Written to {path}: {number} to decide.{kept} Fill in `means`, reason, person and date, then check again."


def _calculate(given: argparse.Namespace) -> int:
    from openwres.calculation import calculate

    result = calculate(
        given.input, year=given.year, standard=given.standard, organisation=given.organisation,
        register=given.register, history=given.history, previous=given.previous,
        characteristics=given.characteristics, memory=given.memory, layout=given.map,
    )  # fmt: skip
    folder = result.write(given.out)
    if given.json:
        print_json({"out": str(folder), "standard": result.edition.standard, "year": result.edition.year, "organisations": list(result.organisations),
                     "tallies": len(result.tallies), "figures": len(result.figures), "problems": [p.as_dict() for p in result.problems]})  # fmt: skip
        return 0
    print_problems(result.problems, sys.stdout)
    print_headlines(result)
    print(f"\n{len(result.tallies):,} tallies, {len(result.figures):,} figures, {counted(result.problems)}.")
    print(f"Written to {given.out}; look at {folder / 'scorecard.html'}")
    return 0
