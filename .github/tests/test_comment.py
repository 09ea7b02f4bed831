"""comment.sh and comment-fork.sh, run with the real gh against a stand-in of GitHub."""

import os
import subprocess
import tempfile
import unittest

from github import GitHub

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "actions", "check")


class PostingTestCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.github = self.enterContext(GitHub(self.directory))

    def post(self, body, script="comment.sh", **environment):
        path = os.path.join(self.directory, "summary.md")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(body)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB", "GH_"))}
        variables = {"GITHUB_REPOSITORY": "o/service", "PULL_REQUEST": "7", "GH_TOKEN": "t"} | self.github.environment | environment
        return subprocess.run(
            [os.path.join(SCRIPTS, script), path], env=inherited | variables, text=True, capture_output=True, timeout=60, check=False
        )

    def bodies(self, number=7):
        return [comment["body"] for comment in self.github.comments.get(number, [])]


class CommentTests(PostingTestCase):
    def test_first_comment_is_written(self):
        done = self.post("<!-- loadline key=shop head=abc run=10 -->\n### Fine\n")
        self.assertEqual((done.returncode, done.stdout), (0, "Wrote the comment.\n"), done.stderr)
        self.assertEqual(self.bodies(), ["<!-- loadline key=shop head=abc run=10 -->\n### Fine\n"])

    def test_second_is_an_update_in_place(self):
        for run in (10, 11):
            self.post(f"<!-- loadline key=shop head=abc run={run} -->\nRun {run}\n")
        self.assertEqual(self.bodies(), ["<!-- loadline key=shop head=abc run=11 -->\nRun 11\n"])

    def test_older_run_never_overwrites(self):
        # As numbers: 9 came before 10.
        for run in (10, 9):
            done = self.post(f"<!-- loadline key=shop head=abc run={run} -->\nRun {run}\n")
        self.assertEqual(self.bodies(), ["<!-- loadline key=shop head=abc run=10 -->\nRun 10\n"])
        self.assertIn("newer run (10)", done.stdout)

    def test_rerun_of_the_same_run_overwrites(self):
        for text in ("first", "second"):
            self.post(f"<!-- loadline key=shop run=10 -->\n{text}\n")
        self.assertEqual(self.bodies(), ["<!-- loadline key=shop run=10 -->\nsecond\n"])

    def test_suites_have_comments_of_their_own(self):
        for key in ("shop", "shop-search"):
            self.post(f"<!-- loadline key={key} run=10 -->\n{key}\n")
        self.assertEqual(len(self.bodies()), 2)

    def test_all_pages_are_searched(self):
        for number in range(230):
            self.github.add_comment(7, f"Comment {number}", login="someone")
        self.github.add_comment(7, "<!-- loadline key=shop run=1 -->\r\nOld\r\n")
        self.post("<!-- loadline key=shop run=2 -->\nNew\n")
        self.assertEqual(len(self.bodies()), 231)
        self.assertEqual(self.bodies()[230], "<!-- loadline key=shop run=2 -->\nNew\n")

    def test_a_forged_marker_is_not_touched(self):
        forged = "<!-- loadline key=shop run=999999 -->\nI am the gate"
        self.github.add_comment(7, forged, login="mallory")
        self.post("<!-- loadline key=shop run=2 -->\nNew\n")
        self.assertEqual(self.bodies(), [forged, "<!-- loadline key=shop run=2 -->\nNew\n"])

    def test_a_marker_in_the_middle_of_a_comment_is_none(self):
        self.github.add_comment(7, "Look:\n<!-- loadline key=shop run=1 -->")
        self.post("<!-- loadline key=shop run=2 -->\nNew\n")
        self.assertEqual(len(self.bodies()), 2)

    def test_body_arrives_byte_for_byte(self):
        body = "<!-- loadline key=shop run=2 -->\n\"quotes\" $HOME `id` \\n % é 🚢 @file\n"
        self.post(body)
        self.assertEqual(self.bodies(), [body])

    def test_refusals(self):
        for body, environment, status in [
            ("### No marker\n", {}, 65),
            ("<!-- loadline key=a b -->\n", {}, 65),
            ("<!-- loadline key=shop -->\n" + "x" * 70_000, {}, 65),
            ("<!-- loadline key=shop -->\n", {"PULL_REQUEST": "7/../8"}, 64),
        ]:
            with self.subTest(body=body[:40], **environment):
                self.assertEqual(self.post(body, **environment).returncode, status)
        self.assertEqual(self.bodies(), [])

    def test_a_token_that_may_not_write_is_an_error(self):
        self.github.read_only.add("t")
        done = self.post("<!-- loadline key=shop run=2 -->\nNew\n")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("403", done.stderr)

    def test_fork_is_told_why_there_is_no_comment(self):
        done = self.post("<!-- loadline key=shop run=2 -->\nNew\n", FORK="true")
        self.assertEqual(done.returncode, 0)
        self.assertIn("::notice", done.stdout)
        self.assertEqual(self.github.requests, [])


class ForkTests(PostingTestCase):
    """The trusted half: the artifact is a stranger's."""

    def setUp(self):
        super().setUp()
        head = {"label": "mallory:feature", "sha": "cafe", "repo": {"full_name": "mallory/service"}}
        self.github.pulls = [{"number": 8, "head": head}]
        self.who = {"HEAD_REPOSITORY": "mallory/service", "HEAD_BRANCH": "feature", "TRUSTED_HEAD": "cafe", "TRUSTED_RUN": "12"}

    def fork(self, body, **environment):
        return self.post(body, script="comment-fork.sh", **(self.who | {"PULL_REQUEST": "1"} | environment))

    def test_number_commit_and_run_come_from_github(self):
        done = self.fork("<!-- loadline key=shop head=fake run=99999999 -->\nText\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.github.comments), [8])
        self.assertTrue(self.bodies(8)[0].startswith("<!-- loadline key=shop head=cafe run=12 -->\nText\n"))
        self.assertIn("the fork mallory/service", self.bodies(8)[0])

    def test_nobody_is_notified_and_no_marker_is_hidden(self):
        self.fork("<!-- loadline key=shop -->\n@everyone <!-- loadline key=other run=1 -->\x1b[31m\n")
        body = self.bodies(8)[0]
        self.assertNotIn("@", body)
        self.assertEqual(body.count("<!--"), 1)
        self.assertNotIn("\x1b", body)

    def test_pull_request_that_moved_on_is_left_alone(self):
        done = self.fork("<!-- loadline key=shop -->\nText\n", TRUSTED_HEAD="beef")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.github.comments, {})

    def test_a_branch_name_is_data(self):
        done = self.fork("<!-- loadline key=shop -->\nText\n", HEAD_BRANCH="feature&state=all#x")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.github.comments, {})

    def test_a_file_that_is_no_summary_is_refused(self):
        self.assertEqual(self.fork("rm -rf /\n").returncode, 65)
        self.assertEqual(self.github.comments, {})


if __name__ == "__main__":
    unittest.main()
