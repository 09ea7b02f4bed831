import Foundation
import Measurements

/// The machine that records: what latencies depend on besides the code. CI runners of one name differ from day to day.
enum Machine {
    static var description: [String: String] {
        let environment = ProcessInfo.processInfo.environment
        var facts = ["cores": String(ProcessInfo.processInfo.activeProcessorCount), "os": system]
        facts["cpu"] = processor
        // GitHub's images name themselves so; GitLab's runners by CI_RUNNER_DESCRIPTION.
        let image = [environment["ImageOS"], environment["ImageVersion"]].compactMap { $0 }.joined(separator: " ")
        facts["runner"] = image.isEmpty ? environment["CI_RUNNER_DESCRIPTION"] : image
        return facts.filter { !$0.value.isEmpty }
    }

    private static var system: String {
        field("PRETTY_NAME", of: "/etc/os-release", separator: "=")
            ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    private static var processor: String? {
        field("model name", of: "/proc/cpuinfo", separator: ":") ?? appleProcessor
    }

    private static var appleProcessor: String? {
        #if canImport(Darwin)
            var size = 0
            guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return nil }
            var text = [UInt8](repeating: 0, count: size)
            guard sysctlbyname("machdep.cpu.brand_string", &text, &size, nil, 0) == 0 else { return nil }
            return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        #else
            return nil
        #endif
    }

    /// The first line of a file that begins with a name.
    private static func field(_ name: String, of path: String, separator: Character) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let lines = String(decoding: data.prefix(65_536), as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix(name) }), let sign = line.firstIndex(of: separator) else {
            return nil
        }
        return line[line.index(after: sign)...].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
}
