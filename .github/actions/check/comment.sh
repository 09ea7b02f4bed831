#!/usr/bin/env bash
# Puts a Markdown summary on a pull request: updates the comment with the same key in its marker, or writes the first one. A comment of a newer run
# is never overwritten by an older one.
#
#   comment.sh SUMMARY.md
#
# PULL_REQUEST (number), GITHUB_REPOSITORY and GH_TOKEN say where. With TRUSTED_HEAD and TRUSTED_RUN the marker gets these values instead of the
# file's: for a file that a fork's job wrote. FORK=true: says why nothing is written. COMMENT_AUTHOR: who writes (default: the token's owner).
set -euo pipefail
# shellcheck source=comments.sh
source "$(dirname "${BASH_SOURCE[0]}")/comments.sh"

fail() { # fail STATUS MESSAGE
  echo "comment.sh: $2" >&2
  exit "$1"
}

file=$1
if [ "${FORK:-false}" = true ]; then
  echo "::notice title=Loadline::Jobs of a fork's pull request may not write comments. The step summary has the report; a workflow_run workflow can comment."
  exit 0
fi
[ -f "$file" ] || fail 66 "$file is not there"
[ "$(wc -c <"$file")" -le 65536 ] || fail 65 "$file is larger than a comment may be (65,536 bytes)"
[[ ${PULL_REQUEST:-} =~ ^[0-9]{1,12}$ ]] || fail 64 "PULL_REQUEST is no number: ${PULL_REQUEST:-}"

# Values in a marker are percent-encoded, so that none holds a space.
pattern='^<!-- loadline key=([A-Za-z0-9._~/%-]+)( head=([A-Za-z0-9._~/%-]+))?( run=([A-Za-z0-9._~/%-]+))? -->$'
IFS= read -r marker <"$file" || true
[[ $marker =~ $pattern ]] || fail 65 "$file: line 1: expected <!-- loadline key=… head=… run=… -->"
key=${BASH_REMATCH[1]} head=${TRUSTED_HEAD:-${BASH_REMATCH[3]}} run=${TRUSTED_RUN:-${BASH_REMATCH[5]}}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  echo "<!-- loadline key=$key${head:+ head=$head}${run:+ run=$run} -->"
  tail -n +2 "$file"
} >"$body"

# Of several (written at once), the newest run's.
found=$(own_comments | jq --raw-output --slurp --arg start "<!-- loadline key=$key " '
  [ .[] | {id, first: (.body | split("\n")[0] | rtrimstr("\r"))} | select(.first | startswith($start))
    | .run = ((.first | capture(" run=(?<run>[0-9]+) -->$").run) // "") ]
  | sort_by(.run | length, .) | last | select(. != null) | "\(.id) \(.run)"')

older() { # older A B: whether run A came before run B; only numbers have an order
  [[ $1 =~ ^[0-9]+$ && $2 =~ ^[0-9]+$ ]] || return 1
  [ "${#1}" -lt "${#2}" ] || { [ "${#1}" -eq "${#2}" ] && [[ $1 < $2 ]]; }
}

if [ -z "$found" ]; then
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --field "body=@$body"
  echo "Wrote the comment."
elif older "$run" "${found#* }"; then
  echo "A comment of a newer run (${found#* }) is there; this run is $run."
else
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/${found%% *}" --field "body=@$body"
  echo "Updated the comment."
fi
