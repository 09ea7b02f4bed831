import Foundation
import History
import Measurements
import Statistics

// How fast histories are: `swift run -c release history-speed stores FOLDER [RUNS]` fills one store of each kind, appends 500 more, one by one, and reads the
// newest 50 runs;
// `history-speed window STORE [TIMES]` reads the newest 50 runs of main again and again, for a profiler;
// `history-speed changes < series.json` finds the level shifts of an array of arrays of numbers.

let arguments = CommandLine.arguments.dropFirst()

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure(body)
    return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}

func shown(_ number: Double, _ format: String = "%8.2f") -> String { String(format: format, number) }

/// 200 latencies of seven numbers each.
func run(_ number: Int) throws -> RecordedRun {
    var random = SeededGenerator(seed: UInt64(number))
    var run = Run(source: "run-\(number).json", format: "made", tool: .init("k6", version: "1.1.0"))
    run.start = 1.6e9 + Double(number) * 600
    run.branch = number % 4 == 3 ? "feature" : "main"
    run.commit = String(format: "%08x%032x", number, number)
    run.series = (0..<200).map { endpoint in
        let base = 0.01 * (1 + random.uniform())
        var series = Series("GET /api/v1/resources/\(endpoint)", requests: 1000 + endpoint, errors: 0)
        var latency = Distribution(printed: [0.5: base, 0.95: 2.1 * base, 0.99: 3.3 * base], count: 1000 + endpoint)
        latency.min = base / 2
        latency.max = base * 5
        latency.mean = base * 1.3
        series.set(.latency, .distribution(latency))
        return series
    }
    return try RecordedRun(recording: run, now: 0)
}

func measureStores(_ folder: String, _ count: Int) throws {
    print("\(count) runs of 200 metrics        append ms/run (median, 99 %)   last 50 of a branch ms    bytes/run")
    for (kind, suffix) in [("directory", ""), ("sqlite", ".sqlite")] {
        let path = "\(folder)/history\(suffix)"
        let store = try HistoryStores.open(path, creating: true)
        for first in stride(from: 0, to: count, by: 100) {
            _ = try store.append(try (first..<min(first + 100, count)).map(run))
        }
        var times: [Double] = []
        for number in count..<count + 500 {
            let made = try run(number)
            times.append(try seconds { _ = try store.append([made]) } * 1000)
        }
        times.sort()
        // Opened anew, as a command does.
        let windows = try (0..<7).map { _ in
            try seconds {
                let found = try HistoryStores.open(path).select(Selection(branch: "main", last: 50))
                precondition(found.runs.count == 50)
            } * 1000
        }
        let median = windows.sorted()[3]
        let bytes = try size(path) / Double(count + 500)
        print(
            kind.padding(toLength: 24, withPad: " ", startingAt: 0),
            shown(times[250]), shown(times[495]), "        ", shown(median), "        ",
            shown(bytes, "%10.0f"))
    }
}

func size(_ path: String) throws -> Double {
    let own = try FileManager.default.attributesOfItem(atPath: path)
    guard own[.type] as? FileAttributeType == .typeDirectory else { return (own[.size] as? NSNumber)?.doubleValue ?? 0 }
    return try FileManager.default.subpathsOfDirectory(atPath: path).reduce(0) { sum, name in
        let file = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return sum
            + (file[.type] as? FileAttributeType == .typeRegular ? (file[.size] as? NSNumber)?.doubleValue ?? 0 : 0)
    }
}

switch arguments.first {
case "stores" where arguments.count >= 2:
    try measureStores(arguments[2], arguments.count > 2 ? Int(arguments[3]) ?? 10_000 : 10_000)
case "window" where arguments.count >= 2:
    let times = try (0..<(arguments.count > 2 ? Int(arguments[3]) ?? 20 : 20)).map { _ in
        try seconds { _ = try HistoryStores.open(arguments[2]).select(Selection(branch: "main", last: 50)) } * 1000
    }.sorted()
    print("newest 50 runs: \(shown(times[0])) ms at best, \(shown(times[times.count / 2])) ms in the median")
case "changes":
    let data = FileHandle.standardInput.readDataToEndOfFile()
    let table = try JSONDecoder().decode([[Double]].self, from: data).map { $0.map { log($0) } }
    var found = 0
    let times = (0..<5).map { _ in seconds { found = table.reduce(0) { $0 + levelShifts($1).count } } }
    print("{\"seconds\": \(times.sorted()[2]), \"shifts\": \(found)}")
default:
    print(
        "history-speed stores FOLDER [RUNS] | history-speed window STORE [TIMES] | history-speed changes < series.json")
    exit(64)
}
