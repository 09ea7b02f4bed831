import Foundation
import Testing

/// The progress of reading: a bar on a terminal, lines where they are asked for, nothing in a pipe.
struct ProgressTests {
    private static let file = "fixtures/k6-json/checkout.json"

    @Test func nothingInAPipe() throws {
        #expect(try Command.run(["inspect", Self.file]).errors.isEmpty)
        #expect(try Command.run(["inspect", "--no-progress", Self.file]).errors.isEmpty)
    }

    @Test func linesWhereAskedFor() throws {
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: Command.root.appending(path: Self.file).path)[.size] as? Int)
        let one = try Command.run(["inspect", "--progress", Self.file]).errors
        #expect(
            one.hasPrefix("loadline: read \(Self.file): \(String(format: "%.0f", Double(size) / 1000)) kB, ")
                && one.hasSuffix("/s\n"), "\(one)")
        let two = try Command.run(["inspect", "--progress", Self.file, "fixtures/wrk/plain.txt"]).errors
        #expect(two.hasPrefix("loadline: read 2 of 2 files: "), "\(two)")
        let failed = try Command.run(["inspect", "--progress", Self.file, "Package.swift"])
        #expect(failed.status == 65 && failed.errors.contains("loadline: Package.swift: not a result"))
    }

    #if os(Linux)
        /// Both ends of a new pseudo-terminal: a descriptor, and the name of the other.
        private static func pseudoTerminal() throws -> (Int32, String) {
            let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var (unlocked, number): (Int32, Int32) = (0, 0)
            // TIOCSPTLCK and TIOCGPTN of Linux, whose numbers are no simple macros.
            let isOpen = terminal >= 0 && ioctl(terminal, 0x4004_5431, &unlocked) == 0
            try #require(isOpen && ioctl(terminal, 0x8004_5430, &number) == 0)
            return (terminal, "/dev/pts/\(number)")
        }

        /// A slow input, with a pseudo-terminal as standard error: the bar comes, names what is read, and is gone at the end.
        @Test func barOnATerminal() throws {
            let (terminal, name) = try Self.pseudoTerminal()
            defer { close(terminal) }
            let process = Process()
            process.executableURL = Command.binary
            process.arguments = ["inspect", "-"]
            process.environment = ["TERM": "xterm"]
            let input = Pipe()
            let shown = try #require(FileHandle(forUpdatingAtPath: name))
            (process.standardInput, process.standardOutput, process.standardError) = (
                input, FileHandle.nullDevice, shown
            )
            let text = try Data(contentsOf: Command.root.appending(path: Self.file))
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: text.prefix(30_000))
            // The rest is held back until the bar is there, however long that takes.
            var seen = ""
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !seen.contains("standard input") {
                let got = read(terminal, &buffer, buffer.count)
                try #require(got > 0)
                seen += String(decoding: buffer[..<got], as: UTF8.self)
            }
            #expect(seen.contains("kB, ") && seen.contains("/s"))
            try input.fileHandleForWriting.write(contentsOf: text.dropFirst(30_000))
            try input.fileHandleForWriting.close()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            while !seen.hasSuffix("\r\u{1B}[K") {
                let got = read(terminal, &buffer, buffer.count)
                try #require(got > 0)
                seen += String(decoding: buffer[..<got], as: UTF8.self)
            }
        }
    #endif
}
