import Foundation
import Testing

/// Names of files are bytes: spaces, quotes, other scripts, and what is no UTF-8.
@Suite struct PathTests {
    @Test func anyNameIsReadListedAndWritten() throws {
        let scratch = try TemporaryFolder()
        let script = """
            cp fixtures/k6-summary/shop.json "$1/$(printf 'r\\351sultat 1.json')" &&
            "$2" inspect --json "$1" > /dev/null && "$2" inspect --json "$1"/r*sultat* > /dev/null &&
            "$2" inspect --json "$1/r*sultat*" --output "$1/$(printf 'd\\377.json')" &&
            test -s "$1/$(printf 'd\\377.json')"
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script, "bash", scratch.url.path, Command.binary.path]
        process.currentDirectoryURL = Command.root
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func hiddenFilesAndOthersInADirectoryArePassedOver() throws {
        let scratch = try TemporaryFolder()
        let fixture = try Data(contentsOf: Command.root.appending(path: "fixtures/k6-summary/shop.json"))
        try FileManager.default.createDirectory(at: scratch.file("deep"), withIntermediateDirectories: true)
        try fixture.write(to: scratch.file("deep/run.json"))
        try fixture.write(to: scratch.file(".hidden.json"))
        _ = try scratch.write("notes.txt", "no result")
        let outcome = try Command.run(["inspect", "--json", scratch.url.path])
        #expect(outcome.status == 0)
        #expect(outcome.output.components(separatedBy: "\"source\"").count == 2)
        #expect(outcome.errors.contains("notes.txt: passed over"))
        #expect(!outcome.errors.contains("hidden"))
    }
}
