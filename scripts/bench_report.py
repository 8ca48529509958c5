"""Turns the figures of bench_import.py into tables, and puts the short ones into README.md."""

import os

BEGIN, END = "<!-- bench-import: begin -->", "<!-- bench-import: end -->"
CASES = {"one": "one file", "sixteen": "16 files", "small": "small files"}
MIB = 1 << 20


def size(count):
    if count >= 1 << 30 and count % (1 << 30) == 0:
        return f"{count >> 30} GiB"
    return f"{count / MIB:.0f} MiB" if count >= MIB else f"{count >> 10} KiB"


def shape(case):
    files = case["files"]
    return f"{files:,} x {size(case['fileBytes'])}" if files > 1 else f"one file of {size(case['fileBytes'])}"


def compared(result, case):
    """The table of one case: each program's figures, with what they are of the floor and of ours.

    Small files are counted by file: what they cost is not in their bytes.
    """
    floor, ours = result["floor"]["all"], case["peers"].get("llm-manager")
    by_file = case["fileBytes"] < MIB
    head = ["", "files/s", "CPU-ms per file"] if by_file else ["", "GiB/s", "CPU-s per GiB", "of the floor"]
    body = []
    for name, peer in case["peers"].items():
        speed = case["files"] / peer["seconds"] if by_file else peer["gibPerSecond"]
        row = [name, f"{speed:.0f}" if by_file else f"{speed:.2f}"]
        if by_file:
            row.append(f"{peer['cpuMillisecondsPerFile']:.2f}")
        else:
            row += [f"{peer['cpuSecondsPerGiB']:.2f}", f"{peer['cpuSecondsPerGiB'] / floor:.1f}x"]
        times = f"{peer['seconds'] / ours['seconds']:.1f}x" if ours else ""
        body.append([*row, f"{peer['peakMiB']:.0f}", size(peer["diskBytes"]) if peer["diskBytes"] else "0", times])
    return table(head + ["peak MiB", "on disk", "time, ours = 1"], body)


def table(head, body):
    """Markdown that is also easy on the eye in a terminal."""
    lines = [head] + [list(row) for row in body]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def line(cells):
        aligned = [cells[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        return "| " + " | ".join(aligned) + " |"

    rule = "| " + " | ".join("-" * width if not number else "-" * (width - 1) + ":" for number, width in enumerate(widths))
    return "\n".join([line(head), rule + " |"] + [line(cells) for cells in lines[1:]])


def machine(result):
    told = result["machine"]
    return f"{told['cores']} cores, {', '.join(told['features']) or 'no AES or SHA instructions'}"


def floor(result):
    parts = result["floor"]
    return (
        f"Floor (decrypt {parts['decrypt']:.3f} + encrypt {parts['encrypt']:.3f} + SHA-256 {parts['sha256']:.3f} + "
        f"CRC32C {parts['crc32c']:.3f}, in memory, on one core): {parts['all']:.2f} CPU-s per GiB."
    )


def text(result):
    parts = [f"machine: {machine(result)}; {result['started']}; load when begun {result['machine']['load']:.1f}"]
    if result.get("scale", 1) > 1:
        parts.append(f"SHORT RUN: 1/{result['scale']} of the bytes; start-up weighs too much in these figures")
    parts.append(floor(result))
    for case in result["cases"].values():
        parts.append(f"{shape(case)}\n" + compared(result, case))
    parts += extras(result)
    return "\n\n".join(parts)


def extras(result):
    told = []
    if "memory" in result:
        body = [
            [shape(entry), f"{entry['peakMiB']:.0f}", f"{entry['seconds']:.1f}"]
            for entry in result["memory"]
        ]
        told.append("Memory against size and number of files:\n\n"
                    + table(["", "peak MiB", "seconds"], body))
    if "resume" in result:
        resume = result["resume"]
        told.append(
            f"Killed (-9) at {resume['killedAtPercent']:.0f} % of {size(resume['bytes'])} and resumed: "
            f"{size(resume['fetchedTwice'])} fetched twice, {size(resume['sentTwice'])} sent twice; "
            f"{resume['cpuSecondsPerGiB']:.2f} CPU-s per GiB for both runs together."
        )
    if "watchers" in result:
        watchers = result["watchers"]
        told.append(
            f"Imported by a server: {watchers['alone']:.2f} CPU-s per GiB; with {watchers['count']} open event streams "
            f"{watchers['watched']:.2f}."
        )
    if "wan" in result:
        wan = result["wan"]
        told.append(
            f"Simulated WAN, each connection {size(wan['bytesPerSecond'])}/s after {wan['delayMilliseconds']} ms: "
            f"{wan['times']:.1f} times one connection's rate ({wan['mibPerSecond']:.0f} MiB/s, "
            f"{wan['connections']} connections at most)."
        )
    return told


def write_readme(path, result):
    """Replaces what stands between the marks."""
    with open(path, encoding="utf-8") as source:
        page = source.read()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    told = [f"Measured on {machine(result)}, {result['started']}."]
    for case in result["cases"].values():
        told.append(f"{shape(case)[0].upper()}{shape(case)[1:]}:\n\n" + compared(result, case))
    told += [floor(result)] + extras(result)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(f"{before}{BEGIN}\n" + "\n\n".join(told) + f"\n{END}{after}")
    os.replace(path + ".new", path)
