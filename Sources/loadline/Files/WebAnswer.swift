import Foundation

/// What a web server answers to a GET, by way of curl: it knows https, proxies and certificates, and only the commands that ask for it pay for
/// it. Linking FoundationNetworking doubles the time in which every command starts (its libcurl and TLS libraries are loaded first).
struct WebAnswer {
    var status: Int
    var body: [UInt8]
    /// Where a redirect leads, which is not followed: credentials are for the address that the user named.
    var redirect: String

    /// Larger answers are refused.
    static let limit = 64 << 20

    /// How the server is asked; credentials go to curl through a pipe, where no list of processes shows them.
    struct Request {
        var address: String
        var parameters: [(name: String, value: String)] = []
        /// Lines of curl's configuration that tell who asks.
        var credentials: [(option: String, value: String)] = []
        /// Seconds.
        var timeout: Double
    }

    init(_ request: Request) throws(Failure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-q", "--config", "-"]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        guard (try? process.run()) != nil else { throw Self.noCurl }
        try? input.fileHandleForWriting.write(contentsOf: Data(Self.configuration(request).utf8))
        try? input.fileHandleForWriting.close()
        var body: [UInt8] = []
        while body.count <= Self.limit {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { break }
            body += part
        }
        if body.count > Self.limit {
            process.terminate()
            throw Failure(
                .unreadableInput,
                "\(request.address): the answer is larger than \(Self.limit >> 20) MiB; ask for less, or with a longer --step"
            )
        }
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: break
        case 127: throw Self.noCurl
        default:
            let words = Self.words(String(decoding: said, as: UTF8.self), without: request.credentials)
            throw Failure(.missingInput, "\(request.address): \(words)")
        }
        let (status, redirect) = Self.removeTrailer(&body)
        self.init(status: status, body: body, redirect: redirect)
    }

    private init(status: Int, body: [UInt8], redirect: String) {
        self.status = status
        self.body = body
        self.redirect = redirect
    }

    private static let noCurl = Failure(
        .missingInput, "curl is needed to ask a server and is not installed (apt-get install curl)")

    private static func configuration(_ request: Request) -> String {
        let options =
            [
                ("url", request.address), ("proto", "=http,https"), ("write-out", "\n%{http_code} %{redirect_url}"),
                ("max-time", "\(request.timeout)"), ("connect-timeout", "\(min(request.timeout, 10))"),
                ("user-agent", "loadline"),
            ] + request.parameters.map { ("data-urlencode", "\($0.name)=\($0.value)") } + request.credentials
        return "silent\nshow-error\ngloboff\nget\ncompressed\n"
            + options.map { "\($0.0) = \(quoted($0.1))\n" }.joined()
    }

    /// As curl's manual has it (--config).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// "curl: (7) Failed to connect …" without the beginning, and without what nobody may read.
    private static func words(_ said: String, without credentials: [(option: String, value: String)]) -> String {
        var line = String(said.split(separator: "\n").last ?? "curl failed")
        if line.hasPrefix("curl: ("), let end = line.firstIndex(of: ")") { line = String(line[end...].dropFirst(2)) }
        for secret in credentials where !secret.value.isEmpty { line = line.replacing(secret.value, with: "…") }
        return line
    }

    private static func removeTrailer(_ body: inout [UInt8]) -> (Int, String) {
        guard let end = body.lastIndex(of: UInt8(ascii: "\n")) else { return (0, "") }
        let words = String(decoding: body[(end + 1)...], as: UTF8.self).split(separator: " ", maxSplits: 1)
        body.removeSubrange(end...)
        return (words.first.flatMap { Int($0) } ?? 0, words.count > 1 ? String(words[1]) : "")
    }
}
