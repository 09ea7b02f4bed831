import Foundation
import Measurements

/// Makes a run of what was counted: a series for each label, and one for all samples, each of them once.
///
/// Throughput is JMeter's: samples by the time from the first start to the last end, for each label its own.
struct JMeterRun {
    private var tally: JMeterTally
    /// Whether the file says which samples failed.
    private let knowsErrors: Bool
    private let knowsCodes: Bool
    private let knowsTimes: Bool
    /// Labels with their samples, by name.
    private let labels: [(key: JMeterTally.Key, samples: JMeterTally.Samples, track: Int)]
    private var exactValues: Int { ManyNames.exactValues(series: labels.count) }
    /// Milliseconds of the first start and the last end.
    private var span = (first: Int.max, end: Int.min)
    private var notes: [Note] = []

    init(_ tally: JMeterTally, knowsErrors: Bool, knowsCodes: Bool, knowsTimes: Bool) {
        self.tally = tally
        self.knowsErrors = knowsErrors
        self.knowsCodes = knowsCodes
        self.knowsTimes = knowsTimes
        if tally.numbers.count > TimelineRecorder.mostTracks { self.tally.timeline.foldTracks() }
        if !knowsErrors, !knowsCodes { self.tally.timeline.errors = .unknown }
        labels = tally.numbers.map { (key: $0.key, samples: tally.samples[$0.value], track: $0.value) }
            .filter { $0.samples.count > 0 }
            .sorted { ($0.key.label, $0.key.role.rawValue) < ($1.key.label, $1.key.role.rawValue) }
    }

    mutating func run(source: String, format: String) -> Run {
        let counted = countedOnce()
        var whole = JMeterTally.Samples()
        for index in counted { whole.merge(labels[index].samples) }
        span = (whole.first, whole.end)
        var all = series(Series.all, [:], whole, .sampler)
        if !tally.timeline.isFolded || counted.count == labels.count {
            all.timeline = timeline(counted.map { labels[$0].track })
        }
        var run = Run(source: source, format: format, tool: .init("JMeter"), series: [all] + endpoints())
        run.start = whole.first < whole.end ? Double(whole.first) / 1000 : nil
        run.duration = whole.span
        run.workload.virtualUsers = tally.users > 0 ? tally.users : nil
        note(on: all)
        run.notes = notes
        return run
    }

    // MARK: Series

    private func endpoints() -> [Series] {
        var merged: [JMeterTally.Key: JMeterTally.Samples] = [:]
        var tracks: [JMeterTally.Key: [Int]] = [:]
        for (key, samples, track) in labels {
            let named = JMeterTally.Key(label: Self.name(of: key.label), role: key.role)
            merged[named, default: .init()].merge(samples)
            tracks[named, default: []].append(track)
        }
        return merged.sorted { ($0.key.label, $0.key.role.rawValue) < ($1.key.label, $1.key.role.rawValue) }
            .map { key, samples in
                // Rarely a transaction or a part has the name of a sampler.
                let isDouble =
                    key.role != .sampler && merged.keys.contains { $0.label == key.label && $0.role != key.role }
                var series = series(key.label, isDouble ? ["kind": key.role.rawValue] : [:], samples, key.role)
                if !tally.timeline.isFolded { series.timeline = timeline(tracks[key] ?? []) }
                return series
            }
    }

    private func timeline(_ tracks: [Int]) -> Timeline? {
        guard span.first <= span.end else { return nil }
        return tally.timeline.timeline(
            of: tracks, start: TimelineRecorder.nanoseconds(span.first), end: TimelineRecorder.nanoseconds(span.end))
    }

    static func name(of label: String) -> String {
        switch label {
        case "": "(no label)"
        case Series.all: "(\(Series.all))"
        default: Credentials.removed(from: label)
        }
    }

    private func series(
        _ name: String, _ labels: [String: String], _ samples: JMeterTally.Samples, _ role: JMeterTally.Role
    ) -> Series {
        var series = Series(name, labels: labels, requests: samples.count)
        if knowsErrors || knowsCodes { series.errors = samples.failed.count }
        if let span = samples.span { series.throughput = Double(samples.count) / span }
        let latency = samples.all.distribution(keeping: exactValues)?.asJMeter
        if let latency { series.set(.latency, .distribution(latency)) }
        if series.errors != nil, samples.succeeded.count > 0 {
            let isAll = samples.failed.count == 0
            if let ok = isAll ? latency : samples.succeeded.inSeconds.distribution(keeping: exactValues)?.asJMeter {
                series.set(.okLatency, .distribution(ok))
            }
        }
        if knowsCodes, role != .transaction {
            for (name, count) in [("4xx", samples.clientErrors), ("5xx", samples.serverErrors)] {
                let metric = Metric(name, unit: .ratio, direction: .lower)
                series.set(metric, .ratio(hits: count, total: samples.count))
            }
        }
        for (name, bytes) in [("data_received", samples.received), ("data_sent", samples.sent)] where bytes > 0 {
            let perSecond = samples.span.map { bytes / $0 }
            series.set(
                Metric(name, unit: .bytes, direction: .neither), .counter(total: bytes, perSecond: perSecond))
        }
        return series
    }

