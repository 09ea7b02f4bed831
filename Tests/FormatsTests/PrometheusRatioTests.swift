import Measurements
import Testing

@testable import Formats

/// Shares that are derived of what services expose.
struct PrometheusRatioTests {
    private func run(_ lines: String...) throws -> Run {
        try #require(try ResultFiles.runs(lines.joined(separator: "\n") + "\n", as: "prometheus").first)
    }

    /// As client libraries name what is in use and what there may be at most.
    @Test(arguments: [
        ("hikaricp_connections_active", "hikaricp_connections_max", "hikaricp_connections_use"),
        ("hikaricp_active_connections", "hikaricp_max_connections", "hikaricp_connections_use"),
        ("jdbc_connections_active", "jdbc_connections_max", "jdbc_connections_use"),
        ("tomcat_threads_busy_threads", "tomcat_threads_config_max_threads", "tomcat_threads_use"),
        ("go_sql_in_use_connections", "go_sql_max_open_connections", "go_sql_connections_use"),
        ("go_sql_stats_connections_in_use", "go_sql_stats_connections_max_open", "go_sql_stats_connections_use"),
        ("gorm_dbstats_in_use", "gorm_dbstats_max_open_connections", "gorm_dbstats_connections_use"),
        ("pgxpool_acquired_conns", "pgxpool_max_conns", "pgxpool_conns_use"),
        ("db_pool_active", "db_pool_max", "db_pool_use"),
        ("db_connections_in_use", "db_connections_max_open", "db_connections_use"),
        ("mongodb_pool_in_use_connections", "mongodb_pool_max_size", "mongodb_pool_use"),
    ])
    func pools(taken: String, most: String, use: String) throws {
        let run = try run(
            "# TYPE \(taken) gauge", #"\#(taken){p="a"} 3"#, "# TYPE \(most) gauge", #"\#(most){p="a"} 12"#)
        #expect(run.figure(use, of: "p=a") == 0.25 && run.figure(use) == 0.25)
        #expect(run.notes("ratio.derived").first?.contains("\(use) from \(taken) of \(most)") == true)
        #expect(run["p=a"]?.measurements[use]?.metric == Metric(use, unit: .ratio, direction: .lower))
    }

    @Test func poolsByALabel() throws {
        let open = try run(
            #"db_client_connection_count{db_client_connection_state="used",db_client_connection_pool_name="a"} 9"#,
            #"db_client_connection_count{db_client_connection_state="idle",db_client_connection_pool_name="a"} 1"#,
            #"db_client_connection_max{db_client_connection_pool_name="a"} 10"#)
        #expect(open.figure("db_client_connection_use", of: "db_client_connection_pool_name=a") == 0.9)
        let own = try run(#"db_pool_connections{state="used"} 5"#, #"db_pool_connections{state="max"} 20"#)
        #expect(own.figure("db_pool_connections_use") == 0.25)
    }

    /// Of several pools, all together are as full as the fullest.
    @Test func theFullestPool() throws {
        let run = try run(
            #"jdbc_connections_active{name="a"} 1"#, #"jdbc_connections_active{name="b"} 9"#,
            #"jdbc_connections_max{name="a"} 10"#, #"jdbc_connections_max{name="b"} 10"#)
        #expect(run.figure("jdbc_connections_use") == 0.9 && run.figure("jdbc_connections_use", of: "name=a") == 0.1)
    }

    /// A limit of 0 is none (Go's default); what waits, is idle or lasts is no use; labels have to be the same.
    @Test(arguments: [
        ["go_sql_in_use_connections 3", "go_sql_max_open_connections 0"],
        ["hikaricp_connections_idle 3", "hikaricp_connections_max 10"],
        ["hikaricp_connections_usage_seconds_max 3", "hikaricp_connections_max 10"],
        [#"jdbc_connections_active{name="a"} 1"#, #"jdbc_connections_max{name="b"} 10"#],
        ["http_requests_active 3", "http_requests_max 10"], ["db_pool_active NaN", "db_pool_max 10"],
    ])
    func noUse(lines: [String]) throws {
        let run = try #require(
            try ResultFiles.runs((lines + ["x{a=\"b\"} 1"]).joined(separator: "\n") + "\n", as: "prometheus").first)
        #expect(!run.series.contains { $0.measurements.keys.contains { $0.hasSuffix("_use") } })
    }

    @Test func hitRatesByALabel() throws {
        let run = try run(
            "# TYPE cache_gets_total counter", #"cache_gets_total{cache="a",result="hit"} 30"#,
            #"cache_gets_total{cache="a",result="miss"} 10"#, #"cache_gets_total{cache="b",result="hit"} 10"#,
            #"cache_gets_total{cache="b",result="pending"} 10"#)
        #expect(run.figure("cache_hit_rate", of: "cache=a") == 0.75 && run.figure("cache_hit_rate") == 0.8)
        guard case .ratio(let hits, let total)? = run["*"]?.measurements["cache_hit_rate"]?.value else {
            Issue.record("two counts")
            return
        }
        #expect(hits == 40 && total == 50 && run.notes("ratio.derived").count == 1)
    }

    @Test func hitRatesOfPostgreSQL() throws {
        let run = try run(
            "# TYPE pg_stat_database_blks_hit counter", #"pg_stat_database_blks_hit{datname="shop"} 95"#,
            "# TYPE pg_stat_database_blks_read counter", #"pg_stat_database_blks_read{datname="shop"} 5"#)
        #expect(run.figure("pg_stat_database_blks_hit_rate", of: "datname=shop") == 0.95)
    }
}
