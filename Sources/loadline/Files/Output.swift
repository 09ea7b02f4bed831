import Foundation
import Measurements

/// Where text goes: standard output, or a file that is written whole or not at all.
enum Output {
    /// `-` is standard output.
    static func write(_ text: String, to path: String) throws(Failure) {
        if path == "-" { return try writeToStandardOutput(text) }
        let bytes = Array(text.utf8)
        var status = stat()
        if stat(NativePath.bytes(path), &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            return try writeInPlace(bytes, path)
        }
        let target = realpath(NativePath.bytes(path), nil).map { resolved in
            defer { free(resolved) }
            return NativePath.text(UnsafePointer(resolved))
        }
        try replace(target ?? path, with: bytes, mode: target == nil ? nil : status.st_mode & 0o777)
    }

    /// A reader that has gone away is no failure: what it read was right.
    static func writeToStandardOutput(_ text: String) throws(Failure) {
        switch write(Array(text.utf8), to: STDOUT_FILENO) {
        case 0, EPIPE: return
        case let error: throw failure("standard output", error)
        }
    }

    /// Without what could move a terminal's cursor: messages name files and quote them.
    static func writeToStandardError(_ text: String) {
        _ = write(Array(PlainText.disarmed(PlainText.visible(text, lineBreaks: true)).utf8), to: STDERR_FILENO)
    }

    /// Commands to a CI system, as they are, in the log of its step.
    static func writeCommands(_ text: String, toErrors: Bool) {
        _ = write(Array(text.utf8), to: toErrors ? STDERR_FILENO : STDOUT_FILENO)
    }

    /// At the end of a file that others write to as well.
    static func append(_ text: String, to path: String) throws(Failure) {
        let descriptor = open(NativePath.bytes(path), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw failure(path, errno) }
        defer { close(descriptor) }
        let error = write(Array(text.utf8), to: descriptor)
        if error != 0 { throw failure(path, error) }
    }

    /// Devices and pipes cannot be renamed over.
    private static func writeInPlace(_ bytes: [UInt8], _ path: String) throws(Failure) {
        let descriptor = open(NativePath.bytes(path), O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { throw failure(path, errno) }
        defer { close(descriptor) }
        let error = write(bytes, to: descriptor)
        if error != 0, error != EPIPE { throw failure(path, error) }
    }

    /// A temporary file beside it, then rename: a reader sees the old content or the new, never half.
    private static func replace(_ path: String, with bytes: [UInt8], mode: mode_t?) throws(Failure) {
        var template = NativePath.bytes(path + ".XXXXXX")
        let descriptor = mkstemp(&template)
        if descriptor < 0 { throw failure(path, errno) }
        var error = write(bytes, to: descriptor)
        let mask = umask(0)
        umask(mask)
        fchmod(descriptor, mode ?? (0o666 & ~mask))
        if close(descriptor) != 0, error == 0 { error = errno }
        if error == 0, rename(template, NativePath.bytes(path)) != 0 { error = errno }
        if error != 0 {
            unlink(template)
            throw failure(path, error)
        }
    }

    /// Returns errno, 0 where all went well.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            written += count
        }
        return 0
    }

    private static func failure(_ path: String, _ error: Int32) -> Failure {
        Failure(.unwritableOutput, "\(path): cannot be written: \(String(cString: strerror(error)))")
    }
}
