import Measurements

/// How much of a pool is in use: a gauge of what is taken, divided by one of what there may be at most, as client libraries name them.
///
/// - HikariCP by Micrometer and alone: hikaricp_connections_active and _max, hikaricp_active_connections and _max_connections
/// - Spring Boot: jdbc_connections_active and _max; Tomcat's threads: tomcat_threads_busy_threads and _config_max_threads
/// - Go's sql.DBStats: go_sql_in_use_connections and go_sql_max_open_connections (client_golang), go_sql_stats_connections_in_use and _max_open
///   (sqlstats), gorm_dbstats_in_use and _max_open_connections; pgx: pgxpool_acquired_conns and _max_conns
/// - OpenTelemetry: db_client_connection_count{state="used"} and db_client_connection_max; and of people's own db_pool_active and db_pool_max
///
/// The words that say which of the two a gauge is are taken out of its name; what is left has to be the same, and so have the labels.
struct PrometheusPools {
    struct Gauge {
        var name: String
        var labels: [String: String]
        var points: [PrometheusAnswer.Point]
    }

    /// A gauge of shares that was derived.
    struct Use {
        /// "hikaricp_connections_use".
        var name: String
        var labels: [String: String]
        var points: [PrometheusAnswer.Point]
        /// "hikaricp_connections_active of hikaricp_connections_max".
        var origin: String
    }

    private struct Key: Hashable {
        var words: Set<String>
        var labels: [String: String]
    }

    private enum Role { case taken, most }

    static func use(of gauges: [Gauge]) -> [Use] {
        var most: [Key: Gauge] = [:]
        var taken: [(key: Key, gauge: Gauge)] = []
        for gauge in gauges {
            guard let (role, key) = classify(gauge) else { continue }
            switch role {
            case .taken: taken.append((key, gauge))
            case .most: if most[key] == nil { most[key] = gauge }
            }
        }
        var seen: Set<Key> = []
        return taken.compactMap { key, gauge in
            guard let limit = most[key], seen.insert(key).inserted else { return nil }
            let points = shares(gauge.points, of: limit.points)
            guard !points.isEmpty else { return nil }
            let origin = gauge.name == limit.name ? "labels of \(gauge.name)" : "\(gauge.name) of \(limit.name)"
            return Use(name: name(of: limit), labels: key.labels, points: points, origin: origin)
        }
    }

    /// Where both have a point at the same time; of a limit of 0, which is none, there is no share.
    private static func shares(
        _ taken: [PrometheusAnswer.Point], of most: [PrometheusAnswer.Point]
    ) -> [PrometheusAnswer.Point] {
        let limits = Dictionary(most.map { ($0.time, $0.value) }) { first, _ in first }
        return taken.compactMap { point in
            guard let limit = limits[point.time], limit > 0, point.value >= 0, limit.isFinite, point.value.isFinite
            else {
                return nil
            }
            return PrometheusAnswer.Point(time: point.time, value: point.value / limit)
        }
    }

    // MARK: Names

    private static let pools = ["pool", "conn", "thread", "worker", "dbstats"]
    private static let takenWords: Set = ["active", "busy", "used", "acquired", "borrowed", "inuse", "checkedout"]
    private static let mostWords: Set = ["max", "maximum", "limit", "capacity"]
    /// What else such gauges are of.
    private static let otherWords: Set = [
        "idle", "min", "pending", "wait", "waiting", "time", "seconds", "ms", "lifetime", "timeout", "timeouts",
        "closed", "requests", "bytes",
    ]
    /// That stand in one of the two names only.
    private static let fillWords: Set = [
        "in", "use", "open", "config", "configured", "size", "connections", "connection", "conns", "count", "usage",
    ]
    private static let stateLabels = ["state", "db_client_connection_state", "db_client_connections_state"]

    private static func classify(_ gauge: Gauge) -> (Role, Key)? {
        let name = gauge.name.lowercased()
        guard pools.contains(where: name.contains) else { return nil }
        var words = Set(name.split(separator: "_").map(String.init))
        guard words.isDisjoint(with: otherWords) else { return nil }
        var labels = gauge.labels
        if let (key, state) = PrometheusNames.label(stateLabels, in: labels) {
            labels[key] = nil
            words.insert(state.lowercased())
        }
        let role: Role
        if !words.isDisjoint(with: mostWords) {
            role = .most
        } else if !words.isDisjoint(with: takenWords) || words.isSuperset(of: ["in", "use"]) || words.contains("in_use")
        {
            role = .taken
        } else {
            return nil
        }
        words.subtract(mostWords.union(takenWords).union(fillWords).union(["in_use"]))
        return (role, Key(words: words, labels: labels))
    }

    /// The limit's name without the words for a limit.
    private static func name(of limit: Gauge) -> String {
        var words: [Substring] = []
        for word in limit.name.split(separator: "_") {
            let isLimit = mostWords.union(["open", "config", "configured", "size", "count", "active"]).contains(
                word.lowercased())
            if !isLimit, words.last != word { words.append(word) }
        }
        return (words + ["use"]).joined(separator: "_")
    }
}
