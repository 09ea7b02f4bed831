"""The check action in the life of a service: a scratch repository with a bare remote, the action's steps run in order, GitHub stood in for.

First run without a baseline; the history is kept; a pull request that regresses; its fix; a fork. The results are those of the demonstration, measured
with k6. LOADLINE names the program (default: the release build).
"""

import glob
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from github import GitHub
from runner import Job

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
ACTION = os.path.join(ROOT, ".github", "actions", "check")
LOADLINE = os.environ.get("LOADLINE", os.path.join(ROOT, ".build", "release", "loadline"))
DEMO = os.path.join(ROOT, "fixtures", "demo")


def git(directory, *arguments):
    identity = ["-c", "user.name=Dev", "-c", "user.email=dev@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=directory, text=True, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"git {arguments}: {done.stderr}")
    return done.stdout.strip()


class WalkTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.remote = os.path.join(self.directory, "remote.git")
        self.workspace = os.path.join(self.directory, "service")
        self.github = self.enterContext(GitHub(self.directory))
        self.runs = 100
        git(self.directory, "init", "--bare", self.remote)
        git(self.directory, "clone", self.remote, self.workspace)
        os.makedirs(os.path.join(self.workspace, "budgets"))
        shutil.copy(os.path.join(DEMO, "budget.yml"), os.path.join(self.workspace, "budgets", "shop.yml"))
        with open(os.path.join(self.workspace, ".gitignore"), "w", encoding="utf-8") as file:
            file.write("results/\n")
        self.commit("Budgets")

    def commit(self, message, branch="main"):
        git(self.workspace, "checkout", "-q", "-B", branch)
        git(self.workspace, "add", "-A")
        git(self.workspace, "commit", "-q", "--allow-empty", "-m", message)
        git(self.workspace, "push", "-q", "origin", branch)
        return git(self.workspace, "rev-parse", "HEAD")

    def measured(self, side, *numbers):
        """What a load test leaves in the work tree."""
        results = os.path.join(self.workspace, "results")
        shutil.rmtree(results, ignore_errors=True)
        os.makedirs(results)
        for number in numbers:
            shutil.copy(os.path.join(DEMO, side, f"run-{number}.json.gz"), results)

    def job(self, event="push", branch="main", token="t", fork=None, **inputs):
        self.runs += 1
        head = git(self.workspace, "rev-parse", "HEAD")
        pull = {"number": 7, "head": {"sha": head, "repo": {"full_name": fork or "o/service"}}}
        github = {
            "repository": "o/service", "sha": head, "run_id": str(self.runs), "event_name": event, "token": token,
            "ref_name": branch if event == "push" else "7/merge", "head_ref": "" if event == "push" else branch,
            "base_ref": "" if event == "push" else "main", "action_ref": "", "action_repository": "",
            "event": {"repository": {"default_branch": "main"}, **({} if event == "push" else {"pull_request": pull})},
        }  # fmt: skip
        inputs = {"results": "results/*.json.gz", "history-branch": "loadline-history", "binary": LOADLINE} | inputs
        inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
        temp = os.path.join(self.directory, f"job-{self.runs}")
        return Job(ACTION, self.workspace, temp, github, inputs, self.github.environment).run()

    def comments(self):
        return [comment["body"] for comment in self.github.comments.get(7, [])]

    def history(self):
        return git(self.remote, "ls-tree", "-r", "--name-only", "loadline-history").splitlines()

    def test_life_of_a_service(self):
        self.measured("baseline", 1, 2, 3)
        first = self.job()
        self.assertEqual(first.status, 0, first.log)
        self.assertEqual((first.outputs["verdict"], first.outputs["exit-code"], first.outputs["recorded"]), ("no_baseline", "0", "true"))
        self.assertIn("nothing compared", first.summary)
        self.assertEqual(len([name for name in self.history() if name.endswith(".json")]), 3)
        self.assertEqual(self.comments(), [])

        self.commit("Slower", branch="slower")
        self.measured("candidate", 1, 2, 3)
        slower = self.job("pull_request", "slower")
        self.assertEqual(slower.status, 1, slower.log)
        self.assertEqual((slower.outputs["verdict"], slower.outputs["exit-code"]), ("fail", "1"))
        self.assertGreaterEqual(int(slower.outputs["regressions"]), 3)
        self.assertIn("POST /checkout", slower.outputs["headline"])
        self.assertIn("::error file=budgets/shop.yml,line=", slower.log)
        self.assertEqual(len(self.comments()), 1)
        self.assertTrue(self.comments()[0].startswith(f"<!-- loadline key=shop head={git(self.workspace, 'rev-parse', 'HEAD')} run=102 -->"))
        self.assertEqual(slower.artifacts[0]["retention-days"], "30")
        kept = sorted(os.listdir(slower.artifacts[0]["path"]))
        self.assertEqual(kept, ["junit.xml", "report.html", "summary.md", "verdict.json"])
        self.assertEqual(slower.outputs["recorded"], "", "a pull request is not a baseline")

        self.commit("Fast again", branch="slower")
        self.measured("baseline", 4, 5)
        mended = self.job("pull_request", "slower")
        self.assertEqual(mended.status, 0, mended.log)
        self.assertEqual(len(self.comments()), 1, "one comment, updated in place")
        self.assertIn("run=103", self.comments()[0])
        self.assertNotIn("### ❌", self.comments()[0])
        self.assertRegex(self.comments()[0], r"\nSince the last comment: nothing new, \d+ gone\.\n")

        fork = self.job("pull_request", "slower", token="read-only", fork="mallory/service")
        self.assertEqual(fork.status, 0, fork.log)
        self.assertIn("::notice", fork.log)
        self.assertIn("run=103", self.comments()[0], "a fork's job writes nothing")

    def test_the_fork_is_commented_by_the_trusted_workflow(self):
        self.measured("baseline", 1, 2, 3)
        self.job()
        self.commit("Slower", branch="feature")
        self.measured("candidate", 1, 2, 3)
        self.github.read_only.add("read-only")
        fork = self.job("pull_request", "feature", token="read-only", fork="mallory/service")
        self.assertEqual(fork.status, 1, fork.log)
        head = git(self.workspace, "rev-parse", "HEAD")
        self.github.pulls = [{"number": 7, "head": {"label": "mallory:feature", "sha": head, "repo": {"full_name": "mallory/service"}}}]
        environment = {"GITHUB_REPOSITORY": "o/service", "GH_TOKEN": "t", "HEAD_REPOSITORY": "mallory/service", "HEAD_BRANCH": "feature"}
        environment |= {"TRUSTED_HEAD": head, "TRUSTED_RUN": "500"} | self.github.environment
        script = os.path.join(ACTION, "comment-fork.sh")
        summary = os.path.join(fork.artifacts[0]["path"], "summary.md")
        done = subprocess.run([script, summary], env=os.environ | environment, text=True, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.comments()), 1)
        self.assertIn("run=500 -->", self.comments()[0].splitlines()[0])
        self.assertIn("POST /checkout", self.comments()[0])

    def test_two_jobs_keep_their_runs_at_once(self):
        self.measured("baseline", 1)
        self.job()
        # Another job pushes between fetch and keep: its runs and these are both there in the end.
        self.measured("baseline", 2)
        slow = os.path.join(self.directory, "slow")
        history = [os.path.join(ACTION, "history.sh"), "fetch", "loadline-history", slow]
        subprocess.run(history, cwd=self.workspace, check=True, capture_output=True)
        subprocess.run([LOADLINE, "record", *glob.glob(f"{self.workspace}/results/*"), "--history", slow, "--branch", "main"], check=True, capture_output=True)
        self.measured("baseline", 3)
        self.job()
        done = subprocess.run([history[0], "keep", "loadline-history", slow, "Late"], cwd=self.workspace, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([name for name in self.history() if name.endswith(".json")]), 3)

    def test_report_only_does_not_fail(self):
        self.measured("baseline", 1, 2, 3)
        self.job()
        self.measured("candidate", 1, 2, 3)
        job = self.job("pull_request", "main", fail="false", comment="false")
        self.assertEqual((job.status, job.outputs["exit-code"]), (0, "1"), job.log)
        self.assertEqual(self.comments(), [])

    def test_what_cannot_be_read_fails_and_is_said(self):
        self.measured("baseline")
        with open(os.path.join(self.workspace, "results", "run.json.gz"), "wb") as file:
            file.write(b"\x1f\x8b broken")
        job = self.job("pull_request", "main", fail="false")
        self.assertEqual(job.status, 65, job.log)
        self.assertEqual(job.outputs["verdict"], "error")
        with open(os.path.join(job.artifacts[0]["path"], "verdict.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["exitCode"], 65)
        self.measured("baseline")
        self.assertEqual(self.job().status, 66, "nothing measured is not a pass")

    def test_names_of_files_are_data(self):
        self.measured("baseline", 1)
        results = os.path.join(self.workspace, "results")
        odd = "run $(touch pwned); `id` & 'x'.json.gz"
        os.rename(os.path.join(results, "run-1.json.gz"), os.path.join(results, odd))
        job = self.job(results=f"results/{odd}\n")
        self.assertEqual(job.status, 0, job.log)
        self.assertFalse(os.path.exists(os.path.join(self.workspace, "pwned")))


if __name__ == "__main__":
    unittest.main()
