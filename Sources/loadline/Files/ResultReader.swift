import Analysis
import Formats
import Foundation
import Measurements

/// Opens files and lets the formats read them.
struct ResultReader {
    /// Name of the format to read everything as; nil lets the content decide.
    var format: String?
    /// How to read what no format recognizes.
    var mapping: CustomMapping?
    /// Path of a scrape from before the test, which scrapes of the head are compared with, and the seconds between.
    var before: String?
    var seconds: Double?
    /// Seconds at the beginning of each result that are left out.
    var warmUp: Double?
    /// Sides whose results are parts of one run each.
    var merged: Set<InputRecord.Side> = []
    /// A server that is asked for a run of the head.
    var live: PrometheusOptions?
    /// How the progress of long reads is shown.
    var progress = ReadProgress.Style.none

    struct Result {
        var runs: [Run] = []
        var inputs: [InputRecord] = []
        /// What was passed over in directories.
        var skipped: [String] = []
        /// Whether a scrape was compared with the one before.
        var hasDifference = false
    }

    func read(_ paths: [String], as side: InputRecord.Side) throws(Failure) -> Result {
        if format == Custom.name, mapping == nil { throw Failure(.usage, "--format custom needs --mapping FILE") }
        if let format, ResultFormats.named(format) == nil, format != Custom.name {
            let names = ResultFormats.all.map(\.name).joined(separator: ", ")
            throw Failure(.usage, "there is no format \"\(format)\"; there are \(names)")
        }
        var result = Result()
        let entries = try InputPaths.expand(paths)
        let progress = ReadProgress(progress, sizes: entries.map { OpenFile.size($0.path) })
        defer { progress.end() }
        for entry in entries { try read(entry, as: side, into: &result, progress) }
        progress.end()
        if let before, side == .head, !result.hasDifference, !entries.isEmpty {
            throw Failure(
                .unreadableInput,
                "\(paths.joined(separator: ", ")): no scrape of Prometheus, which --before \(before) could be taken from"
            )
        }
        if side == .head, let (run, input) = try live?.run(warmUp: warmUp) {
            result.runs.append(run)
            result.inputs.append(input)
        }
        if result.runs.isEmpty {
            let places = paths.joined(separator: ", ")
            throw Failure(.unreadableInput, "\(places): none of \(entries.count) files is a result of a known format")
        }
        if merged.contains(side) { result.runs = [try Self.merge(result.runs)] }
        return result
    }

    private func read(
        _ entry: InputPaths.Entry, as side: InputRecord.Side, into result: inout Result, _ progress: ReadProgress
    ) throws(Failure) {
        let file = try OpenFile(entry.path)
        progress.begin(file.name)
        let input = try Failure.whileReading { () throws(FormatError) in
            try Input(name: file.name, descriptor: file.descriptor, counter: progress.counter)
        }
        input.warmUp = warmUp
        if entry.fromDirectory, mapping == nil {
            let isKnown = try Failure.whileReading { () throws(FormatError) in
                try ResultFormats.recognizes(input, as: format)
            }
            if !isKnown { return result.skipped.append(entry.path) }
        }
        let difference = side == .head ? try difference(to: input) : nil
        let runs: [Run]
        if let difference { runs = difference } else { runs = try self.runs(of: input) }
        if difference != nil { result.hasDifference = true }
        if merged.contains(side), runs.count > 1 {
            let what = "holds \(runs.count) runs; --merge joins files of one run each, as each load generator wrote it"
            throw Failure(.unreadableInput, "\(file.name): \(what)")
        }
        result.runs += runs
        result.inputs.append(
            InputRecord(
                path: file.name, side: side, format: runs.first?.format ?? "", bytes: file.size ?? 0,
                sha256: file.digest()))
    }

    private static func merge(_ shards: [Run]) throws(Failure) -> Run {
        do throws(Unmergeable) {
            return try ShardMerge.merge(shards)
        } catch {
            throw Failure(.unreadableInput, "\(error.source): cannot be merged: \(error.problem)")
        }
    }

    private func runs(of input: Input) throws(Failure) -> [Run] {
        try Failure.whileReading { () throws(FormatError) in
            try ResultFormats.read(input, as: format, mapping: mapping)
        }
    }

    /// What happened since the scrape `before`; nil where there is none, or the input is no scrape.
    private func difference(to input: Input) throws(Failure) -> [Run]? {
        guard let before else { return nil }
        let isScrape = try Failure.whileReading { () throws(FormatError) in
            try ResultFormats.recognizes(input, as: Prometheus().name)
        }
        guard isScrape else { return nil }
        let file = try OpenFile(before)
        return try Failure.whileReading { () throws(FormatError) in
            let earlier = try Input(name: file.name, descriptor: file.descriptor)
            return [try PrometheusDifference.read(before: earlier, after: input, seconds: seconds)]
        }
    }
}

extension Failure {
    /// What cannot be read ends the command with its own status.
    static func whileReading<Value>(_ read: () throws(FormatError) -> Value) throws(Failure) -> Value {
        do throws(FormatError) {
            return try read()
        } catch {
            throw Failure(.unreadableInput, error.description)
        }
    }
}

/// A file open for reading, closed when it goes out of sight.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// For messages and reports.
    let name: String
    /// Bytes; nil for streams.
    let size: Int?

    /// Larger files are not hashed: it would take longer than reading them.
    static let digestLimit = 64 << 20

    init(_ path: String) throws(Failure) {
        if path == "-" {
            descriptor = STDIN_FILENO
            name = "standard input"
        } else {
            descriptor = open(NativePath.bytes(path), O_RDONLY | O_CLOEXEC)
            name = path
        }
        guard descriptor >= 0 else {
            let status: ExitStatus = errno == ENOENT ? .missingInput : .unreadableInput
            throw Failure(status, "\(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int(status.st_size) : nil
    }

    /// Bytes of a file that is not open yet; nil for streams, and for what is not there.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard path != "-", stat(NativePath.bytes(path), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int(status.st_size)
    }

    deinit { if descriptor > STDIN_FILENO { close(descriptor) } }

    /// SHA-256 of the whole file; nil for streams and files beyond `digestLimit`.
    borrowing func digest() -> String? {
        guard let size, size <= Self.digestLimit else { return nil }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var offset = 0
        while offset < size {
            let got = pread(descriptor, &buffer, buffer.count, offset)
            guard got > 0 else { return nil }
            hash.update(buffer[..<got])
            offset += got
        }
        return hash.hexadecimal()
    }
}
