#!/usr/bin/env bash
# A history in a branch of its own, so that it needs no service: a run is a small file that no other run shares, so two jobs never conflict.
#
#   history.sh fetch BRANCH DIRECTORY          the branch's files; none where the branch is not there yet
#   history.sh keep  BRANCH DIRECTORY MESSAGE  commits what was added, and pushes
#
# Run in the repository's work tree. TOKEN, where set, is used for https and is written nowhere.
set -euo pipefail

command=$1 branch=$2 directory=$3
remote=${REMOTE:-origin}

# With the token, unless actions/checkout left its own: two headers would be refused.
authorize() {
  local server=${GITHUB_SERVER_URL:-https://github.com}/
  local key="http.$server.extraheader"
  [ -n "${TOKEN:-}" ] || return 0
  ! git config --get "$key" >/dev/null || return 0
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=$key
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_VALUE_0
}

identify() {
  export GIT_AUTHOR_NAME=${GIT_AUTHOR_NAME:-loadline} GIT_AUTHOR_EMAIL=${GIT_AUTHOR_EMAIL:-loadline@users.noreply.github.com}
  export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
}

tip() { # the branch's commit as the remote has it; nothing where there is no such branch
  git ls-remote --exit-code "$remote" "refs/heads/$branch" | cut -f1 || [ $? -eq 2 ]
}

fetch() {
  rm -rf "$directory"
  git worktree prune
  local start
  start=$(tip)
  if [ -n "$start" ]; then
    git fetch --quiet --depth=1 "$remote" "$start"
  else
    echo "No branch $branch yet."
    start=$(git commit-tree -m "A history of measurements" "$(git mktree </dev/null)")
  fi
  git worktree add --quiet --force --detach "$directory" "$start"
}

keep() {
  git -C "$directory" add --all
  if git -C "$directory" diff --cached --quiet; then
    echo "Nothing new to keep."
    return
  fi
  git -C "$directory" commit --quiet --message "$1"
  for attempt in 1 2 3 4 5 6; do
    if git push --quiet "$remote" "$(git -C "$directory" rev-parse HEAD):refs/heads/$branch"; then return; fi
    # Another job was faster: put these runs on top of its.
    sleep "$((attempt + RANDOM % 3))"
    local start
    start=$(tip)
    [ -z "$start" ] || replay "$start"
  done
  echo "::error title=Loadline::The history could not be pushed to $branch; see the messages above." >&2
  exit 74
}

replay() { # the files of our commit as one commit on top of COMMIT
  git fetch --quiet --depth=1 "$remote" "$1"
  local ours
  ours=$(git -C "$directory" rev-parse HEAD)
  git -C "$directory" checkout --quiet --detach "$1"
  git -C "$directory" checkout --quiet "$ours" -- .
  git -C "$directory" diff --cached --quiet || git -C "$directory" commit --quiet --reuse-message "$ours"
}

identify
authorize
case $command in
fetch) fetch ;;
keep) keep "$4" ;;
*)
  echo "history.sh: expected fetch or keep, not $command" >&2
  exit 64
  ;;
esac
