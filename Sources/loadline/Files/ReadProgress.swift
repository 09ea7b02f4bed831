import Formats
import Foundation
import Measurements

/// Shows on standard error how far the reading of files is: a bar on a terminal, lines where they are asked for, nothing in a pipe.
/// A thread of its own looks at the counter of bytes, so that reading waits for nothing.
final class ReadProgress: @unchecked Sendable {
    enum Style { case bar, lines, none }

    let counter = ReadCounter()
    private let style: Style
    /// Bytes of all files; nil where one of them is a stream.
    private let total: Int?
    private let files: Int
    private let condition = NSCondition()
    private let start = Date()
    // Under the condition's lock:
    private var file = 0
    private var name = ""
    private var isEnded = false
    private var hasBar = false

    /// Short reads show no bar.
    private static let delay = 0.5

    init(_ style: Style, sizes: [Int?]) {
        self.style = style
        files = sizes.count
        total = sizes.contains { $0 == nil } ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
        if style != .none { Thread.detachNewThread { [self] in show() } }
    }

    /// A file is about to be read.
    func begin(_ name: String) {
        condition.withLock { (file, self.name) = (file + 1, PlainText.visible(name)) }
    }

    /// Everything is read, or reading failed: no bar remains.
    func end() {
        condition.withLock {
            if isEnded { return }
            isEnded = true
            condition.signal()
            if hasBar { write("\r\u{1B}[K") }
            if style == .lines, file > 0 {
                write("loadline: read \(files == 1 ? name : "\(file) of \(files) files"): \(words(isFinal: true))\n")
            }
        }
    }

    private func show() {
        condition.lock()
        defer { condition.unlock() }
        var next = start.addingTimeInterval(style == .bar ? Self.delay : 1)
        while !isEnded {
            if condition.wait(until: next) || isEnded { continue }
            next = Date().addingTimeInterval(style == .bar ? 0.1 : 1)
            if style == .bar {
                hasBar = true
                write("\r\(String(bar.prefix((Terminal.errorWidth ?? 100) - 1)))\u{1B}[K")
            } else {
                write("loadline: reading \(which): \(words(isFinal: false))\n")
            }
        }
    }

    private var which: String { files == 1 ? name : "\(name) (\(file) of \(files))" }

    private var bar: String {
        guard let share else { return "\(which)  \(words(isFinal: false))" }
        let cells = 24
        let done = min(cells, Int(share * Double(cells)))
        let line = String(repeating: "█", count: done) + String(repeating: "░", count: cells - done)
        return "\(line) \(words(isFinal: false))  \(which)"
    }

    private var share: Double? { total.flatMap { $0 > 0 ? min(1, Double(counter.bytes) / Double($0)) : nil } }

    /// Beginnings that were looked at to recognize the content are read twice and count once.
    private var bytesRead: Int { min(counter.bytes, total ?? .max) }

    /// "45 % of 1.0 GB, 1.2 GB/s, 3 s left"
    private func words(isFinal: Bool) -> String {
        let (bytes, seconds) = (Double(bytesRead), max(Date().timeIntervalSince(start), 1e-3))
        let rate = "\(Self.size(bytes / seconds))/s"
        if isFinal { return "\(Self.size(bytes)), \(String(format: "%.1f s", seconds)), \(rate)" }
        guard let total, let share else { return "\(Self.size(bytes)), \(rate)" }
        let left = bytes > 0 ? Double(max(0, total - bytesRead)) / (bytes / seconds) : .infinity
        let time = left.isFinite ? ", \(Self.time(left)) left" : ""
        return "\(Int(share * 100)) % of \(Self.size(Double(total))), \(rate)\(time)"
    }

    private static func size(_ bytes: Double) -> String {
        let (value, unit) = bytes < 1e6 ? (bytes / 1e3, "kB") : bytes < 1e9 ? (bytes / 1e6, "MB") : (bytes / 1e9, "GB")
        return String(format: value < 10 ? "%.1f %@" : "%.0f %@", value, unit)
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return String(
            format: whole < 3600 ? "%d:%02d min" : "%d:%02d h", whole < 3600 ? whole / 60 : whole / 3600,
            whole < 3600 ? whole % 60 : whole / 60 % 60)
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
