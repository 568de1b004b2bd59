"""Writes the completions for bash, zsh and fish from the command line's own description: completions.py FOLDER.

Needs ``bayplan`` to be importable. The files are bayplan.bash, _bayplan and bayplan.fish.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bayplan.cli import COMMANDS, command_parser, window_parser

#: What names a file: a file's name is completed after it.
FILES = {"FILE", "SNAPSHOT"}


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """The options of a parser, without positional arguments."""
    return [action for action in parser._actions if action.option_strings]


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command; "" is the window's."""
    found = {"": window_parser()}
    for action in command_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def values(action: argparse.Action) -> list[str]:
    """What may follow an option, as far as it is known; events are listed in their option's help."""
    if action.choices:
        return [str(choice) for choice in action.choices]
    if action.metavar == "EVENT" and action.help and "one of " in action.help:
        return action.help.split("one of ")[1].split(", ")
    return []


def takes_file(action: argparse.Action) -> bool:
    """Whether a file's name follows."""
    return action.metavar in FILES


def bash() -> str:
    """For bash-completion."""
    lines = [
        "# bash completion for bayplan",
        "_bayplan() {",
        '    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command="" each',
        '    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
        f"        case $each in {'|'.join(COMMANDS)}) command=$each; break ;; esac",
        "    done",
        '    case "$command $before" in',
    ]
    for name, parser in parsers().items():
        for action in options(parser):
            if values(action):
                after = "|".join(f'"{name} {flag}"' for flag in action.option_strings)
                chosen = f'COMPREPLY=($(compgen -W "{" ".join(values(action))}" -- "$word"))'
                lines.append(f"    {after}) {chosen}; return ;;")
    lines += ["    esac", "    case $command in"]
    for name, parser in parsers().items():
        words = [flag for action in options(parser) for flag in action.option_strings]
        words += COMMANDS if not name else ()
        lines.append(f'    "{name}") COMPREPLY=($(compgen -W "{" ".join(words)}" -- "$word")) ;;')
    lines += ["    esac", "}", "complete -o default -F _bayplan bayplan", ""]
    return "\n".join(lines)


def zsh() -> str:
    """For zsh's compsys."""
    lines = [
        "#compdef bayplan",
        "_bayplan() {",
        "    local -a arguments",
        "    case ${words[(r)(" + "|".join(COMMANDS) + ")]} in",
    ]
    for name, parser in sorted(parsers().items(), reverse=True):
        lines.append(f"    {name or '*'}) arguments=(")
        for action in options(parser):
            told = _zsh_text(action.help or "")
            value = ""
            if action.nargs != 0:
                value = f":{_zsh_text(str(action.metavar or action.dest))}:"
                value += f"({' '.join(values(action))})" if values(action) else "_files" if takes_file(action) else " "
            lines += [f"        '{flag}[{told}]{value}'" for flag in action.option_strings]
        rest = f"({' '.join(COMMANDS)})" if not name else ""
        lines += [f"        '1:command:{rest}'" if rest else "        '*:argument:_files'", "    ) ;;"]
    lines += ["    esac", '    _arguments -s "$arguments[@]"', "}", '_bayplan "$@"', ""]
    return "\n".join(lines)


def fish() -> str:
    """For fish."""
    seen = "__fish_seen_subcommand_from"
    lines = [f"complete -c bayplan -n 'not {seen} {' '.join(COMMANDS)}' -a '{' '.join(COMMANDS)}'"]
    for name, parser in parsers().items():
        when = f"{seen} {name}" if name else f"not {seen} {' '.join(COMMANDS)}"
        for action in options(parser):
            flags = [f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in action.option_strings]
            told = (action.help or "").replace("\\", "\\\\").replace("'", "\\'")
            line = f"complete -c bayplan -n '{when}' {' '.join(flags)} -d '{told}'"
            if action.nargs != 0:
                line += (
                    f" -x -a '{' '.join(values(action))}'" if values(action) else " -r" if takes_file(action) else " -x"
                )
            lines.append(line)
    return "\n".join([*lines, ""])


def _zsh_text(text: str) -> str:
    for sign, instead in (("\\", "\\\\"), ("'", "'\\''"), ("[", "\\["), ("]", "\\]"), (":", "\\:")):
        text = text.replace(sign, instead)
    return text


def main(folder: Path) -> None:
    """Writes all three."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("bayplan.bash", bash()), ("_bayplan", zsh()), ("bayplan.fish", fish())):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
