import Analysis

/// `LOADLINE_VERDICT=fail`: variables for later jobs of GitLab (`artifacts:reports:dotenv`), `docker --env-file` or a shell.
/// GitLab allows no quotes, comments or line breaks, 5 KB, and 20 variables where nobody has raised that:
/// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
package struct DotenvReporter: Reporter {
    package let name = "dotenv"

    package init() {}

    package func report(_ verdict: Verdict) -> String {
        VerdictFacts.all(verdict).map { "\(Self.variable($0.name))=\(Self.value($0.value))\n" }.joined()
    }

    private static func variable(_ name: String) -> String {
        "LOADLINE_" + String(name.map { $0 == "-" ? "_" : $0 }).uppercased()
    }

    /// What no shell and no YAML takes for more than text. All else becomes "_": a value may not be quoted, and who sources the file must not run it.
    private static func value(_ text: String) -> String {
        String(
            text.prefix(500).map { character in
                let plain = character.isASCII && (character.isLetter || character.isNumber)
                return plain || "./:%+,-".contains(character) ? character : "_"
            })
    }
}
