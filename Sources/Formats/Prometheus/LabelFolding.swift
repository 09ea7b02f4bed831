/// Which counters of an answer are told apart, and which are added up because there are more combinations of labels than that: those of one name, bound,
/// status and look-up's result. Of an answer nothing is known but names; what is no counter by its name is left out, as it cannot be added up.
struct LabelFolding {
    struct Group {
        var name: String
        var labels: [String: String]
        /// Positions of what is added up.
        var members: [Int]
    }

    private struct Key: Hashable {
        var name: String
        var labels: [String: String]
    }

    private(set) var groups: [Group] = []
    private(set) var isFolded = false
    private let limit: Int
    private var seen: Set<[String: String]> = []
    private var folded: [Key: Int] = [:]

    /// - Parameters:
    ///   - counters: names and labels.
    ///   - limit: combinations of labels that are told apart, whatever their bounds.
    init(_ counters: some Sequence<(name: String, labels: [String: String])>, limit: Int = ExpositionTally.limit) {
        self.limit = limit
        for (index, counter) in counters.enumerated() { add(index, counter.name, counter.labels) }
        removeOtherBounds()
    }

    private mutating func add(_ index: Int, _ name: String, _ labels: [String: String]) {
        let own = labels.filter { $0.key != "le" && $0.key != "quantile" }
        if seen.contains(own) || seen.count < limit {
            seen.insert(own)
            groups.append(Group(name: name, labels: labels, members: [index]))
            return
        }
        isFolded = true
        guard PrometheusNames.isCounter(name), labels["quantile"] == nil else { return }
        let key = Key(name: name, labels: Self.telling(labels, of: name))
        if let position = folded[key] { return groups[position].members.append(index) }
        folded[key] = groups.count
        groups.append(Group(name: name, labels: key.labels, members: [index]))
    }

    /// What is left of labels: the status of requests, the result of look-ups, the bound.
    private static func telling(_ labels: [String: String], of name: String) -> [String: String] {
        var family = name
        for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
            family = String(name.dropLast(suffix.count))
        }
        let isRequest = PrometheusNames.isRequestDuration(family) || PrometheusNames.isRequestCount(name)
        let status = isRequest ? PrometheusNames.label(PrometheusNames.status, in: labels)?.value.utf8.first : nil
        let answer = PrometheusNames.label(PrometheusHitRates.labels, in: labels)?.value.lowercased()
        var rest = ExpositionFolding.labels(
            status: ExpositionFolding.statusClass(status),
            isHit: answer.flatMap { PrometheusHitRates.answers[$0] })
        rest["le"] = labels["le"]
        return rest
    }

    /// Buckets that do not all have the same bounds cannot be added up.
    private mutating func removeOtherBounds() {
        var parts: [Key: Set<Int>] = [:]
        func key(_ group: Group) -> Key? {
            guard group.labels["le"] != nil, group.labels[PrometheusNames.folded] != nil else { return nil }
            return Key(name: group.name, labels: group.labels.filter { $0.key != "le" })
        }
        for group in groups {
            if let key = key(group) { parts[key, default: []].insert(group.members.count) }
        }
        groups.removeAll { group in key(group).flatMap { parts[$0] }.map { $0.count > 1 } ?? false }
    }
}
