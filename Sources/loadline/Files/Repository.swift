import Foundation

/// What git says of the folder; nil where there is no repository, no git, or no such thing in it.
struct Repository {
    /// "" for the working directory.
    var folder = ""

    var head: String? { line(["rev-parse", "--verify", "HEAD"]) }

    /// Nil between branches, as CI checks out.
    var branch: String? {
        let name = line(["rev-parse", "--abbrev-ref", "HEAD"])
        return name == "HEAD" ? nil : name
    }

    /// A commit (or anything that names one) and those before it, newest first, at most 10,000; empty where it is not known here.
    func ancestors(of commit: String) -> [String] {
        let list = ["rev-list", "--max-count=10000", "--end-of-options", commit]
        guard let bytes = output(list, atMost: 1 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// How many commits the second has that the first has not.
    func distance(from ancestor: String, to commit: String) -> Int? {
        line(["rev-list", "--count", "--end-of-options", "\(ancestor)..\(commit)"]).flatMap { Int($0) }
    }

    /// The name that commits bear, else the address.
    var author: String? { line(["config", "user.name"]) ?? line(["config", "user.email"]) }

    /// The bytes of a file of the folder at a commit, at most so many.
    func file(_ name: String, at commit: String, atMost limit: Int) -> [UInt8]? {
        guard Self.isCommit(commit) else { return nil }
        return output(["show", "--no-textconv", "\(commit):./\(name)"], atMost: limit)
    }

    /// Paths of all files below the folder at a commit, relative to it.
    func files(at commit: String) -> [String]? {
        guard Self.isCommit(commit),
            let bytes = output(["ls-tree", "-r", "-z", "--name-only", commit], atMost: 1 << 20)
        else { return nil }
        return bytes.split(separator: 0).map { NativePath.text($0) }
    }

    /// Commits come out of files; nothing else may reach git as an argument.
    private static func isCommit(_ text: String) -> Bool {
        (7...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "F") ~= $0
            }
    }

    private func line(_ arguments: [String]) -> String? {
        guard let bytes = output(arguments, atMost: 4096) else { return nil }
        let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }

    private func output(_ arguments: [String], atMost limit: Int) -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder.isEmpty ? "." : folder] + arguments
        // What is not here is not fetched.
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        ]) { $1 }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        var bytes: [UInt8] = []
        while bytes.count <= limit, let data = try? pipe.fileHandleForReading.read(upToCount: 1 << 16), !data.isEmpty {
            bytes += data
        }
        try? pipe.fileHandleForReading.close()
        process.waitUntilExit()
        let isWhole = bytes.count <= limit && process.terminationReason == .exit && process.terminationStatus == 0
        return isWhole ? bytes : nil
    }
}
