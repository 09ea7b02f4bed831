"""Runs the steps of a composite action one after the other, as a runner does: expressions, environment, outputs, step summary, artifacts.

Of expressions it knows what the action uses: contexts, text, ==, !=, &&, ||, format(). Unknown syntax is an error, so that nothing passes unseen.
"""

import os
import re
import shutil
import subprocess

import yaml

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|==|!=|&&|\|\||[(),]|[A-Za-z_][\w.-]*)")


class Expression:
    """GitHub's expression language: https://docs.github.com/actions/reference/evaluate-expressions-in-workflows-and-actions"""

    def __init__(self, text, contexts):
        self.tokens, self.contexts = [], contexts
        position, text = 0, text.strip()
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise ValueError(f"expression {text!r}: cannot read {text[position:]!r}")
            self.tokens.append(match[1])
            position = match.end()

    def value(self):
        value = self.either()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return value

    def either(self):
        value = self.both()
        while self.next_is("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equality()
        while self.next_is("&&"):
            other = self.equality()
            value = value and other
        return value

    def equality(self):
        value = self.primary()
        if self.next_is("=="):
            return value == self.primary()
        if self.next_is("!="):
            return value != self.primary()
        return value

    def primary(self):
        token = self.tokens.pop(0)
        if token == "(":
            value = self.either()
            self.tokens.remove(")")
            return value
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token == "format":
            arguments = []
            while not self.next_is(")"):
                self.tokens.pop(0)  # ( or ,
                arguments.append(self.either())
            return arguments[0].format(*arguments[1:])
        if token == "true":
            return True
        value = self.contexts
        for name in token.split("."):
            value = value.get(name, "") if isinstance(value, dict) else ""
        return value

    def next_is(self, token):
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class Job:
    """One job that runs the action in a work tree; after `run` its outputs, summary, log and status are there."""

    def __init__(self, action, workspace, temp, github, inputs, environment):
        with open(os.path.join(action, "action.yml"), encoding="utf-8") as file:
            self.action = yaml.safe_load(file)
        unknown = set(inputs) - set(self.action["inputs"])
        if unknown:
            raise ValueError(f"the action has no input {unknown}")
        self.path, self.workspace, self.temp = action, workspace, temp
        os.makedirs(temp)
        self.steps, self.log, self.status, self.artifacts = {}, "", 0, []
        self.contexts = {"github": github, "runner": {"temp": temp, "os": "Linux", "arch": "X64"}, "steps": self.steps}
        self.contexts["inputs"] = {
            name: text(inputs.get(name, self.fill(text(declared.get("default", "")))))
            for name, declared in self.action["inputs"].items()
        }
        self.summary_path = os.path.join(temp, "summary.md")
        # Nothing of the machine that runs the tests may tell on which service it runs.
        own = {name: value for name, value in os.environ.items() if not re.match(r"(GITHUB|GITLAB|GH|CI|RUNNER)(_|$)", name)}
        self.environment = own | {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": action, "GITHUB_WORKSPACE": workspace,
            "GITHUB_STEP_SUMMARY": self.summary_path, "RUNNER_TEMP": temp, "GITHUB_REPOSITORY": github["repository"],
            "GITHUB_SHA": github["sha"], "GITHUB_REF_NAME": github["ref_name"], "GITHUB_HEAD_REF": github["head_ref"],
            "GITHUB_BASE_REF": github["base_ref"], "GITHUB_RUN_ID": github["run_id"], "GITHUB_EVENT_NAME": github["event_name"],
            "GITHUB_SERVER_URL": "https://github.com",
        } | environment  # fmt: skip

    def fill(self, value):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: text(Expression(match[1], self.contexts).value()), value)

    def run(self):
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "true").replace("${{", "").replace("}}", "")
            if self.status != 0 or not Expression(condition, self.contexts).value():
                continue
            outputs = self.use(step) if "uses" in step else self.execute(step)
            if "id" in step:
                self.steps[step["id"]] = {"outputs": outputs}
        self.outputs = {name: self.fill(output["value"]) for name, output in self.action["outputs"].items()}
        return self

    def use(self, step):
        values = {name: self.fill(text(value)) for name, value in step["with"].items()}
        if step["uses"].startswith("actions/upload-artifact@"):
            kept = shutil.copytree(values["path"], os.path.join(self.temp, f"artifact-{len(self.artifacts)}"))
            self.artifacts.append(values | {"path": kept})
        elif not step["uses"].startswith("actions/cache@"):
            raise ValueError(f"unknown action {step['uses']}")
        return {}

    def execute(self, step):
        output = os.path.join(self.temp, "output")
        open(output, "w").close()
        environment = self.environment | {name: self.fill(text(value)) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.fill(step["run"])],
            cwd=self.workspace, env=environment | {"GITHUB_OUTPUT": output}, text=True, timeout=120,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        self.log += done.stdout
        self.status = done.returncode
        with open(output, encoding="utf-8") as file:
            return parsed(file.read())

    @property
    def summary(self):
        if not os.path.exists(self.summary_path):
            return ""
        with open(self.summary_path, encoding="utf-8") as file:
            return file.read()


def parsed(outputs):
    """What a step wrote to GITHUB_OUTPUT: NAME=VALUE, or NAME<<END, lines, END."""
    values, lines = {}, iter(outputs.splitlines())
    for line in lines:
        if match := re.fullmatch(r"([\w-]+)<<(.+)", line):
            values[match[1]] = "\n".join(iter(lambda: next(lines), match[2]))
        else:
            name, value = line.split("=", 1)
            values[name] = value
    return values
