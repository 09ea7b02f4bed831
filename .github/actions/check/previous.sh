#!/usr/bin/env bash
# Fetches the comment that this check will update, so that what it says already is not told as new: previous.sh FILE
#
# PULL_REQUEST, GITHUB_REPOSITORY, GH_TOKEN, COMMENT_AUTHOR as for comment.sh; SUITE, where several suites comment. No comment, no file; a comment is
# never worth a failure here.
set -uo pipefail

# shellcheck source=comments.sh
source "$(dirname "${BASH_SOURCE[0]}")/comments.sh"

[[ ${PULL_REQUEST:-} =~ ^[0-9]{1,12}$ ]] || exit 0
# The marker leaves slashes as they are.
own_comments 2>/dev/null |
  jq --raw-output --slurp --arg suite "${SUITE:-}" '
    [ .[].body | select(startswith("<!-- loadline key=" + ($suite | if . == "" then "" else (@uri | gsub("%2F"; "/")) + " " end))) ]
    | if length == 1 then .[0] else empty end' >"$1" || true
[ -s "$1" ] || rm -f "$1"
