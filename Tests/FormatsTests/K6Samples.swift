import Foundation
import Measurements

@testable import Formats

/// Lines as k6 writes them, made up.
enum K6Samples {
    static let declarations = """
        {"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":[],"submetrics":null},"metric":"http_reqs"}
        {"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[],"submetrics":null},"metric":"http_req_duration"}
        {"type":"Metric","data":{"name":"http_req_failed","type":"rate","contains":"default","thresholds":[],"submetrics":null},"metric":"http_req_failed"}
        {"type":"Metric","data":{"name":"vus","type":"gauge","contains":"default","thresholds":[],"submetrics":null},"metric":"vus"}

        """

    static func tags(name: String, method: String = "GET", status: String = "200") -> String {
        let expected = status < "400"
        return
            #"{"expected_response":"\#(expected)","group":"","method":"\#(method)","name":"\#(name)","proto":"HTTP/1.1","scenario":"default","status":"\#(status)","url":"\#(name)"}"#
    }

    /// A line in the form of k6 1.x.
    static func point(
        _ metric: String, _ value: String, tags: String = "{}", time: String = "2026-11-21T06:05:43.5Z",
        metadata: String = ""
    ) -> String {
        #"{"metric":"\#(metric)","type":"Point","data":{"time":"\#(time)","value":\#(value),"tags":\#(tags)\#(metadata)}}"#
            + "\n"
    }

    /// Some requests with four points each; names and metadata by the number of the request.
    static func requests(
        _ count: Int, name: (Int) -> String = { "/api/\($0 % 7)" }, metadata: (Int) -> String = { _ in "" }
    ) -> String {
        var text = declarations
        for number in 0..<count {
            let status = number % 11 == 0 ? "500" : (number % 13 == 0 ? "404" : "200")
            let tags = tags(name: name(number), method: number % 5 == 0 ? "POST" : "GET", status: status)
            let time = "2026-11-21T06:\(10 + number / 3000):\(10 + number / 60 % 50).\(100_000 + number % 60)Z"
            let more = metadata(number)
            // Digits that spread over some octaves.
            let duration = "\(1 + number * 7919 % 1000).\(100_000 + number * 104_729 % 900_000)"
            text += point("http_reqs", "1", tags: tags, time: time, metadata: more)
            text += point("http_req_duration", duration, tags: tags, time: time, metadata: more)
            text += point("http_req_failed", status < "400" ? "0" : "1", tags: tags, time: time, metadata: more)
            if number % 50 == 0 { text += point("vus", "\(number / 50 % 20)", time: time) }
        }
        return text
    }

    static func run(_ text: String) throws -> Run { try run(Array(text.utf8)) }

    static func run(_ bytes: [UInt8]) throws -> Run { try run(Input(name: "k6.json", bytes: bytes), K6JSON()) }

    /// With little memory for skeletons, as in a file whose lines hardly repeat.
    static func run(_ text: String, skeletonMemory: Int) throws -> Run {
        var format = K6JSON()
        format.reader.skeletonMemory = skeletonMemory
        return try run(Input(name: "k6.json", bytes: Array(text.utf8)), format)
    }

    static func run(_ input: Input, _ format: K6JSON) throws -> Run {
        guard let run = try format.read(input).first else { throw ResultFiles.Missing(path: "a run") }
        return run
    }

    /// The same text as a file, read by several threads in small blocks.
    static func run(_ text: String, threads: Int, blockSize: Int, bufferSize: Int, endpointLimit: Int = 10_000) throws
        -> Run
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "loadline-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var format = K6JSON()
        format.reader.threads = threads
        format.reader.blockSize = blockSize
        format.reader.bufferSize = bufferSize
        format.reader.endpointLimit = endpointLimit
        return try run(Input(name: "k6.json", descriptor: handle.fileDescriptor), format)
    }
}
