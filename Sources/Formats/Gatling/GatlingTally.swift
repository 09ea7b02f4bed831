import Measurements

/// What was counted in a text log.
struct GatlingTally {
    private struct Requests {
        var succeeded = MillisecondRecorder()
        var failed = MillisecondRecorder()

        var count: Int { succeeded.count + failed.count }

        mutating func merge(_ other: Requests) {
            succeeded.merge(other.succeeded)
            failed.merge(other.failed)
        }
    }

    private var room: NameRoom
    /// By the number of the name.
    private var requestsByName: [Requests] = []
    private var numbers: [String: Int] = [:]
    private(set) var requests = 0
    private var errors = 0
    private var users = 0
    private var largestUsers = 0
    private var simulation: String?
    private var version: String?
    private var runs = 0
    private var runStart: Int?
    /// Milliseconds since 1970.
    private var first = Int.max
    private var end = Int.min
    private var timeline = TimelineRecorder()
    var warmUp = WarmUp.none
    /// Milliseconds since 1970 of the first start; nil where there is none.
    var firstStart: Int? { first < Int.max ? first : nil }

    init(nameLimit: Int) { room = NameRoom(limit: nameLimit) }

    mutating func add(_ line: String) throws(GatlingLine.Malformed) {
        switch try GatlingLine(line) {
        case .run(let simulation, let start, let version):
            runs += 1
            self.simulation = self.simulation ?? simulation
            self.version = self.version ?? version
            runStart = runStart ?? start
        case .request(let request): add(request)
        case .user(let isStart):
            users += isStart ? 1 : -1
            largestUsers = max(largestUsers, users)
        case .error: errors += 1
        case .other: break
        }
    }

    private mutating func add(_ request: GatlingLine.Request) {
        let time = TimelineRecorder.nanoseconds(request.start)
        if warmUp.isActive, warmUp.leavesOut(time) { return }
        requests += 1
        first = min(first, request.start)
        end = max(end, request.end)
        let seconds = Double(request.end - request.start) / 1000
        let number = number(of: request.name)
        timeline.move(to: time)
        timeline.addSample(seconds, failed: request.isFailed, to: number)
        if request.isFailed {
            requestsByName[number].failed.add(request.end - request.start)
        } else {
            requestsByName[number].succeeded.add(request.end - request.start)
        }
    }

    /// The number of a name, new ones included; beyond the limit all are one.
    private mutating func number(of name: String) -> Int {
        if let known = numbers[name] { return known }
        var name = name
        if !room.take(name) {
            name = ManyNames.other
            if let known = numbers[name] { return known }
        }
        numbers[name] = requestsByName.count
        requestsByName.append(Requests())
        return requestsByName.count - 1
    }

    func run(source: String, format: String) -> Run {
        var named: [String: Requests] = [:]
        var tracks: [String: [Int]] = [:]
        for (name, number) in numbers {
            named[Self.name(of: name), default: Requests()].merge(requestsByName[number])
            tracks[Self.name(of: name), default: []].append(number)
        }
        let all = named.values.reduce(into: Requests()) { $0.merge($1) }
        var timeline = timeline
        if numbers.count > TimelineRecorder.mostTracks { timeline.foldTracks() }
        let endpoints = named.sorted { $0.key < $1.key }.map { series($0.key, $0.value) }
        // The version in the log of 2.x is not to be trusted.
        let known = version.flatMap { $0.hasPrefix("2") ? nil : $0 }
        var run = Run(source: source, format: format, tool: .init("Gatling", version: known))
        run.series = [series(Series.all, all)] + endpoints
        if end >= first {
            let (start, end) = (TimelineRecorder.nanoseconds(first), TimelineRecorder.nanoseconds(end))
            run.series[0].timeline = timeline.timeline(start: start, end: end)
            for index in run.series.indices.dropFirst() where !timeline.isFolded {
                let own = tracks[run.series[index].name] ?? []
                run.series[index].timeline = timeline.timeline(of: own, start: start, end: end)
            }
        }
        run.start = runStart.map { Double($0) / 1000 }
        run.duration = end > first ? Double(end - first) / 1000 : nil
        run.workload.virtualUsers = largestUsers > 0 ? largestUsers : nil
        run.workload.scenario = simulation
        run.notes = notes(all)
        return run
    }

    private static func name(of name: String) -> String {
        switch name {
        case "": "(no name)"
        case Series.all: "(\(Series.all))"
        default: Credentials.removed(from: name)
        }
    }

    private func series(_ name: String, _ found: Requests) -> Series {
        var series = Series(name, requests: found.count, errors: found.failed.count)
        if end > first { series.throughput = Double(found.count) / (Double(end - first) / 1000).rounded(.up) }
        let succeeded = found.succeeded.inSeconds
        var all = succeeded
        all.merge(found.failed.inSeconds)
        let exact = ManyNames.exactValues(series: requestsByName.count)
        let latency = all.distribution(keeping: exact)
        if let latency { series.set(.latency, .distribution(latency)) }
        // Where nothing failed both are the same values, kept once.
        let isAll = found.failed.count == 0
        if let ok = isAll ? latency : succeeded.distribution(keeping: exact) {
            series.set(.okLatency, .distribution(ok))
        }
        return series
    }

    private func notes(_ all: Requests) -> [Note] {
        var notes: [Note] = []
        if errors > 0 {
            let what =
                "\(errors) errors of the simulation (requests that could not be made) are counted nowhere, as in Gatling's reports"
            notes.append(Note("gatling.errors", what))
        }
        if room.isFull { notes.append(ManyNames.note(room.limit, "names")) }
        if runs > 1 { notes.append(Note("file.appended", "the log holds \(runs) runs, which are read as one")) }
        if all.succeeded.count == 0 {
            notes += [Note.latencyIncludesFailures(all.failed.count, of: all.count)].compactMap { $0 }
        }
        return notes
    }
}
