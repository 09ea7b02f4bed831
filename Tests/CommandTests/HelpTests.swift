import Foundation
import Testing

/// What a newcomer asks the command itself.
@Suite struct HelpTests {
    static let commands = [
        ["check"], ["compare"], ["explain"], ["inspect"], ["digest"], ["init"], ["record"], ["formats"], ["schema"],
        ["history", "list"], ["history", "show"], ["history", "changes"], ["history", "prune"], ["history", "merge"],
        ["history", "export"], ["history", "import"], ["history", "accept"],
    ]

    @Test(arguments: commands) func everyCommandShowsAnExample(_ command: [String]) throws {
        let help = try Command.run(command + ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("Example"))
        #expect(help.output.contains("  loadline \(command.joined(separator: " "))"))
    }

    @Test(arguments: [
        (["chek", "x"], "unknown command \"chek\"; did you mean \"check\"?"),
        (["history", "lst"], "unknown command \"lst\"; did you mean \"list\"?"),
        (["--versoin"], "unknown option \"--versoin\"; did you mean \"--version\"?"),
        (["nonsense"], "unknown command \"nonsense\"; there are check, compare,"),
    ])
    func whatWasMeantIsSaid(words: [String], said: String) throws {
        let outcome = try Command.run(words)
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("loadline: \(said)"), "\(outcome.errors)")
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func shellsGetCompletions(_ shell: String) throws {
        let script = try Command.run(["--generate-completion-script", shell])
        #expect(script.status == 0)
        for command in Self.commands { #expect(script.output.contains(command[0])) }
    }

    @Test func bashCompletesCommands() throws {
        let scratch = try TemporaryFolder()
        let script = try scratch.write(
            "loadline.bash", try Command.run(["--generate-completion-script", "bash"]).output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let line = """
            source '\(script)'; COMP_WORDS=(loadline com); COMP_CWORD=1; COMP_LINE='loadline com'; COMP_POINT=12
            _loadline loadline com loadline; echo "${COMPREPLY[@]}"
            """
        process.arguments = ["--norc", "-c", line]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(output.split(separator: " ").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } == ["compare"])
    }
}
