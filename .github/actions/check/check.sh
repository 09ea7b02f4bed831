#!/usr/bin/env bash
# Runs "loadline check" with what the action's inputs say. Never fails: the status is an output, and a later step ends the job with it.
set -euo pipefail
# shellcheck source=lines.sh
source "$(dirname "${BASH_SOURCE[0]}")/lines.sh"

directory="$RUNNER_TEMP/loadline-report"
rm -rf "$directory"
mkdir -p "$directory"

arguments=(check)
add() { # add OPTION TEXT
  lines "$2"
  [ ${#LINES[@]} -eq 0 ] || arguments+=(${1:+"$1"} "${LINES[@]}")
}

[ -n "$BUDGET" ] || [ ! -d budgets ] || BUDGET=budgets
add "" "$RESULTS"
add --junit "$JUNIT"
add --budget "$BUDGET"
add --baseline "$BASELINE"
# The first run finds no history: it is the one that makes it.
[ -z "$HISTORY" ] || [ ! -e "$HISTORY" ] || arguments+=(--history "$HISTORY")
[ -z "$SUITE" ] || arguments+=(--suite "$SUITE")
[ ! -e "$RUNNER_TEMP/loadline-comment.md" ] || arguments+=(--previous-comment "$RUNNER_TEMP/loadline-comment.md")
arguments+=(--commit "$HEAD_COMMIT"
  --markdown "$directory/summary.md" --json "$directory/verdict.json"
  --html "$directory/report.html" --junit-output "$directory/junit.xml")
add "" "$MORE"

status=0
"$LOADLINE" "${arguments[@]}" || status=$?
{
  echo "status=$status"
  echo "directory=$directory"
} >>"$GITHUB_OUTPUT"
