import Analysis

/// What CI systems say of themselves in the environment.
struct Surroundings {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    var provenance: Provenance {
        var provenance = Provenance()
        guard let system = Self.systems.first(where: { value($0.sign) != nil }) else { return provenance }
        provenance.headCommit = first(system.commit)
        provenance.headBranch = first(system.branch).map(Self.withoutPrefix)
        provenance.runID = first(system.run)
        provenance.link = first(system.link) ?? address(system.parts)
        return provenance
    }

    /// Names of variables, the most telling first. A pull request's own commit and branch come before those of its merge.
    private struct System {
        /// The variable that only this system sets.
        var sign: String
        var commit: [String]
        var branch: [String]
        var run: [String]
        var link: [String] = []
        /// Of an address that no variable holds: variables (`$NAME`) and what stands between.
        var parts: [String] = []
    }

    private static let systems = [
        // https://docs.github.com/en/actions/reference/workflows-and-actions/variables; Gitea and Forgejo set the same.
        System(
            sign: "GITHUB_ACTIONS", commit: ["GITHUB_SHA"], branch: ["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
            run: ["GITHUB_RUN_ID"],
            parts: ["$GITHUB_SERVER_URL", "/", "$GITHUB_REPOSITORY", "/actions/runs/", "$GITHUB_RUN_ID"]),
        // https://docs.gitlab.com/ci/variables/predefined_variables/
        System(
            sign: "GITLAB_CI", commit: ["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"],
            branch: ["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"], run: ["CI_PIPELINE_ID"],
            link: ["CI_JOB_URL", "CI_PIPELINE_URL"]),
        // https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
        System(
            sign: "TF_BUILD", commit: ["SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION"],
            branch: ["SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"], run: ["BUILD_BUILDID"],
            parts: [
                "$SYSTEM_COLLECTIONURI", "$SYSTEM_TEAMPROJECTID", "/_build/results?buildId=", "$BUILD_BUILDID",
            ]),
        // https://circleci.com/docs/reference/variables/
        System(
            sign: "CIRCLECI", commit: ["CIRCLE_SHA1"], branch: ["CIRCLE_BRANCH"], run: ["CIRCLE_BUILD_NUM"],
            link: ["CIRCLE_BUILD_URL"]),
        // https://buildkite.com/docs/pipelines/configure/environment-variables
        System(
            sign: "BUILDKITE", commit: ["BUILDKITE_COMMIT"], branch: ["BUILDKITE_BRANCH"],
            run: ["BUILDKITE_BUILD_NUMBER"], link: ["BUILDKITE_BUILD_URL"]),
        // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
        System(
            sign: "BITBUCKET_BUILD_NUMBER", commit: ["BITBUCKET_COMMIT"], branch: ["BITBUCKET_BRANCH"],
            run: ["BITBUCKET_BUILD_NUMBER"],
            parts: ["$BITBUCKET_GIT_HTTP_ORIGIN", "/pipelines/results/", "$BITBUCKET_BUILD_NUMBER"]),
        // Jenkins with its git plugin: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables
        System(
            sign: "JENKINS_URL", commit: ["GIT_COMMIT"], branch: ["CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH"],
            run: ["BUILD_NUMBER"], link: ["BUILD_URL"]),
    ]

    private func first(_ names: [String]) -> String? { names.lazy.compactMap(value).first }

    /// Nil where a part of it is not told.
    private func address(_ parts: [String]) -> String? {
        let told = parts.compactMap { $0.hasPrefix("$") ? value(String($0.dropFirst())) : $0 }
        return told.isEmpty || told.count < parts.count ? nil : told.joined()
    }

    /// Azure says `refs/heads/main`, Jenkins `origin/main`.
    private static func withoutPrefix(_ branch: String) -> String {
        let prefix = ["refs/heads/", "origin/"].first { branch.hasPrefix($0) }
        return prefix.map { String(branch.dropFirst($0.count)) } ?? branch
    }

    private func value(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }
}

/// A command as it would be typed.
enum ShellWords {
    static func command(_ arguments: some Sequence<String>) -> String {
        (["loadline"] + arguments.map(quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || "-_./:=@%+,".contains(character))
        }
        if plain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
