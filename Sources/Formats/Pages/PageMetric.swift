import Measurements

/// Numbers that tests attach as JSON, or annotate: their names tell the unit.
enum PageMetric {
    /// A test could attach a dump of thousands of numbers; that many are metrics.
    static let limit = 200
    static let milliseconds = UnitName("ms") ?? .seconds

    /// All numbers of a value: `{"pageLoad": 812.5}`, nested objects with joined names, `{"name", "value", "unit"}`, and arrays of these.
    static func all(in json: JSON, named name: String) -> [(Metric, Double)] {
        var found: [(Metric, Double)] = []
        collect(json, name: "", fallback: name, depth: 0, into: &found)
        return found
    }

    private static func collect(
        _ json: JSON, name: String, fallback: String, depth: Int, into found: inout [(Metric, Double)]
    ) {
        guard depth < 4, found.count < limit else { return }
        if let number = json.number {
            if let metric = measured(name.isEmpty ? fallback : name, number, unit: nil) { found.append(metric) }
        } else if let own = json["name"]?.string, let number = json["value"]?.number {
            if let metric = measured(own, number, unit: json["unit"]?.string) { found.append(metric) }
        } else if let members = json.object?.members {
            for member in members {
                let inner = name.isEmpty ? member.key : "\(name)_\(member.key)"
                collect(member.value, name: inner, fallback: fallback, depth: depth + 1, into: &found)
            }
        } else if let elements = json.array, elements.first?["name"] != nil {
            for element in elements { collect(element, name: "", fallback: fallback, depth: depth + 1, into: &found) }
        }
    }

    private static func measured(_ name: String, _ value: Double, unit word: String?) -> (Metric, Double)? {
        let unit = word.flatMap { UnitName($0) } ?? unit(ofName: name)
        let value = unit?.base(value) ?? value
        guard name != Metric.duration.name, !name.isEmpty, value.magnitude <= UnitName.largest else { return nil }
        let isCost = unit?.unit == .seconds || unit?.unit == .bytes || words(name).contains("cls")
        let direction: Direction =
            isCost ? .lower : words(name).contains("score") ? .higher : unit?.direction ?? .neither
        return (Metric(name, unit: unit?.unit ?? .unknown, direction: direction), value)
    }

    /// An annotation such as `{"type": "page_load", "description": "812 ms"}`; others (issues, skips) are none.
    static func annotated(_ node: JSONNode) -> (Metric, Double)? {
        guard let name = node["type"]?.json.string, let text = node["description"]?.json.string else { return nil }
        return annotated(name, text)
    }

    /// A number with a unit in the text or in the name.
    static func annotated(_ name: String, _ text: String) -> (Metric, Double)? {
        guard text.utf8.count < 40, name.utf8.count <= 200 else { return nil }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        let word = text.dropFirst(digits.count).drop { $0 == " " }
        guard let value = Double(digits), word.isEmpty ? unit(ofName: name) != nil : UnitName(word) != nil else {
            return nil
        }
        return measured(name, value, unit: word.isEmpty ? nil : String(word))
    }

    /// Browsers measure in milliseconds; a name that says otherwise is believed.
    static func unit(ofName name: String) -> UnitName? {
        let words = words(name)
        if let last = words.last, words.count > 1, last != "count", let unit = UnitName(last), last.count > 1 {
            return unit
        }
        if words.contains("size") || words.contains("bytes") || words.contains("weight") { return UnitName("bytes") }
        return words.isDisjoint(with: times) ? nil : milliseconds
    }

    private static let times: Set<String> = [
        "load", "loaded", "paint", "fcp", "lcp", "fp", "ttfb", "tti", "tbt", "inp", "fid", "time", "duration",
        "interactive",
        "latency", "loadevent", "response", "blocking", "speedindex",
    ]

    /// "firstContentfulPaint_ms" -> ["first", "contentful", "paint", "ms"].
    private static func words(_ name: String) -> [String] {
        var words: [String] = [""]
        var wasLower = false
        for character in name.prefix(200) {
            guard character.isLetter || character.isNumber else {
                words.append("")
                wasLower = false
                continue
            }
            if character.isUppercase, wasLower { words.append("") }
            wasLower = character.isLowercase
            words[words.count - 1] += character.lowercased()
        }
        return words.filter { !$0.isEmpty }
    }
}

extension [String] {
    fileprivate func isDisjoint(with set: Set<String>) -> Bool { !contains { set.contains($0) } }
}
