#!/usr/bin/env python3
"""Writes a JTL file (CSV) of about the given size: 87 pairs of label and response code, failures with quoted messages, doubled quotes,
line breaks inside quotes, and transaction controllers around some samples.

    Benchmarks/make-jmeter-csv.py 1000000000 > /tmp/jmeter.csv
"""
import random
import sys

HEADER = ("timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,"
          "grpThreads,allThreads,URL,Latency,IdleTime,Connect\n")
LABELS = [f"{method} /api/{noun}" for method in ("GET", "POST", "PUT", "DELETE")
          for noun in ("products", "cart", "orders", "search", "users/login", "checkout", "reviews")] + ["Umsätze laden"]
FAILURES = [
    '"Test failed: text expected to contain /OK/, found ""none"""',
    '"The operation lasted too long: It took 6,096 milliseconds,\nbut should not have lasted longer than 5,000."',
]


def rows(dice):
    now = 1_764_718_632_485
    while True:
        now += dice.randrange(3)
        label = dice.choice(LABELS)
        elapsed = int(dice.lognormvariate(4, 0.7))
        fate = dice.random()
        thread = f"Thread Group 1-{dice.randrange(1, 200)}"
        tail = f"{dice.randrange(200, 90000)},{dice.randrange(100, 900)},200,200,http://shop.example/api,{elapsed - elapsed // 5},0,{dice.randrange(9)}\n"
        if fate < 0.94:
            yield f"{now},{elapsed},{label},200,OK,{thread},text,true,,{tail}"
        elif fate < 0.96:
            yield f"{now},{elapsed},{label},500,Internal Server Error,{thread},text,false,{dice.choice(FAILURES)},{tail}"
        elif fate < 0.97:
            yield f"{now},{elapsed},{label},404,Not Found,{thread},text,false,,{tail}"
        else:
            yield (f'{now},{elapsed},Buy something,200,"Number of samples in transaction : 2, number of failing samples : 0",'
                   f"{thread},,true,,{tail}")


def main():
    size = int(sys.argv[1])
    dice = random.Random(7)
    written = sys.stdout.write(HEADER)
    block = "".join(row for row, _ in zip(rows(dice), range(400_000)))
    # Rows of one block repeat with later times, so that making a gigabyte takes seconds, not minutes.
    lines = block.split("\n17")
    shift = 0
    while written < size:
        text = block if shift == 0 else shifted(lines, shift)
        written += sys.stdout.write(text)
        shift += 1_000_000


def shifted(lines, shift):
    first = [str(int(lines[0][:13]) + shift) + lines[0][13:]]
    return "\n".join(first + [str(int("17" + line[:11]) + shift) + line[11:] for line in lines[1:]])


if __name__ == "__main__":
    main()
