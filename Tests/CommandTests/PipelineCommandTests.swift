import Foundation
import Testing

/// What CI systems get without asking.
@Suite struct PipelineCommandTests {
    private static let demo = [
        "check", "fixtures/demo/candidate", "--baseline", "fixtures/demo/baseline", "--budget",
        "fixtures/demo/budget.yml",
    ]

    private func gitHub(_ folder: TemporaryFolder) throws -> [String: String] {
        [
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": Command.root.path,
            "GITHUB_STEP_SUMMARY": try folder.write("summary", "Before.\n"),
            "GITHUB_OUTPUT": try folder.write("output", "before=1\n"),
        ]
    }

    private func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.file(name)), as: UTF8.self)
    }

    @Test func summaryOutputsAndAnnotations() throws {
        let folder = try TemporaryFolder()
        let json = folder.file("v.json").path
        let outcome = try Command.run(Self.demo + ["--json", json], environment: try gitHub(folder))
        #expect(outcome.status == 1 && outcome.errors.isEmpty)
        #expect(
            try text(folder, "summary").hasPrefix("Before.\n\n<!-- loadline key=shop -->\n### ❌ Performance: 3 regr"))
        let outputs = try text(folder, "output")
        #expect(outputs.hasPrefix("before=1\nverdict<<loadline-"))
        #expect(outputs.contains("\nfail\n") && outputs.contains("\n\(json)\n"))
        let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("::") }
        #expect(lines.count { $0.hasPrefix("::error ") } == 3)
        #expect(lines.first?.hasPrefix("::error file=fixtures/demo/budget.yml,line=20,title=") == true)
    }

    @Test func everyDefaultCanBeSwitchedOff() throws {
        let folder = try TemporaryFolder()
        let environment = try gitHub(folder)
        let each = ["--no-step-summary", "--no-outputs", "--no-annotations"]
        for options in [each, ["--no-ci"]] {
            let outcome = try Command.run(Self.demo + options, environment: environment)
            #expect(outcome.status == 1 && !outcome.output.contains("::error"))
            #expect(try text(folder, "summary") == "Before.\n")
            #expect(try text(folder, "output") == "before=1\n")
        }
    }

    @Test func nothingIsMixedIntoAReport() throws {
        let folder = try TemporaryFolder()
        let outcome = try Command.run(Self.demo + ["--json", "-"], environment: try gitHub(folder))
        #expect(outcome.output.hasPrefix("{") && !outcome.output.contains("::error"))
        #expect(outcome.errors.contains("::error file="))
    }

    @Test func writtenOnceWhereTheSummaryIsNamed() throws {
        let folder = try TemporaryFolder()
        let environment = try gitHub(folder)
        let outcome = try Command.run(
            Self.demo + ["--markdown", folder.file("summary").path], environment: environment)
        #expect(outcome.status == 1)
        #expect(try text(folder, "summary").components(separatedBy: "<!-- loadline").count == 2)
    }

    @Test func theSummaryNeverPassesItsLimit() throws {
        let folder = try TemporaryFolder()
        var environment = try gitHub(folder)
        let full = String(repeating: "x", count: (1 << 20) - 3000)
        environment["GITHUB_STEP_SUMMARY"] = try folder.write("full", full)
        #expect(try Command.run(Self.demo, environment: environment).status == 1)
        let grown = try text(folder, "full").utf8.count
        #expect(grown > full.utf8.count && grown <= 1 << 20)
    }

    @Test func whatCannotBeWrittenIsWarnedOf() throws {
        let folder = try TemporaryFolder()
        var environment = try gitHub(folder)
        environment["GITHUB_OUTPUT"] = "/no/such/folder/output"
        let outcome = try Command.run(Self.demo, environment: environment)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("loadline: warning: /no/such/folder/output: cannot be written"))
    }

    @Test func errorsAreAnnotatedToo() throws {
        let folder = try TemporaryFolder()
        let broken = try folder.write("broken.json", "{\"metrics\": ##[error]")
        let outcome = try Command.run(["check", broken], environment: try gitHub(folder))
        #expect(outcome.status == 65)
        #expect(outcome.output.hasPrefix("::error title=Performance::not judged — "))
        #expect(!outcome.output.contains("##[") && !outcome.errors.contains("##["))
        #expect(try text(folder, "output").contains("\nerror\n"))
    }

    @Test func gitLabGetsVariables() throws {
        let folder = try TemporaryFolder()
        let demo = Command.root.appending(path: "fixtures/demo")
        let named = [
            "check", demo.appending(path: "candidate").path, "--budget", demo.appending(path: "budget.yml").path,
        ]
        let environment = ["GITLAB_CI": "true"]
        #expect(try Command.run(named, environment: environment, in: folder.url).status == 1)
        #expect(try text(folder, "loadline.env").hasPrefix("LOADLINE_VERDICT=fail\nLOADLINE_EXIT_CODE=1\n"))
        try FileManager.default.removeItem(at: folder.file("loadline.env"))
        #expect(
            try Command.run(named + ["--dotenv", "other.env"], environment: environment, in: folder.url).status != 65)
        #expect(FileManager.default.fileExists(atPath: folder.file("other.env").path))
        #expect(!FileManager.default.fileExists(atPath: folder.file("loadline.env").path))
    }

    private static let systems: [(environment: [String: String], told: [String])] = [
        (
            [
                "GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_REF_NAME": "main", "GITHUB_RUN_ID": "7",
                "GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "a/b",
            ], ["abc", "main", "7", "https://git.example/a/b/actions/runs/7"]
        ),
        (
            [
                "GITLAB_CI": "true", "CI_COMMIT_SHA": "abc", "CI_COMMIT_REF_NAME": "fix", "CI_PIPELINE_ID": "7",
                "CI_JOB_URL": "https://git.example/j/1",
            ], ["abc", "fix", "7", "https://git.example/j/1"]
        ),
        (
            [
                "TF_BUILD": "True", "BUILD_SOURCEVERSION": "abc", "BUILD_SOURCEBRANCH": "refs/heads/fix/x",
                "BUILD_BUILDID": "7", "SYSTEM_COLLECTIONURI": "https://dev.example/", "SYSTEM_TEAMPROJECTID": "p",
            ], ["abc", "fix/x", "7", "https://dev.example/p/_build/results?buildId=7"]
        ),
        (
            [
                "CIRCLECI": "true", "CIRCLE_SHA1": "abc", "CIRCLE_BRANCH": "fix", "CIRCLE_BUILD_NUM": "7",
                "CIRCLE_BUILD_URL": "https://ci.example/7",
            ], ["abc", "fix", "7", "https://ci.example/7"]
        ),
        (
            [
                "BUILDKITE": "true", "BUILDKITE_COMMIT": "abc", "BUILDKITE_BRANCH": "fix",
                "BUILDKITE_BUILD_NUMBER": "7", "BUILDKITE_BUILD_URL": "https://ci.example/7",
            ], ["abc", "fix", "7", "https://ci.example/7"]
        ),
        (
            [
                "JENKINS_URL": "https://ci.example", "GIT_COMMIT": "abc", "GIT_BRANCH": "origin/fix",
                "BUILD_NUMBER": "7", "BUILD_URL": "https://ci.example/job/7",
            ], ["abc", "fix", "7", "https://ci.example/job/7"]
        ),
    ]

    @Test(arguments: systems.indices)
    func systemsSayWhatIsJudged(index: Int) throws {
        let folder = try TemporaryFolder()
        let (environment, told) = Self.systems[index]
        let results = Command.root.appending(path: "fixtures/demo/candidate/run-1.json.gz").path
        let outcome = try Command.run(["check", results, "--json", "-"], environment: environment, in: folder.url)
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let provenance = try #require(document?["provenance"] as? [String: String])
        #expect(["headCommit", "headBranch", "runID", "link"].map { provenance[$0] } == told)
    }
}
