# shellcheck shell=bash
# The comments of a pull request that this job's token wrote: PULL_REQUEST (number), GITHUB_REPOSITORY and GH_TOKEN say where, COMMENT_AUTHOR who
# writes (default: the token's owner).

# own_comments: one JSON object {id, body} a line, oldest first; all pages, as the comment may be the 101st.
own_comments() {
  # The token of a job has no user of its own; its comments are of this one.
  local author=${COMMENT_AUTHOR:-}
  [ -n "$author" ] || author=$(gh api user --jq .login 2>/dev/null) || author="github-actions[bot]"
  gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments?per_page=100" |
    jq --compact-output --arg author "$author" '.[] | select(.user.login == $author) | {id, body: (.body // "")}'
}
