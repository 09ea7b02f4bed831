#!/usr/bin/env bash
# Keeps the runs that were checked in the history. What regressed is kept as failed: it is shown in the trend, and never a baseline.
set -euo pipefail
# shellcheck source=lines.sh
source "$(dirname "${BASH_SOURCE[0]}")/lines.sh"

if [ "$STATUS" -ge 64 ]; then
  echo "Nothing was read, so nothing is recorded."
  exit 0
fi
lines "$RESULTS"
arguments=(record "${LINES[@]}" --history "$HISTORY" --branch "$HEAD_BRANCH" --commit "$HEAD_COMMIT")
[ "${REGRESSIONS:-0}" = 0 ] || arguments+=(--failed)
"$LOADLINE" "${arguments[@]}"
if [ -n "$HISTORY_BRANCH" ]; then
  "$GITHUB_ACTION_PATH/history.sh" keep "$HISTORY_BRANCH" "$HISTORY" "Runs of $HEAD_COMMIT"
fi
echo "recorded=true" >>"$GITHUB_OUTPUT"
