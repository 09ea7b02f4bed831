#!/usr/bin/env bash
# Checks what runs in pipelines: schemas and security of workflows and action, the scripts, the action's whole life in a scratch repository.
# Needs the release build. Installs what is missing where it may (root with apt-get; PyPI into a folder of its own).
set -euo pipefail
cd "$(dirname "$0")/../.."

missing=()
for tool in gh jq shellcheck python3 xmllint; do command -v "$tool" >/dev/null || missing+=("$tool"); done
if ! python3 -m venv --help >/dev/null 2>&1 || ! python3 -c 'import ensurepip' 2>/dev/null; then missing+=(python3-venv); fi
missing=("${missing[@]/xmllint/libxml2-utils}")
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing. Please run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
fi

tools=.build/pipeline-tools
if [ ! -x "$tools/bin/zizmor" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check check-jsonschema==0.39.0 zizmor==1.32.0 pyyaml==6.0.3
fi

scripts=(.github/actions/check/*.sh .github/tests/run.sh)
shellcheck --external-sources --source-path=SCRIPTDIR "${scripts[@]}"
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-actions .github/actions/check/action.yml
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$tools/bin/check-jsonschema" --builtin-schema vendor.gitlab-ci .github/examples/gitlab-ci.yml
"$tools/bin/check-jsonschema" --regex-variant nonunicode --builtin-schema vendor.azure-pipelines .github/examples/azure-pipelines.yml
"$tools/bin/check-jsonschema" --builtin-schema vendor.circle-ci .github/examples/circleci.yml
"$tools/bin/check-jsonschema" --builtin-schema vendor.buildkite .github/examples/buildkite.yml
"$tools/bin/zizmor" --offline --quiet .github
(cd .github/tests && "../../$tools/bin/python" -m unittest)
