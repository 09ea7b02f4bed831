import Foundation

/// The built command, run as its users run it.
struct Command {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Beside the test bundle, whatever the scratch path is.
    static let binary: URL = {
        let bundle = ProcessInfo.processInfo.arguments.first { $0.contains(".xctest") }
        let folder = bundle.map { path in
            URL(fileURLWithPath: String(path[..<(path.range(of: ".xctest")?.lowerBound ?? path.endIndex)]))
                .deletingLastPathComponent()
        }
        return (folder ?? root.appending(path: ".build/debug")).appending(path: "loadline")
    }()

    /// Runs in the package's root or another directory, without the variables of a CI system.
    static func run(
        _ arguments: [String], input: Data? = nil, environment: [String: String] = [:], in directory: URL = root
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            .merging(environment) { $1 }
        let scratch = try TemporaryFolder()
        let (output, errors) = (scratch.file("out"), scratch.file("err"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        if let input {
            try input.write(to: scratch.file("in"))
            process.standardInput = try FileHandle(forReadingFrom: scratch.file("in"))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A folder that is gone when its owner is.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "loadline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: file(name))
        return file(name).path
    }
}
