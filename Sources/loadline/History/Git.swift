import Foundation

/// What the repository around says of commits; nil or empty where there is none, or no git.
enum Git {
    static var head: String? { output(["rev-parse", "HEAD"])?.first }
    static var branch: String? {
        let name = output(["rev-parse", "--abbrev-ref", "HEAD"])?.first
        return name == "HEAD" ? nil : name
    }

    /// A commit and those before it, newest first, at most 10,000; empty where it is not known here.
    static func ancestors(of commit: String) -> [String] {
        output(["rev-list", "--max-count=10000", "--end-of-options", commit]) ?? []
    }

    /// How many commits the second has that the first has not.
    static func distance(from ancestor: String, to commit: String) -> Int? {
        output(["rev-list", "--count", "--end-of-options", "\(ancestor)..\(commit)"])?.first.flatMap { Int($0) }
    }

    /// Lines; nil where git fails.
    private static func output(_ arguments: [String]) -> [String]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
