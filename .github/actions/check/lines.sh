# shellcheck shell=bash
# Inputs of an action are text: lists in them have an item a line.

# lines TEXT: the lines as the array LINES, without blanks around them and without empty ones.
lines() {
  LINES=()
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line%$'\r'}"
    line="${line#"${line%%[![:blank:]]*}"}"
    line="${line%"${line##*[![:blank:]]}"}"
    [ -z "$line" ] || LINES+=("$line")
  done <<<"$1"
}
