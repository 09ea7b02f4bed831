#!/usr/bin/env bash
# Comments on the pull request of a fork with a summary that the fork's own job wrote: comment-fork.sh SUMMARY.md
#
# The file is not trusted. Which pull request it is, which commit and which run, says GitHub (HEAD_REPOSITORY, HEAD_BRANCH, TRUSTED_HEAD, TRUSTED_RUN of the
# workflow_run event), never the file; and a pull request that has moved on is not commented.
set -euo pipefail

file=$1
if [ ! -f "$file" ] || [ -L "$file" ]; then
  echo "comment-fork.sh: $file is not a file" >&2
  exit 66
fi

owner=${HEAD_REPOSITORY%%/*}
head=$(jq --null-input --raw-output --arg head "$owner:$HEAD_BRANCH" '$head | @uri')
PULL_REQUEST=$(gh api "repos/$GITHUB_REPOSITORY/pulls?state=open&per_page=100&head=$head" |
  jq --raw-output --arg sha "$TRUSTED_HEAD" --arg repository "$HEAD_REPOSITORY" '
    [.[] | select(.head.sha == $sha and .head.repo.full_name == $repository)] | first | .number // empty')
if [ -z "$PULL_REQUEST" ]; then
  echo "No open pull request of $HEAD_REPOSITORY has $TRUSTED_HEAD at its head."
  exit 0
fi

# A fork's job may write what it likes: nobody is to be notified by it, and it says where it comes from.
untrusted=$(mktemp)
trap 'rm -f "$untrusted"' EXIT
{
  head -n 1 "$file"
  tail -n +2 "$file" | LC_ALL=C tr -d '\000-\010\013-\037' | sed -E '/^<!-- loadline-findings [0-9a-f ]* -->$/!{ s/@/\&#64;/g; s/<!--/\&lt;!--/g; }'
  printf '\n\n<sub>Measured and written by the job of the fork %s.</sub>\n' "$(sed 's/[^A-Za-z0-9._/-]/-/g' <<<"$HEAD_REPOSITORY")"
} >"$untrusted"

export PULL_REQUEST
"$(dirname "${BASH_SOURCE[0]}")/comment.sh" "$untrusted"
