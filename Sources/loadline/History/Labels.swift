/// Labels as users give them: `name=value`.
enum Labels {
    static func parse(_ pairs: [String]) throws(Failure) -> [String: String] {
        var labels: [String: String] = [:]
        for pair in pairs {
            guard let sign = pair.firstIndex(of: "="), sign != pair.startIndex else {
                throw Failure(.usage, "--label \(pair): expected name=value")
            }
            labels[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
        }
        return labels
    }
}
