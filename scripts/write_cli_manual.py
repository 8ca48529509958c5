#!/usr/bin/env python3
"""Writes docs/cli.md from the commands' own help.

    write_cli_manual.py --binary PATH [--check]

--check writes nothing; it exits 1 when the page is not what the binary says.
Python's standard library only.
"""

import argparse
import difflib
import json
import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "cli.md"

INTRODUCTION = """# The command line

Written by `make docs` from the commands' own help; `make test` checks that it is current.

Every command that works on a project takes the options under [Where](#where) and [Output](#output).
Results go to standard output, progress and errors to standard error. An error says what was wrong, to what, and the
fix. `--json` prints the types of the HTTP API ([api.md](api.md)).
"""

SETTINGS = """## Environment

| Variable | Stands for |
| --- | --- |
| `LLM_MANAGER_PROJECT`, then `GOOGLE_CLOUD_PROJECT` | `--project` |
| `LLM_MANAGER_SIMULATOR` | `--simulator` |
| `LLM_MANAGER_DATA` | `--data` |
| `LLM_MANAGER_UPLOADS` | `--uploads` |
| `STORAGE_EMULATOR_HOST` | an emulator in place of Cloud Storage, without credentials |
| `GOOGLE_APPLICATION_CREDENTIALS` | the credential file, when there is no `--credentials` |
| `LLM_MANAGER_WORKLOAD_IDENTITY_PROVIDER`, `LLM_MANAGER_SERVICE_ACCOUNT` | `--workload-identity-provider`, `--service-account` ([identity.md](identity.md)) |
| `LLM_MANAGER_IMPERSONATE_SERVICE_ACCOUNT` | `--impersonate-service-account` |
| `GOOGLE_CLOUD_QUOTA_PROJECT` | `--quota-project` |
| `GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES` | `1` lets a credential file run its program |
| `HF_TOKEN` | the hub's token; `--token-variable` names another variable |
| `HF_ENDPOINT` | a mirror of the Hugging Face hub |
| `LLM_MANAGER_TRANSPORT` | `--transport` |
| `LLM_MANAGER_NETRC` | `--netrc` |
| `LLM_MANAGER_PROXY_AUTH` | `basic`, `ntlm` or `negotiate`, for the proxy ([network.md](network.md)) |
| `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` | proxies of outgoing requests ([network.md](network.md)) |
| `LLM_MANAGER_VLLM`, `LLM_MANAGER_OLLAMA`, `LLM_MANAGER_LLAMACPP` | the words that start an engine on this machine ([local.md](local.md)) |
| `LLM_MANAGER_CONTAINERS` | the program that runs engines in containers; `none`: no containers; by default `docker` or `podman` from PATH ([local.md](local.md)) |
| `PORT` | `serve --port` |

## Completions

    llm-manager --generate-completion-script bash > ~/.local/share/bash-completion/completions/llm-manager
    llm-manager --generate-completion-script zsh > "${fpath[1]}/_llm-manager"
    llm-manager --generate-completion-script fish > ~/.config/fish/completions/llm-manager.fish
"""

SHARED = {"Where": "where", "Output": "output"}


def dumped(binary: str) -> dict:
    """The whole command tree, as the binary describes itself."""
    text = subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    return json.loads(text)["command"]


def spelled(argument: dict) -> str:
    """How an argument is written on the command line."""
    value = f"<{argument.get('valueName', 'value')}>"
    if argument["kind"] == "positional":
        return f"{value}..." if argument.get("isRepeating") else value
    names = []
    for name in argument.get("names", []):
        names.append(("-" if name["kind"] == "short" else "--") + name["name"])
    text = ", ".join(sorted(names, key=len))
    return text if argument["kind"] == "flag" else f"{text} {value}"


def cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|").replace("<", "&lt;")


def row(argument: dict) -> str:
    about = cell(argument.get("abstract", ""))
    default = argument.get("defaultValue")
    if default and argument["kind"] != "flag":
        about += f" Default: `{default}`."
    if not argument.get("isOptional"):
        about = "**Required.** " + about
    return f"| `{spelled(argument)}` | {about.strip()} |"


def shown(arguments: list[dict]) -> list[dict]:
    hidden = {"help", "version", "generate-completion-script"}
    return [
        argument for argument in arguments
        if argument.get("shouldDisplay", True) and not hidden & {name["name"] for name in argument.get("names", [])}
    ]


def table(arguments: list[dict]) -> list[str]:
    return ["", "| | |", "| --- | --- |"] + [row(argument) for argument in arguments]


def usage(words: str, arguments: list[dict]) -> str:
    parts = [words]
    for argument in arguments:
        if argument.get("sectionTitle") in SHARED:
            continue
        if argument["kind"] == "positional" or not argument.get("isOptional"):
            text = spelled(argument)
            parts.append(f"[{text}]" if argument.get("isOptional") else text)
    if any(argument["kind"] != "positional" for argument in arguments):
        parts.append("[options]")
    return " ".join(parts)


def section(command: dict, path: list[str], shared: dict[str, list[dict]]) -> list[str]:
    words = " ".join(path)
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    lines = ["", f"{'#' * min(len(path), 3)} {words}", "", command["abstract"]]
    if command.get("discussion"):
        lines += ["", command["discussion"].strip()]
    if children:
        for child in children:
            lines += section(child, path + [child["commandName"]], shared)
        return lines
    arguments = shown(command.get("arguments", []))
    lines += ["", "    " + usage(words, arguments)]
    own = [argument for argument in arguments if argument.get("sectionTitle") not in SHARED]
    titles = list(dict.fromkeys(argument.get("sectionTitle") for argument in own))
    for title in titles:
        if title:
            lines += ["", f"{title}:"]
        lines += table([argument for argument in own if argument.get("sectionTitle") == title])
    used = []
    for title in SHARED:
        found = [argument for argument in arguments if argument.get("sectionTitle") == title]
        if found:
            shared.setdefault(title, found)
            used.append(f"[{title}](#{SHARED[title]})")
    if used:
        lines += ["", "And " + ", ".join(used) + "."]
    return lines


def exit_statuses(discussion: str) -> list[str]:
    found = re.findall(r"^\s*(\d+)\s+(\S.*)$", discussion, re.MULTILINE)
    if len(found) < 5:
        sys.exit("the help of llm-manager lists no exit statuses any more")
    return ["", "## Exit statuses", "", "| Status | Meaning |", "| --- | --- |"] + [
        f"| {number} | {cell(meaning)} |" for number, meaning in found
    ]


def page(binary: str) -> str:
    root = dumped(binary)
    shared: dict[str, list[dict]] = {}
    body: list[str] = []
    for command in root["subcommands"]:
        if command["commandName"] != "help":
            body += section(command, ["llm-manager", command["commandName"]], shared)
    lines = [INTRODUCTION.rstrip()] + exit_statuses(root.get("discussion", ""))
    for title in SHARED:
        lines += ["", f"## {title}"] + table(shared[title])
    return "\n".join(lines) + "\n\n" + SETTINGS.rstrip() + "\n" + "\n".join(body) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    wanted = page(arguments.binary)
    if not arguments.check:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(wanted, encoding="utf-8")
        return
    there = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    if there == wanted:
        print("docs/cli.md is what the binary says")
        return
    difference = difflib.unified_diff(there.splitlines(), wanted.splitlines(), "docs/cli.md", "the binary", lineterm="")
    print("\n".join(list(difference)[:60]))
    sys.exit("docs/cli.md is not current: run make docs")


if __name__ == "__main__":
    main()
