import Analysis

/// What CI systems say of themselves in the environment.
struct Surroundings {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// GitHub Actions ("Default environment variables") and GitLab CI ("Predefined CI/CD variables").
    var provenance: Provenance {
        var provenance = Provenance()
        provenance.headCommit = value("GITHUB_SHA") ?? value("CI_COMMIT_SHA")
        provenance.headBranch = value("GITHUB_HEAD_REF") ?? value("GITHUB_REF_NAME") ?? value("CI_COMMIT_REF_NAME")
        provenance.runID = value("GITHUB_RUN_ID") ?? value("CI_PIPELINE_ID")
        provenance.link = gitHubLink ?? value("CI_JOB_URL")
        return provenance
    }

    private var gitHubLink: String? {
        guard let server = value("GITHUB_SERVER_URL"), let repository = value("GITHUB_REPOSITORY"),
            let run = value("GITHUB_RUN_ID")
        else { return nil }
        return "\(server)/\(repository)/actions/runs/\(run)"
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
