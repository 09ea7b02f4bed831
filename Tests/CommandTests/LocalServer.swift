import Foundation

/// A web server on loopback that gives the same answer to every request and keeps what it was asked.
final class LocalServer: @unchecked Sendable {
    let port: Int
    private let descriptor: Int32
    private let answer: String
    private let lock = NSLock()
    private var asked: [String] = []

    /// - Parameter status: such as "200 OK", with further header lines after it.
    init(_ status: String, _ body: String = "") throws {
        answer = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let (socket, port) = try Self.listening()
        (descriptor, self.port) = (socket, port)
        Thread.detachNewThread { [descriptor, answer, weak self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                var buffer = [UInt8](repeating: 0, count: 64 << 10)
                let got = read(client, &buffer, buffer.count)
                self?.keep(String(decoding: buffer.prefix(max(0, got)), as: UTF8.self))
                _ = answer.utf8CString.withUnsafeBytes { write(client, $0.baseAddress, $0.count - 1) }
                close(client)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    var address: String { "http://127.0.0.1:\(port)" }
    var requests: [String] { lock.withLock { asked } }

    private func keep(_ request: String) { lock.withLock { asked.append(request) } }

    /// A port that nobody listens on any more.
    static func closedPort() throws -> Int {
        let (socket, port) = try listening()
        close(socket)
        return port
    }

    private static func listening() throws -> (socket: Int32, port: Int) {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Whether a program is installed here.
    static func has(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}
