#!/usr/bin/env bash
# Fetches the comment that this check will update, so that what it says already is not told as new: previous.sh FILE
#
# PULL_REQUEST, GITHUB_REPOSITORY, GH_TOKEN, COMMENT_AUTHOR as for comment.sh; SUITE, where several suites comment. No comment, no file; a comment is
# never worth a failure here.
set -uo pipefail

author=${COMMENT_AUTHOR:-}
[ -n "$author" ] || author=$(gh api user --jq .login 2>/dev/null) || author="github-actions[bot]"
[[ ${PULL_REQUEST:-} =~ ^[0-9]{1,12}$ ]] || exit 0

gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments?per_page=100" 2>/dev/null |
  jq --raw-output --slurp --arg author "$author" --arg suite "${SUITE:-}" '
    [ add // [] | .[] | select(.user.login == $author) | .body // ""
      | select(startswith("<!-- loadline key=" + ($suite | if . == "" then "" else @uri + " " end))) ]
    | if length == 1 then .[0] else empty end' >"$1" || true
[ -s "$1" ] || rm -f "$1"
