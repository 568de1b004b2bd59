"""The command line: the window, and the same program without a window.

Exit codes: 0 done, 1 something was found or is not as it should be, 2 wrong use, 3 no engine.
Errors are one clear sentence on stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bayplan import __version__
from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.errors import BayplanError, WrongUseError

DONE, FAILED, WRONG_USE, NO_ENGINE = 0, 1, 2, 3
COMMANDS = ("snapshot", "diagram", "fates", "prove", "clean")

#: How the file of a diagram may end; .mmd is Mermaid, .dot Graphviz.
PICTURES = (".svg", ".png", ".pdf", ".mmd", ".dot")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line (``sys.argv`` by default); returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # The window takes a snapshot's file name where the others take a command, so each has a parser of its own.
    parser = command_parser() if any(word in COMMANDS for word in words) else window_parser()
    options = parser.parse_args(words)
    if options.command == "diagram" and options.of and not options.what_if:
        parser.error("--of needs --what-if EVENT")
    try:
        return _run(options)
    except BayplanError as error:
        print(f"bayplan: {error.sentence()}", file=sys.stderr)
        return _exit_code(error)
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    # Imported here because each command must start fast: a snapshot without Qt, the window without docker.
    if options.command == "window" and options.self_test is not None:
        from bayplan.self_test import run_self_test

        picture = Path(options.self_test) if options.self_test else None
        return DONE if run_self_test(picture, options.host, options.context) else FAILED
    if options.command == "window":
        from bayplan.app import WindowOptions, run_window

        return run_window(
            WindowOptions(host=options.host, context=options.context, demo=options.demo, snapshot=options.snapshot)
        )
    from bayplan import headless

    source = headless.Source(host=options.host, context=options.context, demo=options.demo)
    if options.command == "snapshot":
        headless.write_snapshot(source, options.output, sizes=options.sizes)
    elif options.command == "diagram":
        question = headless.Question(options.what_if, tuple(options.of)) if options.what_if else None
        headless.write_diagram(
            source, options.output, theme=options.theme, snapshot=options.snapshot, question=question
        )
    elif options.command == "fates":
        from bayplan.headless_fates import Form, print_fates

        form = Form(options.sizes, options.ask_containers, options.quiet, options.as_json)
        print_fates(source, options.names, options.events, form)
    elif options.command == "prove":
        same = headless.prove(source, options.events, image=options.image, pull=options.pull, as_json=options.as_json)
        return DONE if same else FAILED
    else:
        headless.clean(source, dry_run=options.dry_run)
    return DONE


def _exit_code(error: BayplanError) -> int:
    from bayplan.engine.failures import AnswerError, EngineError

    if isinstance(error, WrongUseError):
        return WRONG_USE
    # An engine that answers with an error is there all the same.
    no_engine = isinstance(error, EngineError) and not isinstance(error, AnswerError)
    return NO_ENGINE if no_engine else FAILED


def _engine_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--host", metavar="URL", help="speak to this engine, e.g. unix:///var/run/docker.sock")
    which.add_argument("--context", metavar="NAME", help="speak to the engine of this docker context")
    which.add_argument("--demo", action="store_true", help="show the bundled, recorded engine")
    return parser


def window_parser() -> argparse.ArgumentParser:
    """What the command line of the window may say."""
    parser = argparse.ArgumentParser(
        prog="bayplan",
        description="Shows where the state of every Docker container lives.",
        epilog=f"Without a window: bayplan {{{'|'.join(COMMANDS)}}} --help",
        parents=[_engine_options()],
    )
    parser.add_argument("--version", action="version", version=f"bayplan {__version__}")
    parser.add_argument(
        "snapshot", nargs="?", type=Path, metavar="SNAPSHOT", help="open a snapshot instead of an engine"
    )
    parser.add_argument(
        "--self-test",
        nargs="?",
        const="",
        metavar="FILE",
        help="try the installed program on the demo, without a display, and write the picture of its window to FILE",
    )
    parser.set_defaults(command="window")
    return parser


def command_parser() -> argparse.ArgumentParser:
    """What the command lines without a window may say; each command has a parser of its own in it."""
    parser = argparse.ArgumentParser(prog="bayplan", description="Bayplan without a window.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    engine = [_engine_options()]

    snapshot = commands.add_parser("snapshot", parents=engine, help="write the inventory as JSON, secrets masked")
    snapshot.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE instead of stdout")
    snapshot.add_argument(
        "--no-sizes", dest="sizes", action="store_false", help="leave out what is slow to measure (written as null)"
    )

    diagram = commands.add_parser("diagram", parents=engine, help="draw the diagram into a file")
    diagram.add_argument(
        "-o",
        "--output",
        type=_picture,
        required=True,
        metavar="FILE",
        help=f"where to; {', '.join(PICTURES)} by suffix",
    )
    diagram.add_argument("--theme", choices=("dark", "light"), default="dark")
    diagram.add_argument(
        "--what-if",
        type=_event,
        metavar="EVENT",
        help=f"draw what an event would do; one of {', '.join(EVENT_WORDS)}",
    )
    diagram.add_argument(
        "--of",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="what the event is applied to: containers by name or the beginning of an id, a project, a volume",
    )
    diagram.add_argument(
        "snapshot", nargs="?", type=Path, metavar="SNAPSHOT", help="draw a snapshot instead of an engine"
    )

    fates = commands.add_parser(
        "fates",
        parents=engine,
        help="say what events would do to the data: what is lost, orphaned, left behind and kept, and why",
        description="What events would do to what the names mean: containers by name or the beginning of an id, "
        "projects, a volume. Without names, to everything on the engine. Nothing is done for real.",
    )
    fates.add_argument("names", nargs="*", metavar="NAME", help="a container, a project or a volume")
    fates.add_argument(
        "--event",
        dest="events",
        type=_event,
        action="append",
        default=[],
        metavar="EVENT",
        help=f"only this event, may be given several times; one of {', '.join(EVENT_WORDS)}",
    )
    fates.add_argument("--json", dest="as_json", action="store_true", help="write the rows as JSON")
    fates.add_argument(
        "--all", dest="quiet", action="store_true", help="also show logs, runtime files and what is empty"
    )
    fates.add_argument(
        "--no-sizes", dest="sizes", action="store_false", help="leave out what is slow to measure (written as null)"
    )
    fates.add_argument(
        "--ask-containers",
        action="store_true",
        help="run df in containers whose memory cannot be measured from here (a remote engine, a virtual machine)",
    )

    prove = commands.add_parser(
        "prove",
        parents=engine,
        help="do events for real to containers made for it, and compare what is predicted with what happens",
        description="Makes labelled containers with a store of every kind, does each event to them for real, looks for "
        "the markers that it wrote, and removes all of it again. Your own containers, volumes and images are left "
        "alone. Exit code 1 when anything is not as predicted.",
    )
    prove.add_argument(
        "--event",
        dest="events",
        type=Event,
        choices=list(Event),
        nargs="+",
        action="extend",
        metavar="EVENT",
        help=f"only these events: {', '.join(Event)}",
    )
    prove.add_argument(
        "--image", default="busybox:latest", metavar="REF", help="make the containers from this image; it needs a shell"
    )
    prove.add_argument("--pull", action="store_true", help="pull the image if the engine does not have it")
    prove.add_argument("--json", dest="as_json", action="store_true", help="write the proof as JSON")

    clean = commands.add_parser("clean", parents=engine, help="remove what Bayplan itself created, and nothing else")
    clean.add_argument("--dry-run", action="store_true", help="only list what would be removed")
    return parser


def _event(text: str) -> Event:
    try:
        return Event(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no event; these are: {', '.join(EVENT_WORDS)}") from error


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in PICTURES:
        raise argparse.ArgumentTypeError(f"{text!r} must end in one of {', '.join(PICTURES)}")
    return path


if __name__ == "__main__":
    sys.exit(main())