    // MARK: Every request once

    /// Positions of the labels that make up the series of all: neither transactions around other samples nor parts of samples.
    private mutating func countedOnce() -> [Int] {
        let samplers = labels.indices.filter { labels[$0].key.role != .transaction }
        if !samplers.isEmpty, samplers.count < labels.count {
            let names = labels.filter { $0.key.role == .transaction }.map(\.key.label)
            notes.append(
                Note(
                    "transactions.apart",
                    "\(Self.list(names)): transaction controllers, whose samples are counted already, are series of their own and not in \"*\""
                ))
        }
        if samplers.isEmpty { return Array(labels.indices) }
        let parts = self.parts(of: samplers)
        let requests = samplers.filter { !parts.contains($0) }
        if !parts.isEmpty {
            let names = parts.sorted().map { labels[$0].key.label }
            notes.append(
                Note(
                    "parts.apart",
                    "\(Self.list(names)): embedded resources and redirects, whose time is within that of other samples, are series of their own and not in \"*\" (JMeter's own total counts them)"
                ))
        }
        return requests.isEmpty ? samplers : requests
    }

    /// JMeter names the parts of a sample "label-0", "label-1" and so on. They count as such where that label is there, too, has at
    /// least as many samples, and starts, ends and lasts so that they fit in.
    private func parts(of samplers: [Int]) -> Set<Int> {
        let byLabel = Dictionary(samplers.map { (labels[$0].key.label, $0) }) { first, _ in first }
        return Set(
            samplers.filter { index in
                if labels[index].key.role == .part { return true }
                let label = labels[index].key.label
                guard let dash = label.lastIndex(of: "-"), Int(label[label.index(after: dash)...]) != nil,
                    let whole = byLabel[String(label[..<dash])], let first = byLabel[label[..<dash] + "-0"]
                else { return false }
                return labels[whole].samples.canHold(labels[first].samples)
                    && labels[whole].samples.canHold(labels[index].samples)
            })
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).map { "\"\(name(of: $0).prefix(60))\"" }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    // MARK: Notes

    private mutating func note(on all: Series) {
        if !knowsErrors {
            let how =
                knowsCodes
                ? "errors are response codes of 400 or more, and samples without one of HTTP" : "errors are not known"
            notes.append(Note("errors.by-status", "the file does not say which samples succeeded; \(how)"))
        }
        if !knowsTimes {
            let why = "the file has no time stamps, so neither duration nor samples per second are known"
            notes.append(Note("throughput.absent", why))
        }
        let zero = labels.filter { $0.samples.all.distribution?.max == 0 }.map(\.key.label)
        if !zero.isEmpty, zero.count < labels.count {
            let what = "\(Self.list(zero)): samples of 0 ms throughout, which pull the percentiles of all samples down"
            notes.append(Note("latency.zero", what))
        }
        if tally.room.isFull {
            notes.append(ManyNames.note(tally.room.limit, "labels"))
        }
        if let errors = all.errors, let requests = all.requests, all.measurements[Metric.okLatency.name] == nil {
            notes += [Note.latencyIncludesFailures(errors, of: requests)].compactMap { $0 }
        }
    }
}

extension JMeterTally.Samples {
    fileprivate func canHold(_ part: JMeterTally.Samples) -> Bool {
        let (mine, others) = (all, part.all)
        guard let whole = mine.distribution?.mean, let inner = others.distribution?.mean else { return false }
        return part.count <= count && part.first >= first && part.end <= end
            && inner * Double(part.count) <= whole * Double(count)
    }
}

extension Distribution {
    /// With quantiles as in JMeter's dashboard (commons-math `DescriptiveStatistics`), which looks at the last 20,000 samples of a label.
    fileprivate var asJMeter: Distribution {
        var copy = self
        copy.definition = .six
        return copy
    }
}
