#!/usr/bin/env python3
"""Reads JUnit reports that are made to exhaust a parser, at full size: seconds, peak memory, exit status.

    swift build -c release --product loadline
    Benchmarks/junit-hostile.py [LOADLINE]

Memory is that of the process alone, by GNU time.
"""
import os
import subprocess
import sys
import tempfile

MB = 1 << 20
SUITE = b"<testsuite name='s'><testcase name='a' time='1'>"
END = b"</testcase></testsuite>"


def long(start, end, megabytes=120, unit=b"x"):
    yield SUITE + start
    block = unit * (MB // len(unit))
    for _ in range(megabytes):
        yield block
    yield end + END


CASES = {
    "CDATA, 120 MB": lambda: long(b"<system-out><![CDATA[", b"]]></system-out>"),
    "comment, 120 MB": lambda: long(b"<!--", b"-->"),
    "instruction, 120 MB": lambda: long(b"<?p ", b"?>"),
    "text, 120 MB": lambda: long(b"<system-out>", b"</system-out>"),
    "attribute, 11 MB": lambda: long(b"<failure message='", b"'/>", 11),
    "attribute, 120 MB": lambda: long(b"<failure message='", b"'/>"),
    "not ASCII, 120 MB": lambda: long(b"<system-out>", b"</system-out>", unit="é日".encode()),
    "escape sequences, 120 MB": lambda: long(b"<system-out>", b"</system-out>", unit=b"\x1b[31m"),
    "references, 60 MB": lambda: long(b"<system-out>", b"</system-out>", 60, b"&amp;"),
    "100,000 attributes": lambda: [b"<testsuite", *(b" a%d=''" % i for i in range(100_000)), b"/>"],
    "3,000,000 names": lambda: [SUITE, *(b"<n%d/>" % i for i in range(3_000_000)), END],
    "200,000 levels": lambda: [b"<testsuite>" * 200_000],
    "billion laughs": lambda: [
        b"<!DOCTYPE l [<!ENTITY a0 'lol'>",
        *(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 30)),
        b"]><testsuite name='&a29;'/>",
    ],
}


def main():
    loadline = sys.argv[1] if len(sys.argv) > 1 else ".build/release/loadline"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "hostile.xml")
        for name, parts in CASES.items():
            with open(path, "wb") as file:
                file.writelines(parts())
            command = ["/usr/bin/time", "-f", "\n%e %M", loadline, "inspect", "--json", path]
            done = subprocess.run(command, capture_output=True, text=True)
            lines = [line for line in done.stderr.splitlines() if line and not line.startswith("Command exited")]
            seconds, kilobytes = lines[-1].split()
            message = lines[0].split(": ", 2)[-1][:70] if done.returncode else "read"
            print(f"{name:26} {float(seconds):5.2f} s {int(kilobytes) / 1024:5.0f} MB  {done.returncode:2} {message}")


main()
